; Captures as Neovim names them; Zed knows them by their first parts. Where several patterns capture a node, the last
; one counts. Helix has names of its own: helix/highlights.scm.

; ---- Names

(identifier) @variable

(dotted_name (identifier) @module)
(use_names (identifier) @variable)

(source_item name: (identifier) @constant)
(enum_item name: (identifier) @type)
(record_item name: (identifier) @type)
(param_item name: (identifier) @constant)
(define_item name: (identifier) @function)
(define_item !parameters name: (identifier) @variable)
(decision_item name: (identifier) @function)
(calendar_item name: (identifier) @constant)
(sample_item name: (identifier) @constant)
(example_item query: (identifier) @function)
(rule name: (identifier) @function)
(parameter name: (identifier) @variable.parameter)

(type_name (identifier) @type)
((type_name (identifier) @type.builtin)
  (#any-of? @type.builtin "bool" "int" "decimal" "text" "date" "datetime" "duration"))

(field name: (identifier) @variable.member)
(field_access field: (identifier) @variable.member)
(path (identifier) @variable.member)
(need (identifier) @variable.member)

; ---- Words of enums, outcomes

(enum_word name: (identifier) @constant)
(is_expression word: (identifier) @constant)
(word_arm word: (identifier) @constant)
(outcome name: (identifier) @constant)
(default_clause outcome: (identifier) @constant)
(require_clause outcome: (identifier) @constant)
(when_clause outcome: (identifier) @constant)
(expect_clause value: (identifier) @constant)
(weekend_clause (identifier) @constant)

; ---- What is referred to

(cite_clause source: (identifier) @constant)
(given_clause sample: (identifier) @constant)
(rules (identifier) @function)
(oblige_clause name: (identifier) @label)
(obliges_clause (identifier) @label)

(call function: (identifier) @function.call)
((call function: (identifier) @function.builtin)
  (#any-of? @function.builtin
    "count" "sum" "avg" "min" "max" "distinct" "round" "abs" "years_between" "minute_of_day" "starts_with" "length"
    "working_days_after"))

; ---- Literals

(number) @number
(date) @number
(datetime) @number
(unit) @type.builtin
(boolean) @boolean
[(absent) (today) (now)] @constant.builtin
(is_expression ["present" "absent"] @constant.builtin)
(text) @string
(template) @string
(escape_sequence) @string.escape
(language) @attribute

; ---- Keywords

["policy" "use"] @keyword.import

["source" "facts" "enum" "record" "param" "define" "decision" "calendar" "sample" "example" "rule"] @keyword

[
  "title" "unit" "published" "url" "clause" "left" "out" "outcomes" "reserved" "effective" "from" "through" "because"
  "require" "when" "except" "cite" "interpretation" "oblige" "weekend" "holiday" "workday" "covers" "given" "with"
  "without" "params" "expect" "needs" "obliges" "optional" "list" "of"
] @keyword

(default_clause "default" @keyword)
(today_clause "today" @keyword)
(now_clause "now" @keyword)
(expect_clause ["undetermined" "not_in_force" "error"] @constant.builtin)

["if" "then" "else" "choose" "otherwise"] @keyword.conditional
(quantifier ["every" "exists" "no"] @keyword.repeat)
(filter "where" @keyword.repeat)

["and" "or" "not" "is" "in"] @keyword.operator
(default_expression "default" @keyword.operator)

; ---- Signs

(comparison operator: _ @operator)
(arithmetic operator: _ @operator)
(negation "-" @operator)
(constraint [">=" "≥" "<=" "≤"] @operator)
[".." "=" "<"] @operator

["{" "}" "(" ")" "[" "]"] @punctuation.bracket
["," ":" "."] @punctuation.delimiter

; What stands in braces is no part of the text around it.
(interpolation) @none
(interpolation ["{" "}"] @punctuation.special)

; ---- Comments

(comment) @comment
(doc_comment) @comment.documentation
