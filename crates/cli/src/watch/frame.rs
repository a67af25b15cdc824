//! What a look at the policies came to, as a screen that can be read at a glance.

use std::time::Duration;

use anstyle::{AnsiColor, Style};

use crate::failure::say;

/// How things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Everything checks and holds.
    Fine,
    /// Everything checks, an example or a case does not hold.
    Failing,
    /// Something does not check, or cannot be read.
    Broken,
}

/// One screen.
#[derive(Debug)]
pub struct Frame {
    /// The time of day.
    pub time: String,
    pub state: State,
    /// How it went, in a line.
    pub summary: String,
    pub took: Duration,
    /// When everything held last.
    pub fine: Option<String>,
    /// What is wrong, in lines.
    pub body: String,
}

/// Lines of a screen that are not those of the body: the head, an empty line, what was left out, the foot.
const AROUND: usize = 5;

impl Frame {
    /// The screen: the state first, then what is wrong, cut where the terminal is less tall.
    pub fn drawn(&self, height: Option<usize>, colour: bool) -> String {
        let (mark, tint) = match self.state {
            State::Fine => ('✓', AnsiColor::Green),
            State::Failing => ('✗', AnsiColor::Yellow),
            State::Broken => ('✗', AnsiColor::Red),
        };
        let style = if colour { Style::new().fg_color(Some(tint.into())).bold() } else { Style::new() };
        let dim = if colour { Style::new().dimmed() } else { Style::new() };
        let took = format!("{} ms", self.took.as_millis());
        let mut text = format!("{style}{mark} {}{style:#}  {dim}{}  {took}{dim:#}\n", self.summary, self.time);
        let lines: Vec<&str> = self.body.trim_end().lines().collect();
        let room = height.map_or(lines.len(), |height| height.saturating_sub(AROUND).max(AROUND));
        if !lines.is_empty() {
            text.push('\n');
            lines.iter().take(room).for_each(|line| {
                text.push_str(line);
                text.push('\n');
            });
            if lines.len() > room {
                let more = say!("cli.watch.more", lines = lines.len() - room);
                text.push_str(&format!("{dim}{more}{dim:#}\n"));
            }
        }
        if self.state != State::Fine {
            let before = match &self.fine {
                Some(time) => say!("cli.watch.fine-at", time = time),
                None => say!("cli.watch.never-fine"),
            };
            text.push_str(&format!("\n{dim}{before}{dim:#}\n"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(state: State, body: &str, fine: Option<&str>) -> Frame {
        Frame {
            time: "14:03:22".to_owned(),
            state,
            summary: "no problems in 3 files; 4 examples hold".to_owned(),
            took: Duration::from_millis(12),
            fine: fine.map(str::to_owned),
            body: body.to_owned(),
        }
    }

    #[test]
    fn a_screen_is_never_taller_than_the_terminal() {
        let body: String = (1..=40).map(|n| format!("line {n}\n")).collect();
        for height in [12, 24, 60] {
            let drawn = frame(State::Broken, &body, Some("14:01:10")).drawn(Some(height), false);
            assert!(drawn.lines().count() <= height, "{height}: {drawn}");
        }
    }

    #[test]
    fn screens() {
        let mut all = frame(State::Fine, "", Some("14:03:22")).drawn(Some(24), false);
        all.push_str("----\n");
        all.push_str(
            &frame(State::Broken, "error[x]: a\nb\nc\nd\ne\nf\ng\nh\n", Some("14:01:10")).drawn(Some(10), false),
        );
        all.push_str("----\n");
        all.push_str(&frame(State::Failing, "entry \"x\" does not hold\n", None).drawn(None, false));
        insta::assert_snapshot!(all);
    }
}
