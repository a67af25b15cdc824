// Words that only what follows them tells apart: `days: 5` from `60 days`, `en "…"` from a word of an enum, `not in`
// from `not`.
// It keeps no state.

#include "tree_sitter/parser.h"

enum Token { KEY, OTHERWISE, LANGUAGE, NOT_BEFORE_IN, ERROR_SENTINEL };

// More letters than any word has that the scanner must know.
#define LONGEST 16

static bool is_space(int32_t c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0x3000 || c == 0xA0;
}

// Beyond ASCII, letters are told from signs by their blocks, which takes a few signs for letters. A name of these is
// left to the engine to refuse.
static bool is_letter(int32_t c) {
    if (c >= 0x80) {
        // Marks, dashes and quotes of Western and of Chinese text, full-width forms of ASCII punctuation, ≠ ≤ ≥.
        return c >= 0xAA && !(c >= 0x2000 && c < 0x2C00) && !(c >= 0x3000 && c < 0x3005)
            && !(c >= 0x3008 && c < 0x3021) && !(c >= 0xFF00 && c < 0xFF10) && !(c >= 0xFF1A && c < 0xFF21)
            && !(c >= 0xFF3B && c < 0xFF41) && !(c >= 0xFF5B && c < 0xFF66) && c != 0xFEFF;
    }
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

// Passes white space and comments after a word, which belong to no token of this scanner.
static void pass_extras(TSLexer *lexer) {
    for (;;) {
        if (is_space(lexer->lookahead)) {
            lexer->advance(lexer, false);
        } else if (lexer->lookahead == '/') {
            lexer->advance(lexer, false);
            if (lexer->lookahead != '/') return;
            while (lexer->lookahead != '\n' && !lexer->eof(lexer)) lexer->advance(lexer, false);
        } else {
            return;
        }
    }
}

static bool same(const char *word, const char *other) {
    while (*word && *word == *other) word++, other++;
    return *word == *other;
}

// Words that name nothing, not even a field.
static bool is_never_a_word(const char *word) {
    return same(word, "true") || same(word, "false") || same(word, "absent") || same(word, "present")
        || same(word, "not");
}

static bool is_language(const char *word, unsigned length) {
    return length == 2 && word[0] >= 'a' && word[0] <= 'z' && word[1] >= 'a' && word[1] <= 'z' && !same(word, "no");
}

void *tree_sitter_zhun_external_scanner_create(void) { return NULL; }

void tree_sitter_zhun_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_zhun_external_scanner_serialize(void *payload, char *buffer) {
    (void)payload;
    (void)buffer;
    return 0;
}

void tree_sitter_zhun_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
    (void)payload;
    (void)buffer;
    (void)length;
}

bool tree_sitter_zhun_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
    (void)payload;
    if (valid[ERROR_SENTINEL]) return false;
    while (is_space(lexer->lookahead)) lexer->advance(lexer, true);
    if (!is_letter(lexer->lookahead)) return false;

    char word[LONGEST] = {0};
    unsigned length = 0;
    while (is_letter(lexer->lookahead) || is_digit(lexer->lookahead)) {
        // What is longer, or not ASCII, is none of the words that are looked for.
        if (length < LONGEST - 1) word[length] = lexer->lookahead < 0x80 ? (char)lexer->lookahead : '?';
        length++;
        lexer->advance(lexer, false);
    }
    lexer->mark_end(lexer);
    pass_extras(lexer);

    if (lexer->lookahead == '"' && valid[LANGUAGE] && is_language(word, length)) {
        lexer->result_symbol = LANGUAGE;
        return true;
    }
    if (lexer->lookahead == 'i' && valid[NOT_BEFORE_IN] && same(word, "not")) {
        lexer->advance(lexer, false);
        if (lexer->lookahead != 'n') return false;
        lexer->advance(lexer, false);
        lexer->result_symbol = NOT_BEFORE_IN;
        return !is_letter(lexer->lookahead) && !is_digit(lexer->lookahead);
    }
    if (lexer->lookahead != ':') return false;
    if (valid[OTHERWISE] && same(word, "otherwise")) {
        lexer->result_symbol = OTHERWISE;
        return true;
    }
    if (valid[KEY] && !is_never_a_word(word)) {
        lexer->result_symbol = KEY;
        return true;
    }
    return false;
}
