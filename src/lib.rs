//! Zhun (准: to permit; a standard) decides by platform rules and says why. Policy authors write rules in `.policy`
//! files; a program embeds this engine and hands it facts; a reviewer reads outcomes with their reasons.
//!
//! # From text to verdict
//!
//! ```
//! use zhun::diagnostic::Locale;
//! use zhun::eval::Status;
//! use zhun::explain::human::Form;
//! use zhun::{Engine, Options};
//!
//! let text = r#"
//! policy shop.fair
//!
//! source handbook { title "The handbook of the fair" published 2022-10-10 }
//!
//! facts {
//!     score: optional decimal in 0..5   title "score"
//!     closures: int >= 0
//! }
//!
//! param score_to_enter: decimal = 4.0
//!
//! decision admission {
//!     title    "Admission to the fair"
//!     outcomes permit < deny < barred
//!     default  permit because "every condition is met"
//!
//!     rule enough_score {
//!         require score is present and score >= score_to_enter
//!         else    deny
//!         because "a score of {score} is below {score_to_enter}"
//!         cite    handbook "1.2"
//!     }
//!
//!     rule closed_for_good {
//!         when    closures >= 3
//!         then    barred
//!         because "closed {closures} times"
//!         cite    handbook "3"
//!     }
//! }
//!
//! example admission "a score that is just too low" {
//!     given  { score: 3.9, closures: 0 }
//!     expect deny because enough_score
//! }
//! "#;
//!
//! // Texts become policies, or diagnostics that say what is wrong with them and where.
//! let engine = Engine::new([("fair.policy", text)]).expect("the text above checks");
//!
//! // A handle on a decision, and a day: time is part of the question, never asked for.
//! let admission = engine.query("admission")?;
//! let ask = admission.ask(&Options::on("2022-11-01".parse()?))?;
//!
//! // Facts come as JSON or as any value that serialises. Numbers keep their digits.
//! let facts = ask.facts_from_json(br#"{"score": 3.7, "closures": 0}"#).expect("facts of the right shape");
//! let explained = ask.explain(&facts);
//! let lines: Vec<String> =
//!     ask.lines(&explained, Form::Short, Locale::English).iter().map(ToString::to_string).collect();
//! assert_eq!(lines, [
//!     "deny  Admission to the fair · shop.fair.admission · as of 2022-11-01",
//!     "  enough_score  a score of 3.7 is below 4.0",
//!     "    score  3.7  <  score_to_enter 4.0",
//!     "    see The handbook of the fair, 1.2",
//! ]);
//!
//! // What was not supplied is unknown. It is never guessed, and named only where it matters.
//! let facts = ask.facts_from_json(br#"{"score": 4.5}"#).expect("facts of the right shape");
//! let zhun::eval::Answer::Verdict(verdict) = ask.answer(&facts) else { unreachable!() };
//! assert_eq!(verdict.status, Status::Undetermined);
//! assert_eq!(verdict.possible, ["permit", "barred"]);
//! assert_eq!(verdict.needs, ["closures"]);
//!
//! // The author's examples run anywhere.
//! assert!(engine.snapshot().examples().all(|example| example.passed));
//!
//! // Policies are replaced while the program runs, all at once or not at all.
//! assert!(engine.replace([("fair.policy", text.replace("4.0", "3.5"))]).is_ok());
//! assert!(engine.replace([("fair.policy", "policy shop.fair decision")]).is_err());
//! let verdict = engine.decide(
//!     "admission",
//!     &std::collections::HashMap::from([("score", "3.7"), ("closures", "0")]),
//!     &Options::on("2022-11-01".parse()?),
//! );
//! assert!(verdict.is_err(), "an int is not a text of one");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Stages
//!
//! Each stage makes what the next one takes, and may import only what stands below it in this table.
//!
//! | module | makes |
//! |---|---|
//! | [`engine`](Engine) | the façade: policies in force, queries, answers |
//! | [`explain`] | a trace → the tree that people read |
//! | [`eval`] | a program and facts → a verdict, with or without a trace |
//! | [`facts`] | a schema and input → typed facts, or all problems with their paths |
//! | [`compile`] | checked policies → a program |
//! | [`check`] | trees → checked policies, and diagnostics |
//! | [`format`](mod@format) | text → the same text in the one layout |
//! | [`syntax`] | text → trees, and diagnostics |
//! | [`diagnostic`] | what is wrong with a text, as data; codes, words, drawing |
//! | [`source`], [`model`] | files and places; values, types, schema |
//!
//! Nothing here reads a disk, asks for the time, draws lots or prints: the same facts on the same day give the same
//! answer everywhere.

pub mod check;
pub mod compile;
pub mod diagnostic;
mod engine;
pub mod eval;
pub mod explain;
pub mod facts;
pub mod format;
pub mod model;
pub mod source;
pub mod syntax;

pub use engine::{
    Ask, Audit, Case, CaseError, CaseFile, CaseResult, Citation, CitationKind, ClauseAudit, ClauseProblem, Coverage,
    DecisionCoverage, Difference, Engine, EvaluateError, Examined, ExampleResult, Explained, FactInfo, Fixed,
    FormatError, OptionError, Options, ParamInfo, Policies, Query, QueryInfo, QueryKind, RuleCoverage, SourceAudit,
    SourceInfo, Tried, UnknownQuery, UntestedRule, check_texts, examine_texts, fix_texts, fix_texts_by, format_text,
};
