//! Texts with mechanical mends to texts where these were made. It makes no mend that is a guess.

use std::sync::Arc;

use crate::diagnostic::{Diagnostics, Edit};

use super::load::{Examined, examine_texts};

/// How often texts are checked again after a mend: one mend may show the next problem.
const ROUNDS: usize = 10;

/// A text with its name, and whether it was mended.
type Text = (Arc<str>, Vec<u8>, bool);

/// What mending texts came to.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// The texts that changed, by their places in the order given, as they are now.
    pub changed: Vec<(usize, String)>,
    /// How many mends were made.
    pub fixes: usize,
    /// How many could be made that are guesses: they are left to a person.
    pub guesses: usize,
    /// What is wrong with the texts now.
    pub diagnostics: Diagnostics,
}

/// Makes the mechanical mends of diagnostics, as `zhun check --fix` does, until there are none left to be made. Texts that
/// are no UTF-8 stay as they are.
pub fn fix_texts<N, T>(texts: impl IntoIterator<Item = (N, T)>) -> Fixed
where
    N: Into<Arc<str>>,
    T: Into<Vec<u8>>,
{
    fix_texts_by(texts, |examined| examined.diagnostics)
}

/// Makes the mechanical mends of whatever `judge` finds in the texts, as [`fix_texts`] does those of the checker.
pub fn fix_texts_by<N, T>(texts: impl IntoIterator<Item = (N, T)>, judge: impl Fn(Examined) -> Diagnostics) -> Fixed
where
    N: Into<Arc<str>>,
    T: Into<Vec<u8>>,
{
    let mut texts: Vec<Text> = texts.into_iter().map(|(name, text)| (name.into(), text.into(), false)).collect();
    let mut fixes = 0;
    let check = |texts: &[Text]| judge(examine_texts(texts.iter().map(|(name, text, _)| (Arc::clone(name), text))));
    let mut diagnostics = check(&texts);
    for _ in 0..ROUNDS {
        let made = mend(&mut texts, &diagnostics);
        if made == 0 {
            break;
        }
        fixes += made;
        diagnostics = check(&texts);
    }
    let guesses = diagnostics.items.iter().filter(|found| found.fix.as_ref().is_some_and(|fix| fix.guess)).count();
    let changed = texts.into_iter().enumerate().filter(|(_, (.., changed))| *changed);
    let changed = changed.filter_map(|(at, (_, text, _))| Some((at, String::from_utf8(text).ok()?))).collect();
    Fixed { changed, fixes, guesses, diagnostics }
}

/// Makes every mend that touches none before it; how many.
fn mend(texts: &mut [Text], diagnostics: &Diagnostics) -> usize {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut made = 0;
    for fix in diagnostics.items.iter().filter_map(|found| found.fix.as_ref()).filter(|fix| !fix.guess) {
        // Two that insert at one place touch as well: their order would be chance.
        let touches =
            |a: &Edit, b: &Edit| a.span.file == b.span.file && a.span.start <= b.span.end && b.span.start <= a.span.end;
        let is_text = |edit: &Edit| {
            texts.get(edit.span.file.0 as usize).is_some_and(|(_, text, _)| std::str::from_utf8(text).is_ok())
        };
        if fix.edits.iter().any(|edit| !is_text(edit) || taken.iter().any(|other| touches(edit, other))) {
            continue;
        }
        taken.extend(&fix.edits);
        made += 1;
    }
    taken.sort_by_key(|edit| edit.span);
    for edit in taken.iter().rev() {
        if let Some((_, text, changed)) = texts.get_mut(edit.span.file.0 as usize)
            && edit.span.end as usize <= text.len()
        {
            text.splice(edit.span.range(), edit.text.bytes());
            *changed = true;
        }
    }
    made
}
