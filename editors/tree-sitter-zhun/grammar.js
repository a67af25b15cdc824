/**
 * Policy files of Zhun, for editors. `grammar/zhun.pest` is the grammar that decides; a test (crates/tree-sitter) holds
 * the two to the same trees. What the engine reads only to say what is wrong with it (`==`, `&&`, full-width
 * punctuation) is an error here.
 *
 * Where one token does not tell, src/scanner.c looks at what follows a word: a colon, a text, or `in`.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

// From loosest to tightest, as in grammar/README.md.
const PREC = { or: 1, and: 2, not: 3, comparison: 4, default: 5, sum: 6, product: 7, negate: 8, part: 9 };

const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'].flatMap((unit) => [unit, `${unit}s`]);

// One or more, with commas between.
const listed = (rule) => seq(rule, repeat(seq(',', rule)));

// Members of braces: a comma may follow each.
const members = (rule) => seq('{', repeat(seq(rule, optional(','))), '}');

module.exports = grammar({
  name: 'zhun',

  word: ($) => $.identifier,

  externals: ($) => [
    // A word that a colon follows.
    $._key,
    // `otherwise` that a colon follows.
    'otherwise',
    // Two lower-case letters that a text follows.
    $.language,
    // `not` that `in` follows; in arms of `choose` without commas another `not` begins the next condition.
    $._not_before_in,
    // Never matched: valid only while the parser looks for a way out of an error.
    $._error_sentinel,
  ],

  extras: ($) => [/[ \t\r\n\u{3000}\u{A0}]/, $.comment, $.doc_comment],

  reserved: {
    // No name, wherever it is declared.
    global: () => [
      'and', 'or', 'not', 'is', 'in', 'if', 'then', 'else', 'default', 'every', 'exists', 'no', 'for', 'where',
      'true', 'false', 'absent', 'present', 'today', 'now',
    ],
    // No word, even where only a word can stand.
    word: () => ['true', 'false', 'absent', 'present', 'not'],
    calendar: () => ['true', 'false', 'absent', 'present', 'not', 'weekend', 'holiday', 'workday', 'covers'],
    example: () => [
      'true', 'false', 'absent', 'present', 'not', 'today', 'now', 'given', 'params', 'expect', 'obliges',
    ],
  },

  supertypes: ($) => [$._item, $._expression, $._type],

  inline: ($) => [$._word],

  conflicts: ($) => [
    // The dot of `use a.b.{` ends the name.
    [$.dotted_name],
    // The comma after a list goes on with it, or ends the clause.
    [$.weekend_clause],
    [$.holiday_clause],
    [$.workday_clause],
    [$.without],
    [$.needs],
    [$.rules],
    [$.obliges_clause],
    // `choose` may be the name of a function, or of a bound that a history follows.
    [$.choose_word, $._name],
    [$.choose, $._name],
  ],

  rules: {
    source_file: ($) => repeat($._item),

    _item: ($) =>
      choice(
        $.policy_item,
        $.use_item,
        $.source_item,
        $.facts_item,
        $.enum_item,
        $.record_item,
        $.param_item,
        $.define_item,
        $.decision_item,
        $.calendar_item,
        $.sample_item,
        $.example_item,
      ),

    // ------------------------------------------------------------------------------------------------------- items

    policy_item: ($) => seq('policy', field('name', $.dotted_name)),

    use_item: ($) => seq('use', field('policy', $.dotted_name), '.', field('names', $.use_names)),
    use_names: ($) => members($._word),

    source_item: ($) =>
      seq(
        'source',
        field('name', $.identifier),
        field('body', alias($._source_body, $.block)),
      ),
    _source_body: ($) => members(choice($.title_clause, $.published_clause, $.url_clause, $.page_clause)),
    published_clause: ($) => seq('published', $._moment),
    url_clause: ($) => seq('url', $.text),
    page_clause: ($) => seq('clause', field('at', $.text), field('gist', $.localised), optional($.left_out)),
    left_out: ($) => seq('left', 'out', 'because', $.localised),

    facts_item: ($) => seq('facts', field('body', $.fields)),
    fields: ($) => members($.field),
    field: ($) =>
      seq(
        field('name', alias($._key, $.identifier)),
        ':',
        field('type', $._type),
        optional($.constraint),
        repeat(choice($.unit_clause, $.title_clause)),
      ),

    enum_item: ($) => seq('enum', field('name', $.identifier), field('body', $.enum_body)),
    enum_body: ($) => seq('{', repeat(seq($.enum_word, optional(choice('<', ',')))), '}'),
    enum_word: ($) =>
      seq(
        field('name', $._word),
        field('title', optional($.localised)),
        optional(seq('=', field('spelling', $.text))),
        field('group', optional($.enum_body)),
      ),

    record_item: ($) => seq('record', field('name', $.identifier), field('body', $.fields)),

    param_item: ($) =>
      seq(
        'param',
        field('name', $.identifier),
        ':',
        field('type', $._type),
        optional($.constraint),
        repeat(choice($.unit_clause, $.title_clause)),
        optional(
          seq(
            choice(seq('=', field('value', $._expression)), field('history', $.history)),
            repeat(choice($.unit_clause, $.title_clause)),
          ),
        ),
      ),
    history: ($) => members($.dated),
    dated: ($) => seq(field('value', $._expression), $.period),

    define_item: ($) =>
      seq(
        'define',
        field('name', $.identifier),
        field('parameters', optional($.parameters)),
        optional(seq(':', field('type', $._type))),
        '=',
        field('value', $._expression),
        repeat(choice($.title_clause, $.unit_clause, $.cite_clause, $.interpretation_clause)),
      ),
    parameters: ($) => seq('(', optional(seq(listed($.parameter), optional(','))), ')'),
    parameter: ($) => seq(field('name', $.identifier), ':', field('type', $._type)),

    // --------------------------------------------------------------------------------------------------- decisions

    decision_item: ($) =>
      seq('decision', field('name', $.identifier), field('body', alias($._decision_body, $.block))),
    _decision_body: ($) =>
      members(choice($.title_clause, $.outcomes_clause, $.default_clause, $.effective_clause, $.rule)),
    outcomes_clause: ($) => seq('outcomes', $.outcome, repeat(seq('<', $.outcome))),
    outcome: ($) =>
      seq(
        choice(seq(optional('reserved'), field('name', $._word)), field('name', alias('reserved', $.identifier))),
        field('title', optional($.localised)),
      ),
    default_clause: ($) =>
      seq(
        'default',
        field('outcome', $._word),
        repeat(choice($.because_clause, $.cite_clause, $.interpretation_clause)),
      ),
    effective_clause: ($) => seq('effective', $.period),

    rule: ($) => seq('rule', field('name', $.identifier), field('body', alias($._rule_body, $.block))),
    _rule_body: ($) =>
      members(
        choice(
          $.title_clause,
          $.require_clause,
          $.when_clause,
          $.except_clause,
          $.because_clause,
          $.cite_clause,
          $.interpretation_clause,
          $.effective_clause,
          $.oblige_clause,
        ),
      ),
    require_clause: ($) =>
      seq('require', field('condition', $._expression), optional(seq('else', field('outcome', $._word)))),
    when_clause: ($) =>
      seq('when', field('condition', $._expression), optional(seq('then', field('outcome', $._word)))),
    except_clause: ($) => seq('except', 'when', field('condition', $._expression)),
    oblige_clause: ($) => seq('oblige', field('name', $._word), $.localised),

    // ----------------------------------------------------------------------------------------- calendars, examples

    calendar_item: ($) =>
      seq('calendar', field('name', $.identifier), field('body', alias($._calendar_body, $.block))),
    _calendar_body: ($) => members(choice($.weekend_clause, $.holiday_clause, $.workday_clause, $.covers_clause)),
    weekend_clause: ($) => seq('weekend', $._word, repeat(seq(',', reserved('calendar', $.identifier)))),
    holiday_clause: ($) => seq('holiday', listed($.day_range)),
    workday_clause: ($) => seq('workday', listed($.day_range)),
    covers_clause: ($) => seq('covers', $.day_range),
    day_range: ($) => seq(field('first', $._moment), optional(seq('through', field('last', $._moment)))),

    sample_item: ($) => seq('sample', field('name', $.identifier), field('facts', $.record)),

    example_item: ($) =>
      seq(
        'example',
        field('query', $._word),
        field('title', $.text),
        field('body', alias($._example_body, $.block)),
      ),
    _example_body: ($) =>
      members(
        choice($.today_clause, $.now_clause, $.given_clause, $.params_clause, $.expect_clause, $.obliges_clause),
      ),
    today_clause: ($) => seq('today', $._moment),
    now_clause: ($) => seq('now', $._moment),
    given_clause: ($) =>
      seq(
        'given',
        choice(
          field('facts', $.record),
          seq(field('sample', $._word), optional(seq('with', field('facts', $.record)))),
        ),
        optional($.without),
      ),
    without: ($) => seq('without', $.path, repeat(seq(',', alias($._later_path, $.path)))),
    params_clause: ($) => seq('params', $.record),
    expect_clause: ($) =>
      seq(
        'expect',
        choice(
          seq('undetermined', optional($.needs)),
          'not_in_force',
          'error',
          seq(field('value', choice($._expression, $._reserved_outcome)), optional($.rules)),
        ),
      ),
    // Outcomes may have names that begin no expression.
    _reserved_outcome: ($) =>
      alias(choice('and', 'or', 'is', 'in', 'then', 'else', 'default', 'for', 'where'), $.identifier),
    needs: ($) => seq('needs', $.need, repeat(seq(',', alias($._later_need, $.need)))),
    need: ($) => choice($._need_param, seq(choice($._word, $._param_name), repeat($._need_step))),
    _later_need: ($) =>
      choice($._need_param, seq(choice(reserved('example', $.identifier), $._param_name), repeat($._need_step))),
    _need_param: ($) => seq('param', $._word),
    _param_name: ($) => alias('param', $.identifier),
    _need_step: ($) => choice(seq('.', $._word), seq('[', alias(/[0-9]+/, $.number), ']')),
    rules: ($) => seq('because', $._word, repeat(seq(',', reserved('example', $.identifier)))),
    obliges_clause: ($) => seq('obliges', $._word, repeat(seq(',', reserved('example', $.identifier)))),

    // --------------------------------------------------------------------------- clauses that several items share

    title_clause: ($) => seq('title', $.localised),
    unit_clause: ($) => seq('unit', $.localised),
    because_clause: ($) => seq('because', optional($.language), $.template),
    cite_clause: ($) => seq('cite', field('source', $._word), field('at', $.text)),
    interpretation_clause: ($) => seq('interpretation', $.localised),
    period: ($) =>
      choice(
        seq('from', field('from', $._moment), optional(seq('through', field('through', $._moment)))),
        seq('through', field('through', $._moment)),
      ),
    localised: ($) => seq($.text, repeat(seq($.language, $.text))),

    // ------------------------------------------------------------------------------------------------------- types

    _type: ($) => choice($.optional_type, $.list_type, $.inline_enum, $.inline_record, $.type_name),
    optional_type: ($) => seq('optional', $._type),
    list_type: ($) => seq('list', 'of', $._type),
    inline_enum: ($) => seq('enum', $.enum_body),
    inline_record: ($) => $.fields,
    // These two are names where no type follows them. So is `optional` to the engine, but then a type could not be
    // called `title` or `unit` after it.
    type_name: ($) => choice($.identifier, prec(-1, alias(choice('list', 'enum'), $.identifier))),
    // The `=` after a bound is that of a parameter's value.
    constraint: ($) =>
      prec.left(
        PREC.comparison,
        choice(
          seq('in', field('least', $._operation), '..', field('greatest', $._operation)),
          seq(choice('>=', '≥'), field('least', $._operation)),
          seq(choice('<=', '≤'), field('greatest', $._operation)),
        ),
      ),

    // ------------------------------------------------------------------------------------------------- expressions

    _expression: ($) => choice($.if_expression, $.quantifier, $._operation),

    if_expression: ($) =>
      seq(
        'if',
        field('condition', $._expression),
        'then',
        field('then', $._expression),
        'else',
        field('else', $._expression),
      ),

    quantifier: ($) =>
      seq(
        field('kind', choice('every', 'exists', 'no')),
        field('variable', $.identifier),
        'in',
        field('list', $._operation),
        optional($.filter),
        ':',
        field('body', $._expression),
      ),
    filter: ($) => seq('where', $._expression),

    _operation: ($) =>
      choice(
        $.or_expression,
        $.and_expression,
        $.not_expression,
        $.comparison,
        $.is_expression,
        $.in_expression,
        $.default_expression,
        $.arithmetic,
        $.negation,
        $.field_access,
        $.call,
        $.quantity,
        $.parenthesized,
        $.list,
        $.record,
        $.choose,
        $.choose_word,
        $._name,
        $._literal,
      ),

    or_expression: ($) => prec.left(PREC.or, seq($._operation, 'or', $._operation)),
    and_expression: ($) => prec.left(PREC.and, seq($._operation, 'and', $._operation)),
    not_expression: ($) => prec(PREC.not, seq('not', $._operation)),
    comparison: ($) =>
      prec.left(
        PREC.comparison,
        seq(
          field('left', $._operation),
          field('operator', choice('=', '!=', '≠', '<', '<=', '≤', '>', '>=', '≥')),
          field('right', $._operation),
        ),
      ),
    is_expression: ($) =>
      prec.left(
        PREC.comparison,
        seq(
          field('value', $._operation),
          'is',
          optional('not'),
          choice('present', 'absent', field('word', $._word)),
        ),
      ),
    in_expression: ($) =>
      prec.left(
        PREC.comparison,
        seq(
          field('value', $._operation),
          optional(alias($._not_before_in, 'not')),
          'in',
          field('within', $._operation),
          optional(seq('..', field('through', $._operation))),
        ),
      ),
    default_expression: ($) => prec.left(PREC.default, seq($._operation, 'default', $._operation)),
    arithmetic: ($) =>
      choice(
        ...[
          [PREC.sum, choice('+', '-')],
          [PREC.product, choice('*', '/')],
        ].map(([level, operator]) =>
          prec.left(
            level,
            seq(field('left', $._operation), field('operator', operator), field('right', $._operation)),
          ),
        ),
      ),
    negation: ($) => prec(PREC.negate, seq('-', $._operation)),
    field_access: ($) => prec(PREC.part, seq(field('record', $._operation), '.', field('field', $._word))),
    call: ($) => prec(PREC.part, seq(field('function', $._name), field('arguments', $.arguments))),
    quantity: ($) => prec(PREC.part, seq(field('amount', choice($.number, $._name)), field('unit', $.unit))),

    parenthesized: ($) => seq('(', $._expression, ')'),
    list: ($) => seq('[', optional($._elements), ']'),
    arguments: ($) => seq('(', optional($._elements), ')'),
    _elements: ($) => choice(seq(listed($._expression), optional(',')), $.each),
    // `p in l where W: value`
    each: ($) => seq(alias($.in_expression, $.binding), choice(seq($.filter, optional($._value)), $._value)),
    _value: ($) => seq(':', field('value', $._expression)),

    record: ($) => members($.entry),
    entry: ($) => seq(field('path', $.path), ':', field('value', $._expression)),

    choose: ($) => seq('choose', '{', repeat(seq(choice($.arm, $.otherwise), optional(','))), '}'),
    arm: ($) => seq(field('condition', $._expression), ':', field('value', $._expression)),
    otherwise: ($) => seq('otherwise', ':', field('value', $._expression)),
    choose_word: ($) =>
      seq(
        'choose',
        field('subject', $._subject),
        '{',
        repeat(seq(choice($.word_arm, $.otherwise), optional(','))),
        '}',
      ),
    word_arm: ($) => seq(field('word', alias($._key, $.identifier)), ':', field('value', $._expression)),
    _subject: ($) =>
      choice(
        $.identifier,
        $.parenthesized,
        alias($._subject_call, $.call),
        alias($._subject_field, $.field_access),
        alias($._subject_default, $.default_expression),
      ),
    _subject_call: ($) => seq(field('function', $.identifier), field('arguments', $.arguments)),
    _subject_field: ($) => prec(PREC.part, seq(field('record', $._subject), '.', field('field', $._word))),
    _subject_default: ($) => prec.left(PREC.default, seq($._subject, 'default', $._operation)),

    // ------------------------------------------------------------------------------------------------------- names

    dotted_name: ($) => seq($.identifier, repeat(seq('.', $._word))),
    path: ($) => choice(alias($._key, $.identifier), seq($._word, repeat(seq('.', $._word)))),
    _later_path: ($) => seq(reserved('example', $.identifier), repeat(seq('.', $._word))),

    identifier: () => /[\p{XID_Start}_]\p{XID_Continue}*/,
    _word: ($) => reserved('word', $.identifier),
    // `choose` and a lone `no` are names where nothing follows that makes them more.
    _name: ($) => choice($.identifier, alias('choose', $.identifier), prec(-1, alias('no', $.identifier))),

    // ---------------------------------------------------------------------------------------------------- literals

    _literal: ($) =>
      choice($.number, $._moment, $.text, $.boolean, alias('absent', $.absent), alias('today', $.today), alias('now', $.now)),
    boolean: () => choice('true', 'false'),
    _moment: ($) => choice($.date, $.datetime),

    number: () => {
      const digits = /[0-9]([eE][+-][0-9]+|\p{XID_Continue})*/;
      return token(choice(seq(digits, optional(seq('.', digits)), optional('%')), /\.[0-9]\p{XID_Continue}*/));
    },
    date: () =>
      token(
        prec(1, /[0-9]{4}(-[0-9]{1,2}-[0-9]{1,2}|\/[0-9]{1,2}\/[0-9]{1,2}|\.[0-9]{1,2}\.[0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日?)/),
      ),
    datetime: () =>
      token(prec(1, /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[Tt][0-9:.]*(Z|[+-][0-9:]+)?/)),
    unit: () => choice(...UNITS),

    text: ($) => seq('"', repeat(choice($._plain, $.escape_sequence)), token.immediate('"')),
    _plain: () => token.immediate(prec(1, /[^"\\\n]+/)),
    // The text of a `because`: braces hold expressions.
    template: ($) =>
      seq('"', repeat(choice($._template_plain, $.escape_sequence, $.interpolation)), token.immediate('"')),
    _template_plain: () => token.immediate(prec(1, /[^"\\\n{}]+/)),
    interpolation: ($) => seq(token.immediate('{'), $._expression, '}'),
    escape_sequence: () => token.immediate(/\\["\\n{}]/),

    // Of two tokens of one length the first counts, so that a fourth slash makes a plain comment.
    doc_comment: () => token(/\/\/\/([^\/\n][^\n]*)?/),
    comment: () => token(/\/\/[^\n]*/),
  },
});
