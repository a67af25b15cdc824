//! The text of a `because` to its pieces. The expressions in braces are read by the same grammar as all others.

use pest::Parser;

use super::ast::{Expr, ExprKind, Piece, Template};
use super::build::{Builder, Pair};
use super::grammar::{Grammar, Rule};
use super::words::{is_name, is_reserved};
use super::{literal, report, scan};
use crate::diagnostic::{Code, Diagnostic, msg};

impl Builder<'_> {
    /// The pieces of a text with `{expression}` in it.
    pub fn template(self, pair: &Pair<'_>) -> Template {
        let text = literal::inside(pair.as_str());
        let start = pair.as_span().start() + 1;
        let mut pieces = Vec::new();
        let mut from = 0;
        while let Some((at, brace)) = next_brace(text, from) {
            self.plain(&mut pieces, text, start, from, at);
            let close = if brace == '{' { closing(text, at) } else { None };
            from = match close {
                Some(close) => {
                    pieces.push(Piece::Expr(self.inner(start + at + 1, start + close)));
                    close + 1
                }
                None => {
                    // One stray brace is enough to say; what follows it is taken as plain text.
                    self.stray_brace(start + at, brace);
                    from = at;
                    break;
                }
            };
        }
        self.plain(&mut pieces, text, start, from, text.len());
        Template { pieces, span: self.span(pair) }
    }

    fn plain(self, pieces: &mut Vec<Piece>, text: &str, start: usize, from: usize, to: usize) {
        let stretch = text.get(from..to).unwrap_or("");
        if !stretch.is_empty() {
            pieces.push(Piece::Text(self.unescape(stretch, start + from)));
        }
    }

    fn stray_brace(self, at: usize, brace: char) {
        let span = self.place(at, at + 1);
        self.reader.report(
            Diagnostic::new(Code::BadTextEscape, span, msg!("bad-text-escape.brace", brace = brace))
                .label(if brace == '{' {
                    msg!("bad-text-escape.open.label")
                } else {
                    msg!("bad-text-escape.close.label")
                })
                .help(msg!("bad-text-escape.brace.help", brace = brace))
                .fix(msg!("bad-text-escape.brace.fix", brace = brace), span, format!("\\{brace}")),
        );
    }

    /// What stands between two places of the item, where that is one name: what most braces hold, read without the
    /// grammar, which takes ten times as long to find nothing behind it.
    fn lone_name(self, start: usize, end: usize) -> Option<Expr> {
        let inside = self.reader.file.text().get(self.base + start..self.base + end)?;
        let name = inside.trim_start_matches(' ');
        let start = start + inside.len() - name.len();
        let name = name.trim_end_matches(' ');
        (is_name(name) && !is_reserved(name)).then(|| {
            let span = self.place(start, start + name.len());
            Expr { kind: ExprKind::Name(name.to_owned()), span }
        })
    }

    /// The expression between two places of the item.
    fn inner(self, start: usize, end: usize) -> Expr {
        if let Some(name) = self.lone_name(start, end) {
            return name;
        }
        let (file, span) = (self.reader.file, self.place(start, end));
        let fragment = scan::fragment(file, self.base + start..self.base + end);
        let failed = Expr { kind: ExprKind::Error, span };
        let mended = !fragment.diagnostics.is_empty();
        for diagnostic in fragment.diagnostics {
            self.reader.report(diagnostic);
        }
        let builder = Self { base: self.base + start, ..self };
        if !fragment.readable {
            if !mended {
                self.reader.report(report::unreadable_template(span));
            }
            return failed;
        }
        match Grammar::parse(Rule::template_expr, &fragment.text) {
            Ok(mut pairs) => pairs
                .next()
                .and_then(|pair| pair.into_inner().find(|p| p.as_rule() == Rule::expr))
                .map_or(failed, |pair| builder.expr(&pair)),
            Err(error) => {
                if !mended {
                    self.reader.report(report::template_error(
                        builder,
                        fragment.text.strip_suffix('}').unwrap_or_default(),
                        span,
                        &error,
                    ));
                }
                failed
            }
        }
    }
}

/// The next brace that no backslash stands before.
fn next_brace(text: &str, from: usize) -> Option<(usize, char)> {
    let mut escaped = false;
    for (at, c) in text.get(from..)?.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' | '}' => return Some((from + at, c)),
            _ => {}
        }
    }
    None
}

/// The brace that closes the one at `open`.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.get(open..)?.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(open + at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}
