//! A text up to a place as tokens, with the brackets that are open there. Full-width marks count as what they stand for.

use std::cell::Cell;

use zhun::source::SourceFile;

use crate::lex::{Kind, Token, lex};
use crate::look::Look;

/// The words that begin a quantifier.
pub const QUANTIFIERS: [&str; 3] = ["every", "exists", "no"];

/// A text up to a place, with its tokens.
pub struct Before<'t> {
    pub look: &'t Look,
    pub file: &'t SourceFile,
    text: &'t str,
    tokens: Vec<Token>,
    /// The number of the first token of the item that the place is in.
    pub first: usize,
    /// How many places that lead to each other are asked for what is due there.
    pub depth: Cell<u32>,
}

/// What an open brace opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brace {
    /// The facts of a sample or an example.
    Facts,
    /// The params of an example.
    Params,
    /// The fields of a value.
    Record,
    /// The names after `use policy.`
    Use,
    /// The arms behind a word, whose number is this.
    Choose(usize),
    /// The arms behind conditions, whose `choose` has this number.
    Conditions(usize),
    /// The values of a param.
    History,
    /// Declarations or clauses.
    Other,
}

impl<'t> Before<'t> {
    /// The tokens of a text whose last item begins at a byte.
    pub fn new(look: &'t Look, file: &'t SourceFile, text: &'t str, item: usize) -> Self {
        let tokens: Vec<Token> = lex(text).into_iter().filter(|token| token.kind != Kind::Comment).collect();
        let first = tokens.iter().position(|token| token.start >= item).unwrap_or(tokens.len());
        Self { look, file, text, tokens, first, depth: Cell::new(0) }
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token of a number; none below 0 and from the end on.
    pub fn token(&self, at: Option<usize>) -> Option<(Kind, &'t str)> {
        self.tokens.get(at?).map(|token| (token.kind, token.text(self.text)))
    }

    /// The number of the token that begins at a byte.
    pub fn at(&self, start: usize) -> Option<usize> {
        self.tokens.binary_search_by_key(&start, |token| token.start).ok()
    }

    /// The token so many from the end.
    pub fn back(&self, n: usize) -> Option<usize> {
        self.len().checked_sub(n)
    }

    /// The word of a number.
    pub fn word(&self, at: Option<usize>) -> Option<&'t str> {
        self.token(at).filter(|(kind, _)| *kind == Kind::Word).map(|(_, text)| text)
    }

    /// The mark of a number.
    pub fn mark(&self, at: Option<usize>) -> Option<&'t str> {
        let (_, text) = self.token(at).filter(|(kind, _)| *kind == Kind::Mark)?;
        Some(match text {
            "，" | "、" => ",",
            "：" => ":",
            "（" => "(",
            "）" => ")",
            "［" | "【" => "[",
            "］" | "】" => "]",
            "｛" => "{",
            "｝" => "}",
            "＝" => "=",
            "＜" => "<",
            "＞" => ">",
            "．" | "。" => ".",
            text => text,
        })
    }

    /// The token before the tokens of a text that is open at the end, from where it begins.
    pub fn before_text(&self) -> Option<usize> {
        let opens =
            |at: &usize| self.token(Some(*at)).is_some_and(|(kind, text)| kind == Kind::Text && text.starts_with('"'));
        (0..self.len()).rev().find(opens)?.checked_sub(1)
    }

    /// Whether a place is the first in its line.
    pub fn is_line_start(&self) -> bool {
        let end = self.tokens.last().map_or(0, |token| token.end);
        self.tokens.is_empty() || self.text.get(end..).is_some_and(|behind| behind.contains('\n'))
    }

    /// The bracket that is open before a token, and is the nearest.
    pub fn enclosing(&self, end: usize) -> Option<usize> {
        let mut closed = 0_usize;
        for at in (self.first..end).rev() {
            match self.mark(Some(at)) {
                Some(")" | "]" | "}") => closed += 1,
                Some("(" | "[" | "{") if closed > 0 => closed -= 1,
                Some("(" | "[" | "{") => return Some(at),
                _ => {}
            }
        }
        None
    }

    /// The bracket that a closing one belongs to.
    pub fn opening(&self, close: usize) -> Option<usize> {
        self.enclosing(close)
    }

    /// Where a name with fields behind dots begins, that ends before a token.
    pub fn chain_start(&self, end: usize) -> Option<usize> {
        let mut at = end.checked_sub(1)?;
        loop {
            if matches!(self.mark(Some(at)), Some(")" | "]")) {
                at = self.opening(at)?.checked_sub(1)?;
            }
            self.word(Some(at))?;
            let dotted = self.mark(at.checked_sub(1)) == Some(".") && self.mark(at.checked_sub(2)) != Some(".");
            match at.checked_sub(2).filter(|_| dotted) {
                Some(before) => at = before,
                None => return Some(at),
            }
        }
    }

    /// The word that the item begins with.
    pub fn head(&self) -> Option<&'t str> {
        self.word(Some(self.first))
    }

    /// What a brace opens.
    pub fn brace(&self, brace: usize) -> Brace {
        let before = brace.checked_sub(1);
        let head = self.head();
        let holds_values = !matches!(head, Some("facts" | "record" | "enum" | "source"));
        match (self.word(before), self.mark(before)) {
            (Some("given" | "with"), _) if head == Some("example") => Brace::Facts,
            (Some("params"), _) if head == Some("example") => Brace::Params,
            (Some("choose"), _) => Brace::Conditions(brace - 1),
            (_, Some(".")) if head == Some("use") => Brace::Use,
            (_, Some(":" | "[" | "," | "=" | "(")) if holds_values => Brace::Record,
            (Some(_), _) if head == Some("sample") && brace == self.first + 2 => Brace::Facts,
            (Some(_), _) | (_, Some(")" | "]")) => match self.chain_start(brace).and_then(|start| start.checked_sub(1))
            {
                Some(choose) if self.word(Some(choose)) == Some("choose") => Brace::Choose(choose),
                _ if head == Some("param") && self.enclosing(brace).is_none() => Brace::History,
                _ => Brace::Other,
            },
            _ if head == Some("param") && self.enclosing(brace).is_none() => Brace::History,
            _ => Brace::Other,
        }
    }

    /// The `if` that a `then` or `else` belongs to, which stands at a token.
    pub fn matching_if(&self, part: usize) -> Option<usize> {
        let (mut closed, mut open) = (0_usize, 0_usize);
        for at in (self.first..part).rev() {
            match (self.mark(Some(at)), self.word(Some(at))) {
                (Some(")" | "]" | "}"), _) => closed += 1,
                (Some("(" | "[" | "{"), _) => closed = closed.checked_sub(1)?,
                (_, Some("else")) if closed == 0 => open += 1,
                (_, Some("if")) if closed == 0 && open == 0 => return Some(at),
                (_, Some("if")) if closed == 0 => open -= 1,
                _ => {}
            }
        }
        None
    }

    /// The variables that may be used at the end of the tokens, the nearest first: by the numbers of their tokens.
    pub fn variables(&self) -> Vec<usize> {
        let mut found = Vec::new();
        let mut end = self.len();
        // Whether a comma, a colon or a `where` stands between, in the same brackets.
        let (mut comma, mut begun) = (false, false);
        let mut at = end;
        while let Some(token) = at.checked_sub(1).filter(|token| *token >= self.first) {
            at = token;
            match (self.mark(Some(at)), self.word(Some(at))) {
                (Some(")" | "]" | "}"), _) => match self.opening(at) {
                    Some(open) => at = open,
                    None => break,
                },
                (Some("(" | "[" | "{"), _) => (comma, begun, end) = (false, true, at),
                (Some(","), _) => comma = true,
                (Some(":"), _) | (_, Some("where")) => begun = true,
                (_, Some("then" | "else")) if at < end => match self.matching_if(at) {
                    Some(head) => at = head,
                    None => break,
                },
                (_, Some("when" | "require" | "except" | "because")) => break,
                (_, Some("in")) => {
                    let variable = at.checked_sub(1).filter(|at| self.word(Some(*at)).is_some());
                    if let Some(variable) = variable.filter(|_| begun && !comma && self.binds(at - 1)) {
                        found.push(variable);
                    }
                }
                _ => {}
            }
        }
        found.extend(self.params());
        found
    }

    /// Whether a word is a variable where it stands before `in`.
    pub fn binds(&self, at: usize) -> bool {
        let before = at.checked_sub(1);
        self.word(before).is_some_and(|word| QUANTIFIERS.contains(&word))
            || matches!(self.mark(before), Some("(" | "["))
    }

    /// The parameters of the define that the item is.
    fn params(&self) -> Vec<usize> {
        if self.head() != Some("define") || self.mark(Some(self.first + 2)) != Some("(") {
            return Vec::new();
        }
        let params = (self.first + 3..self.len()).take_while(|at| self.mark(Some(*at)) != Some(")"));
        params.filter(|at| self.mark(Some(at + 1)) == Some(":")).collect()
    }

    /// The variable that the message of a rule may show: that of the quantifier which its condition is.
    pub fn shown_variable(&self) -> Option<usize> {
        let from = (0..self.len()).rev().find(|at| self.word(Some(*at)) == Some("rule"))?;
        (from..self.len()).find(|at| {
            matches!(self.word(at.checked_sub(2)), Some("when" | "require"))
                && self.word(at.checked_sub(1)).is_some_and(|word| QUANTIFIERS.contains(&word))
        })
    }
}
