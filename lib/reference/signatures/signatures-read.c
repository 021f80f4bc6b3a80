/* signatures-read.c - lines of signatures
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A line with a mistake yields one problem and no signature.
 */
#include "reference/signatures/signatures-internal.h"

#include <string.h>

#include "base/text.h"

typedef enum column {
    COLUMN_EVIDENCE,
    COLUMN_PATTERN,
    COLUMN_RANK,
    COLUMN_KIND,
    COLUMN_MAKER,
    COLUMN_MODEL,
    COLUMN_SOFTWARE,
    COLUMN_NEEDS,
    COLUMN_SOURCE,
    COLUMNS
} column;

/* Longest line that can be right. */
#define LINE_MAX_BYTES (IOT_SIGNATURE_PATTERN_MAX + COLUMNS * IOT_SIGNATURE_FIELD_MAX)
/* Longest quotation in a problem. */
#define QUOTE_MAX_BYTES 40

typedef struct reader {
    const char *label;
    GPtrArray *problems;
    unsigned problem_count;
    unsigned line; /* from 1 */
    GString *texts;
    GArray *signatures;
} reader;

/* A piece of the line. */
typedef struct piece {
    const char *at;
    gsize bytes;
} piece;

static bool
complain_of(reader *r, unsigned line, const piece *quoted, const char *reason)
{
    if (!r->problems || r->problem_count++ >= IOT_SIGNATURES_PROBLEMS_MAX)
        return false;
    g_autofree char *clean =
        quoted ? iot_text_clean(quoted->at, (gssize)MIN(quoted->bytes, QUOTE_MAX_BYTES)) : NULL;
    g_autofree char *quote = clean ? g_strdup_printf("\"%s\" ", clean) : g_strdup("");
    g_ptr_array_add(r->problems, g_strdup_printf("%s:%u: %s%s", r->label, line, quote, reason));
    return false;
}

static bool
complain(reader *r, const piece *quoted, const char *reason)
{
    return complain_of(r, r->line, quoted, reason);
}

static uint32_t
keep(reader *r, const char *text, gsize bytes)
{
    uint32_t place = (uint32_t)r->texts->len;

    if (bytes == 0)
        return 0;
    g_string_append_len(r->texts, text, (gssize)bytes);
    g_string_append_c(r->texts, '\0');
    return place;
}

static uint32_t
keep_folded(reader *r, const char *text, gsize bytes)
{
    uint32_t place = keep(r, text, bytes);

    for (gsize i = 0; i < bytes; i++)
        r->texts->str[place + i] = g_ascii_tolower(text[i]);
    return place;
}

static bool
split(reader *r, piece line, piece *columns)
{
    unsigned n = 0;

    for (const char *at = line.at, *end = line.at + line.bytes; at <= end; n++) {
        const char *tab = memchr(at, '\t', (gsize)(end - at));
        piece field = {at, (gsize)((tab ? tab : end) - at)};
        if (n < COLUMNS)
            columns[n] = field;
        if (n < COLUMNS && field.bytes > IOT_SIGNATURE_FIELD_MAX && n != COLUMN_PATTERN)
            return complain(r, &field, "is too long");
        at += field.bytes + 1;
    }
    if (n != COLUMNS)
        return complain(r, NULL,
                        "has not the nine columns: evidence, pattern, rank, kind, maker, model, "
                        "software, needs, source");
    return true;
}

static bool
is(const piece *p, const char *word)
{
    return p->bytes == strlen(word) && memcmp(p->at, word, p->bytes) == 0;
}

static bool
read_rank(reader *r, const piece *field, iot_signature *s)
{
    for (unsigned rank = 0; rank < IOT_RANKS; rank++) {
        if (!is(field, iot_signature_rank_word(rank)))
            continue;
        s->rank = (uint8_t)rank;
        return true;
    }
    return complain(r, field, "is no rank: says, does, only, mac or hint");
}

static bool
read_evidence(reader *r, const piece *field, iot_signature *s)
{
    iot_evidence evidence;

    if (!iot_evidence_find(field->at, field->bytes, &evidence))
        return complain(r, field, "is no evidence that is known here");
    s->evidence = (uint8_t)evidence;
    return true;
}

/* With nothing but the star it is a head of no bytes: any text. */
static bool
read_pattern(reader *r, piece p, iot_signature *s)
{
    const char *star = p.bytes > 0 ? memchr(p.at, '*', p.bytes) : NULL;
    piece whole = p, tail = {p.at + p.bytes, 0};

    if (p.bytes == 0 || p.bytes > IOT_SIGNATURE_PATTERN_MAX)
        return complain(r, &whole, p.bytes ? "is too long" : "has an empty pattern");
    s->form = IOT_FORM_EXACT;
    if (star == p.at && p.bytes > 1) {
        p = (piece){p.at + 1, p.bytes - 1};
        s->form = p.at[p.bytes - 1] == '*' ? IOT_FORM_WORD : IOT_FORM_TAIL;
        p.bytes -= s->form == IOT_FORM_WORD;
    } else if (star) {
        tail = (piece){star + 1, p.bytes - (gsize)(star + 1 - p.at)};
        p.bytes = (gsize)(star - p.at);
        s->form = IOT_FORM_HEAD;
    }
    if (memchr(p.at, '*', p.bytes) || memchr(tail.at, '*', tail.bytes) ||
        (p.bytes == 0 && s->form != IOT_FORM_HEAD))
        return complain(r, &whole, "has more than one *, and not around one text");
    s->head = keep_folded(r, p.at, p.bytes);
    s->head_bytes = (uint8_t)p.bytes;
    s->tail = keep_folded(r, tail.at, tail.bytes);
    s->tail_bytes = (uint8_t)tail.bytes;
    return true;
}

static bool
read_value(reader *r, unsigned fact, const piece *field, iot_signature *s)
{
    iot_device_kind kind;

    if (field->bytes == 0)
        return complain(r, NULL, "has an empty column: what is not told is -");
    if (fact == IOT_IDENTITY_KIND && !is(field, "!") &&
        !iot_device_kind_find(field->at, (gssize)field->bytes, &kind))
        return complain(r, field, "is no kind of device that is known here");
    s->values[fact] = keep(r, field->at, field->bytes);
    const char *problem =
        iot_signature_value_problem(r->texts->str + s->values[fact], s->form != IOT_FORM_EXACT);
    return !problem || complain(r, field, problem);
}

static bool
read_values(reader *r, const piece *columns, iot_signature *s)
{
    bool tells = false;

    for (unsigned fact = 0; fact < IOT_IDENTITY_FACTS; fact++) {
        if (is(&columns[COLUMN_KIND + fact], "-"))
            continue;
        if (!read_value(r, fact, &columns[COLUMN_KIND + fact], s))
            return false;
        tells = true;
    }
    return tells || complain(r, NULL, "tells nothing");
}

static bool
read_line(reader *r, piece line)
{
    piece columns[COLUMNS] = {0};
    iot_signature s = {.line = r->line};

    if (line.bytes > LINE_MAX_BYTES)
        return complain(r, NULL, "is too long");
    if (memchr(line.at, '\0', line.bytes) || !g_utf8_validate(line.at, (gssize)line.bytes, NULL))
        return complain(r, NULL, "is no text in UTF-8");
    if (!split(r, line, columns) || !read_evidence(r, &columns[COLUMN_EVIDENCE], &s) ||
        !read_pattern(r, columns[COLUMN_PATTERN], &s) || !read_rank(r, &columns[COLUMN_RANK], &s) ||
        !read_values(r, columns, &s))
        return false;
    const piece *needs = &columns[COLUMN_NEEDS], *source = &columns[COLUMN_SOURCE];
    if (needs->bytes == 0 || source->bytes == 0)
        return complain(r, NULL,
                        needs->bytes ? "names no source" : "has an empty column: no need is -");
    s.needs = is(needs, "-") ? 0 : keep(r, needs->at, needs->bytes);
    g_array_append_val(r->signatures, s);
    return true;
}

/* A text that went wrong leaves nothing behind. */
static void
read_or_drop(reader *r, piece line)
{
    gsize before = r->texts->len;

    if (!read_line(r, line))
        g_string_truncate(r->texts, before);
}

static void
complain_of_double(unsigned line, unsigned other, void *user_data)
{
    g_autofree char *reason = g_strdup_printf("has the pattern of line %u, which is used", other);

    complain_of(user_data, line, NULL, reason);
}

static void
read_lines(reader *r, const char *text, gsize length_bytes)
{
    const char *end = text + length_bytes;

    while (text < end) {
        const char *newline = memchr(text, '\n', (gsize)(end - text));
        piece line = {text, (gsize)((newline ? newline : end) - text)};
        text += line.bytes + 1;
        r->line++;
        line.bytes -= line.bytes && line.at[line.bytes - 1] == '\r';
        if (line.bytes == 0 || *line.at == '#')
            continue;
        if (r->signatures->len == IOT_SIGNATURES_LINES_MAX) {
            complain(r, NULL, "is one too many; the rest is not used");
            return;
        }
        read_or_drop(r, line);
    }
}

iot_signature_store *
iot_signatures_read(const char *label, const char *text, gsize length_bytes, GPtrArray *problems,
                    GString **ret_texts, GArray **ret_signatures)
{
    static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8; Windows writes it */
    reader r = {.label = label,
                .problems = problems,
                .texts = g_string_new_len("", 1),
                .signatures = g_array_new(FALSE, FALSE, sizeof(iot_signature))};
    gsize skipped = length_bytes >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;

    read_lines(&r, text + skipped, length_bytes - skipped);
    iot_signature_store *store =
        iot_signatures_sort(r.texts->str, r.signatures, complain_of_double, &r);
    if (r.problem_count > IOT_SIGNATURES_PROBLEMS_MAX)
        g_ptr_array_add(problems, g_strdup_printf("%s: … and %u more", label,
                                                  r.problem_count - IOT_SIGNATURES_PROBLEMS_MAX));
    *ret_texts = r.texts;
    *ret_signatures = r.signatures;
    return store;
}
