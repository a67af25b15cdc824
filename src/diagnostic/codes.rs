//! The table of diagnostic codes: name and severity. A code is never renamed and never used for something else.
//! Its summary is the catalogue's `<code>.summary`, its page is `docs/diagnostics/<code>.md`.

use super::Locale;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policies cannot be used.
    Error,
    /// They can, but probably do not say what was meant.
    Warning,
}

impl Severity {
    /// `error`, `warning`
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Declares the codes: one row each.
macro_rules! codes {
    ($($variant:ident = $name:literal, $severity:ident;)*) => {
        /// A kind of problem of a policy text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each has a page of its own, docs/diagnostics/<code>.md")]
        pub enum Code {
            $($variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// Its name, such as `optional-not-guarded`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// How bad it is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)*
                }
            }

            /// Its page in English: what it means, an example that fails, the same one mended.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("../../docs/diagnostics/", $name, ".md")),)*
                }
            }

            /// Its page in a language, with the same examples.
            #[must_use]
            pub const fn page_in(self, locale: Locale) -> &'static str {
                match (locale, self) {
                    (Locale::English, _) => self.page(),
                    $((Locale::Chinese, Self::$variant) => {
                        include_str!(concat!("../../docs/diagnostics/zh/", $name, ".md"))
                    })*
                }
            }

            /// The code with this name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Code> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

codes! {
    // Reading the text.
    FileTooLarge = "file-too-large", Error;
    ItemTooLong = "item-too-long", Error;
    NotUtf8 = "not-utf8", Error;
    ForbiddenCharacter = "forbidden-character", Error;
    FullWidthPunctuation = "full-width-punctuation", Error;
    UnclosedText = "unclosed-text", Error;
    UnclosedBracket = "unclosed-bracket", Error;
    UnexpectedBracket = "unexpected-bracket", Error;
    TooDeep = "too-deep", Error;
    SyntaxError = "syntax-error", Error;
    BadDate = "bad-date", Error;
    BadNumber = "bad-number", Error;
    BadTextEscape = "bad-text-escape", Error;
    DoubleEquals = "double-equals", Error;
    ForeignOperator = "foreign-operator", Error;
    MixedAndOr = "mixed-and-or", Error;
    ComparisonChain = "comparison-chain", Error;
    // Items, clauses and their order.
    MissingPolicy = "missing-policy", Error;
    RepeatedClause = "repeated-clause", Error;
    MissingClause = "missing-clause", Error;
    UncitedRule = "uncited-rule", Error;
    DuplicateName = "duplicate-name", Error;
    FactTypeConflict = "fact-type-conflict", Error;
    // Names.
    UnknownName = "unknown-name", Error;
    UnknownWord = "unknown-word", Error;
    UnknownField = "unknown-field", Error;
    UnknownClause = "unknown-clause", Error;
    UnknownPolicy = "unknown-policy", Error;
    NotAValue = "not-a-value", Error;
    WordShadowsName = "word-shadows-name", Warning;
    CircularUse = "circular-use", Error;
    CircularDefinition = "circular-definition", Error;
    TooManyCalls = "too-many-calls", Error;
    // Types.
    TypeMismatch = "type-mismatch", Error;
    NotComparable = "not-comparable", Error;
    NotOrdered = "not-ordered", Error;
    BadOperand = "bad-operand", Error;
    BadCall = "bad-call", Error;
    UntypedValue = "untyped-value", Error;
    UnitMismatch = "unit-mismatch", Warning;
    BadEnum = "bad-enum", Error;
    BadConstraint = "bad-constraint", Error;
    OutOfBounds = "out-of-bounds", Error;
    NotConstant = "not-constant", Error;
    CalendarUnit = "calendar-unit", Error;
    OptionalNotGuarded = "optional-not-guarded", Error;
    NeedlessGuard = "needless-guard", Warning;
    IncompleteChoose = "incomplete-choose", Error;
    IsWithAlternatives = "is-with-alternatives", Error;
    // Decisions.
    TooManyOutcomes = "too-many-outcomes", Error;
    DefaultNotWeakest = "default-not-weakest", Error;
    RuleGivesDefault = "rule-gives-default", Error;
    UnreachableOutcome = "unreachable-outcome", Warning;
    ReservedOutcomeGiven = "reserved-outcome-given", Error;
    NotInForceWhenRead = "not-in-force-when-read", Error;
    BadPeriod = "bad-period", Error;
    BadHistory = "bad-history", Error;
    BadCalendar = "bad-calendar", Error;
    // Examples.
    ExampleNeedsToday = "example-needs-today", Error;
    ExampleDaysDiffer = "example-days-differ", Error;
    BadExpectation = "bad-expectation", Error;
    // Lints.
    NeverFires = "never-fires", Warning;
    NeverDecides = "never-decides", Warning;
    SameCondition = "same-condition", Warning;
    SettledByBounds = "settled-by-bounds", Warning;
    SuspectBound = "suspect-bound", Warning;
    UnusedFact = "unused-fact", Warning;
    UnusedParam = "unused-param", Warning;
    UnusedDefine = "unused-define", Warning;
    UnusedSource = "unused-source", Warning;
    UnusedClause = "unused-clause", Warning;
    EmptyListUntested = "empty-list-untested", Warning;
    MessageWithoutValue = "message-without-value", Warning;
    MissingLanguage = "missing-language", Warning;
    NoValueToday = "no-value-today", Warning;
    LookAlikeName = "look-alike-name", Warning;
    MixedScripts = "mixed-scripts", Warning;
    HiddenCharacter = "hidden-character", Warning;
    BadWaiver = "bad-waiver", Warning;
    UnusedWaiver = "unused-waiver", Warning;
}
