//! Policies to what rests on each clause of the pages that they stand for. It never says whether a rule is right.

use serde::Serialize;

use crate::check::checked::{Cite, Clause, Source, SourceId};
use crate::compile::Program;
use crate::model::Localised;

use super::coverage::{Coverage, RuleCoverage};
use super::policies::Policies;

/// What rests on each clause of each page, and which rules are not tested.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Audit {
    /// The pages, in file order.
    pub sources: Vec<SourceAudit>,
    /// How many rules there are.
    pub rules: usize,
    /// The rules that no example and no case makes fire, or not fire.
    pub untested: Vec<UntestedRule>,
}

/// What rests on the clauses of a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceAudit {
    /// Its name.
    pub source: String,
    /// Its policy.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// When it was published.
    pub published: Option<String>,
    /// Whether the policy lists its clauses. Where it does not, those below are the ones that are cited.
    pub lists_clauses: bool,
    /// Its clauses, in the order of the file.
    pub clauses: Vec<ClauseAudit>,
}

/// What rests on a clause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClauseAudit {
    /// Its number.
    pub clause: String,
    /// What it says, in the author's words; empty where the policy does not list it.
    pub says: String,
    /// What cites it.
    pub cited_by: Vec<Citation>,
    /// Why nothing cites it, where that is on purpose.
    pub left_out: Option<String>,
    /// What is wrong.
    pub problem: Option<ClauseProblem>,
}

/// What is wrong with a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClauseProblem {
    /// Nothing cites it, and it is not left out.
    Uncited,
    /// It is left out, and something cites it.
    LeftOutButCited,
}

/// Something that rests on a clause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Citation {
    /// What it is.
    pub kind: CitationKind,
    /// Its full name; of a rule with its decision.
    pub name: String,
    /// Where it stands, `file:line:column`.
    pub at: String,
    /// How the page was read for it.
    pub interpretations: Vec<String>,
}

/// What cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CitationKind {
    /// A rule of a decision.
    Rule,
    /// The default of a decision.
    Default,
    /// A value, or a function.
    Value,
}

/// A rule of which examples are missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UntestedRule {
    /// Its full name, with its decision.
    pub rule: String,
    /// Where it stands.
    pub at: String,
    /// Nothing makes it fire.
    pub never_fires: bool,
    /// Nothing has it not fire by its own condition.
    pub always_fires: bool,
}

impl Audit {
    /// Whether nothing is wrong: each page lists its clauses, each clause is cited or left out, each rule is tested.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.untested.is_empty()
            && self
                .sources
                .iter()
                .all(|source| source.lists_clauses && source.clauses.iter().all(|c| c.problem.is_none()))
    }

    pub(super) fn of(policies: &Policies, coverage: &Coverage, locale: Option<&str>) -> Self {
        let program = &policies.program;
        let sources = program.sources().map(|(id, source)| audited(policies, id, source, locale)).collect();
        let untested = |decision: &str, rule: &RuleCoverage| UntestedRule {
            rule: format!("{decision}.{}", rule.rule),
            at: rule.at.clone(),
            never_fires: rule.fired == 0,
            always_fires: rule.satisfied == 0,
        };
        let untested = coverage.decisions.iter().flat_map(|decision| {
            let rules = decision.rules.iter().filter(|rule| rule.fired == 0 || rule.satisfied == 0);
            rules.map(|rule| untested(&decision.decision, rule))
        });
        Self { sources, rules: coverage.rules().count(), untested: untested.collect() }
    }
}

fn audited(policies: &Policies, id: SourceId, source: &Source, locale: Option<&str>) -> SourceAudit {
    let program = &policies.program;
    let all = citations(policies, id, locale);
    let lists_clauses = !source.clauses.is_empty();
    let clause = |at: &str, listed: Option<&Clause>| {
        let cites = |(cite, _): &&(&Cite, Citation)| cite.clauses().any(|cited| cited == at);
        let cited_by: Vec<Citation> = all.iter().filter(cites).map(|(_, citation)| citation.clone()).collect();
        let left_out = listed.and_then(|clause| clause.left_out.as_ref());
        ClauseAudit {
            clause: at.to_owned(),
            says: listed.map(|clause| text(&clause.gist, locale)).unwrap_or_default(),
            left_out: left_out.map(|why| text(why, locale)),
            problem: match (left_out, cited_by.is_empty()) {
                (None, true) => Some(ClauseProblem::Uncited),
                (Some(_), false) => Some(ClauseProblem::LeftOutButCited),
                _ => None,
            },
            cited_by,
        }
    };
    let clauses = if lists_clauses {
        source.clauses.iter().map(|listed| clause(&listed.at, Some(listed))).collect()
    } else {
        let mut numbers: Vec<&str> = Vec::new();
        for at in all.iter().flat_map(|(cite, _)| cite.clauses()) {
            if !numbers.contains(&at) {
                numbers.push(at);
            }
        }
        numbers.into_iter().map(|at| clause(at, None)).collect()
    };
    SourceAudit {
        source: source.name.to_string(),
        policy: source.policy.to_string(),
        title: text(&source.title, locale),
        published: program.source(id).published.map(|day| day.to_string()),
        lists_clauses,
        clauses,
    }
}

/// Everything that cites a page, in file order.
fn citations<'p>(policies: &'p Policies, source: SourceId, locale: Option<&str>) -> Vec<(&'p Cite, Citation)> {
    let program: &Program = &policies.program;
    let mut found = Vec::new();
    let mut add = |cites: &'p [Cite], kind, name: String, span, readings: &[Localised]| {
        for cite in cites.iter().filter(|cite| cite.source == source) {
            let citation = Citation {
                kind,
                name: name.clone(),
                at: policies.texts().locate(span),
                interpretations: readings.iter().map(|reading| text(reading, locale)).collect(),
            };
            found.push((span, cite, citation));
        }
    };
    for (_, decision) in program.decisions() {
        let name = decision.full_name();
        let readings = &decision.default_interpretations;
        add(&decision.default_cites, CitationKind::Default, name.clone(), decision.span, readings);
        for rule in &decision.rules {
            let full = format!("{name}.{}", rule.name);
            add(&rule.cites, CitationKind::Rule, full, rule.span, &rule.interpretations);
        }
    }
    for (_, define) in program.defines() {
        add(&define.cites, CitationKind::Value, define.full_name(), define.span, &define.interpretations);
    }
    found.sort_by_key(|(span, ..)| *span);
    found.into_iter().map(|(_, cite, citation)| (cite, citation)).collect()
}

fn text(localised: &Localised, locale: Option<&str>) -> String {
    localised.in_locale(locale).to_string()
}
