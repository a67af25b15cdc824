//! A file to what each of its tokens is, by what the names in it mean, for editors to colour.

use std::collections::HashMap;

use lsp_types::{SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend};
use zhun::check::Meaning;
use zhun::source::SourceFile;

use crate::lex::{Kind, Token, lex};
use crate::look::Look;
use crate::place::Columns;
use crate::words::{FUNCTIONS, whole};

/// What a token can be, by number.
const TYPES: [SemanticTokenType; 16] = [
    SemanticTokenType::NAMESPACE,
    SemanticTokenType::TYPE,
    SemanticTokenType::ENUM,
    SemanticTokenType::STRUCT,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::CLASS,
    SemanticTokenType::METHOD,
    SemanticTokenType::EVENT,
    SemanticTokenType::KEYWORD,
    SemanticTokenType::STRING,
    SemanticTokenType::NUMBER,
    SemanticTokenType::COMMENT,
];

const MODIFIERS: [SemanticTokenModifier; 2] = [SemanticTokenModifier::DECLARATION, SemanticTokenModifier::READONLY];
const DECLARATION: u32 = 1;
const READONLY: u32 = 2;

/// The types that the language has itself.
const BASIC: [&str; 7] = ["bool", "int", "decimal", "text", "date", "datetime", "duration"];

/// What the numbers of types and modifiers mean.
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend { token_types: TYPES.to_vec(), token_modifiers: MODIFIERS.to_vec() }
}

/// The tokens of a file.
pub fn tokens(look: &Look, file: &SourceFile, columns: Columns) -> SemanticTokens {
    let text = file.text();
    let mut named: HashMap<u32, (Meaning, bool)> = HashMap::new();
    let mut policies = Vec::new();
    for name in look.names.of_file(file.id()) {
        match name.meaning {
            Meaning::Policy(_) => policies.push(name.span.range()),
            meaning => {
                named.entry(name.span.start).or_insert((meaning, name.declares));
            }
        }
    }
    let kind_of = |token: &Token| {
        let word = token.text(text);
        Some(match token.kind {
            Kind::Comment => (SemanticTokenType::COMMENT, 0),
            Kind::Text => (SemanticTokenType::STRING, 0),
            Kind::Number => (SemanticTokenType::NUMBER, 0),
            Kind::Mark => return None,
            Kind::Word => match u32::try_from(token.start).ok().and_then(|start| named.get(&start)) {
                Some((meaning, declares)) => of_meaning(*meaning, *declares),
                None if policies.iter().any(|policy| policy.contains(&token.start)) => {
                    (SemanticTokenType::NAMESPACE, 0)
                }
                None if BASIC.contains(&word) => (SemanticTokenType::TYPE, 0),
                None if is_keyword(word) => (SemanticTokenType::KEYWORD, 0),
                None => return None,
            },
        })
    };
    let mut data = Vec::new();
    let (mut line, mut column) = (0, 0);
    for token in lex(text) {
        let Some((kind, modifiers)) = kind_of(&token) else { continue };
        let at = columns.position(file, u32::try_from(token.start).unwrap_or(u32::MAX));
        data.push(SemanticToken {
            delta_line: at.line - line,
            delta_start: if at.line == line { at.character - column } else { at.character },
            length: columns.width(token.text(text)),
            token_type: TYPES.iter().zip(0..).find(|(known, _)| **known == kind).map_or(0, |(_, number)| number),
            token_modifiers_bitset: modifiers,
        });
        (line, column) = (at.line, at.character);
    }
    SemanticTokens { result_id: None, data }
}

fn is_keyword(word: &str) -> bool {
    whole(word).is_some() || FUNCTIONS.iter().any(|(call, _)| call.split('(').next() == Some(word))
}

fn of_meaning(meaning: Meaning, declares: bool) -> (SemanticTokenType, u32) {
    let (kind, modifiers) = match meaning {
        Meaning::Policy(_) | Meaning::Source(_) => (SemanticTokenType::NAMESPACE, 0),
        Meaning::Enum(_) => (SemanticTokenType::ENUM, 0),
        Meaning::Record(_) => (SemanticTokenType::STRUCT, 0),
        Meaning::Word(..) | Meaning::Group(..) | Meaning::Outcome(..) => (SemanticTokenType::ENUM_MEMBER, 0),
        Meaning::Field(..) => (SemanticTokenType::PROPERTY, 0),
        Meaning::Fact(_) | Meaning::Sample(_) => (SemanticTokenType::VARIABLE, 0),
        Meaning::Param(_) | Meaning::Calendar(_) => (SemanticTokenType::VARIABLE, READONLY),
        Meaning::Local(_) => (SemanticTokenType::PARAMETER, 0),
        Meaning::Define(_) => (SemanticTokenType::FUNCTION, 0),
        Meaning::Decision(_) => (SemanticTokenType::CLASS, 0),
        Meaning::Rule(_) => (SemanticTokenType::METHOD, 0),
        Meaning::Duty(_) => (SemanticTokenType::EVENT, 0),
        Meaning::Clause(..) => (SemanticTokenType::STRING, 0),
    };
    (kind, if declares { modifiers | DECLARATION } else { modifiers })
}
