//! A replacement, which takes over what an edit cannot have changed, against a load of everything.

use std::sync::Arc;

use proptest::prelude::*;
use zhun::{Engine, Policies};

/// Texts with choices in them: `⟦a|b|c⟧` stands for one of several.
const TEXTS: [(&str, &str); 4] = [
    (
        "shop.policy",
        "policy shop\n\
         enum kind { normal large ⟦|small⟧ }\n\
         facts { ⟦|extra: bool ⟧score: optional decimal in 0..⟦5|10⟧, kind: kind, joined: date, closures: int }\n\
         param least: ⟦decimal|int⟧ = ⟦4|3|4.5⟧\n\
         param days: int = ⟦60|90⟧ ⟦|unit \"days\"⟧\n\
         param limit: int { ⟦5 from 2022-01-01|5 from 2022-01-01 through 2022-12-31, 6 from 2023-01-01|5 through 2030-01-01⟧ }\n\
         define fresh = today - joined <= ⟦days|days + 1|limit⟧ days\n\
         define known = ⟦score is present|score is present and true|true⟧\n",
    ),
    (
        "admission.policy",
        "policy admission\nuse shop.{score, kind, least, known, closures, fresh⟦|, limit⟧}\n\
         source page { title \"P\" clause \"1\" \"one\" ⟦|clause \"2\" \"two\"⟧ }\n\
         decision admission {\n outcomes permit < ⟦|reserved warned < ⟧deny ⟦|< barred⟧\n default permit because \"⟦fine|very fine⟧\"\n effective from 2022-01-01⟦| through 2029-12-31| through 2023-12-31⟧\n\
         ⟦|rule first { when closures > 9 then deny because \"first\" cite page \"1\" }⟧\n\
         rule low { when known and score < ⟦least|least + 1|3.0⟧ then deny because \"{score}⟦| and|}⟧ is low\" cite page \"⟦1|2|3⟧\" }\n\
         ⟦|rule more { when closures > 3 then deny because \"{closures}\" cite page \"1\" oblige o \"do\" }⟧\n\
         rule ⟦large|big⟧ { when kind is ⟦large|small⟧ then deny ⟦|effective from 2022-02-01 ⟧because \"large\" cite page \"1\" }\n\
         ⟦|rule late { when fresh then ⟦deny|barred⟧ because \"late\" cite page \"1\" }⟧\n}\n",
    ),
    (
        "standing.policy",
        "policy standing\nuse admission.{admission}\nuse shop.{closures}\nsource page { title \"P\" }\n\
         decision standing {\n outcomes kept < closed\n default kept because \"ok\"\n effective from 2022-02-01 through 2029-01-01\n\
         rule refused { when admission is ⟦deny|permit⟧ ⟦|and closures > 0 ⟧then closed because \"no\" cite page \"1\" }\n}\n\
         define held = closures = 0\n",
    ),
    (
        "examples.policy",
        "policy examples\nuse admission.{admission}\nuse standing.{standing}\nuse shop.{score, kind, joined, closures}\n\
         sample good { score: ⟦4.6|4.1⟧, kind: normal, joined: 2022-01-05, closures: 0 }\n\
         example admission \"may\" { today 2022-11-01 given good with { score: 4.6 } expect permit }\n\
         example admission \"low\" { ⟦today 2022-11-01 |⟧given good with { score: 1.0 } expect deny ⟦because low ||because more ⟧}\n\
         example standing \"kept\" { ⟦today 2022-11-01 |⟧given good expect ⟦kept|closed⟧ }\n",
    ),
];

/// The texts with choices made; a choice within one that is not taken counts all the same.
fn texts(mut choose: impl FnMut(usize) -> usize) -> Vec<(&'static str, String)> {
    let make = |(name, text): &(&'static str, &str)| {
        let mut text = (*text).to_owned();
        while let Some(start) = text.rfind('⟦') {
            let end = start + text[start..].find('⟧').expect("it is closed");
            let options: Vec<&str> = text[start + '⟦'.len_utf8()..end].split('|').collect();
            let chosen = options[choose(options.len())].to_owned();
            text.replace_range(start..end + '⟧'.len_utf8(), &chosen);
        }
        (*name, text)
    };
    TEXTS.iter().map(make).collect()
}

/// Everything that is known of policies.
fn shown(policies: &Arc<Policies>) -> String {
    format!("{policies:#?}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_replacement_is_what_a_load_of_everything_is(
        mut choices in proptest::collection::vec(any::<u8>(), 64),
        edits in proptest::collection::vec((0..64_usize, 0..4_u8), 40),
    ) {
        // Most choices are the first of several at the start, so that most texts check.
        choices.iter_mut().for_each(|choice| *choice = 0);
        let made = |choices: &[u8]| {
            let mut next = choices.iter();
            texts(|options| usize::from(*next.next().unwrap_or(&0)) % options)
        };
        let engine = Engine::new(made(&choices)).unwrap_or_else(|found| panic!("{}", found.render()));
        let mut good = choices.clone();
        for (at, to) in edits {
            choices[at] = to;
            let texts = made(&choices);
            match (engine.replace(texts.clone()), Policies::load(texts)) {
                (Ok(_), Ok(fresh)) => {
                    prop_assert!(shown(&engine.snapshot()) == shown(&Arc::new(fresh)), "{:#?}", made(&choices));
                    good.clone_from(&choices);
                }
                (Err(found), Err(fresh)) => {
                    prop_assert_eq!(found.render(), fresh.render());
                    // Mostly one goes on from what is good.
                    choices.clone_from(&good);
                }
                (found, fresh) => prop_assert!(false, "{:?} but {:?}: {:#?}", found.is_ok(), fresh.is_ok(), made(&choices)),
            }
        }
    }
}
