/* maker-line.c - one line of a list of makers, in any of three formats
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/makers/maker-line.h"

#include <string.h>

#define MAC_BITS 48
/* So many letters Wireshark leaves of a maker's name. */
#define BRIEF_LETTERS 8

/* There are 40 000 lines to look at, each time the command is used. */
static inline int
value_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 'a' ^ 'A';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline bool
is_separator(char c)
{
    return c == ':' || c == '-' || c == '.';
}

/* Hexadecimal digits with or without ":", "-", "." between pairs. Returns how many digits. */
static unsigned
read_digits(const char **at, const char *end, uint64_t *ret_number)
{
    unsigned digits = 0;

    *ret_number = 0;
    for (; *at < end && digits < MAC_BITS / 4; (*at)++) {
        int value = value_of(**at);
        if (value >= 0) {
            *ret_number = *ret_number << 4 | (uint64_t)value;
            digits++;
        } else if (digits == 0 || digits % 2 != 0 || !is_separator(**at)) {
            break;
        }
    }
    return digits;
}

/* "/36" */
static unsigned
read_bits(const char **at, const char *end)
{
    unsigned bits = 0;

    for ((*at)++; *at < end && g_ascii_isdigit(**at) && bits <= MAC_BITS; (*at)++)
        bits = bits * 10 + (unsigned)(**at - '0');
    return bits;
}

/* "MA-L,": the words that the lists of the IEEE begin a line with. */
static const char *
behind_registry(const char *line, const char *end)
{
    static const char *const registries[] = {"MA-L,", "MA-M,", "MA-S,", "IAB,", "CID,"};

    if (line == end || g_ascii_isdigit(*line)) /* mostly */
        return NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(registries); i++) {
        size_t length = strlen(registries[i]);
        if ((size_t)(end - line) > length && memcmp(line, registries[i], length) == 0)
            return line + length;
    }
    return NULL;
}

bool
iot_maker_line_block(const char *line, const char *end, uint64_t *ret_block, uint8_t *ret_bits)
{
    const char *registered = behind_registry(line, end);
    const char *at = registered ? registered : line;
    uint64_t number;

    unsigned digits = read_digits(&at, end, &number);
    unsigned bits = digits * 4;

    if (at < end && *at == '/')
        bits = read_bits(&at, end);
    /* Beyond the block there is its maker. The IEEE's oui.txt says all twice. */
    if (at < end && *at == ' ' && g_strstr_len(at, end - at, "(base 16)"))
        return false;
    if (digits < 6 || bits < 24 || bits > MAC_BITS || at == end || !strchr("\t ,", *at))
        return false;
    *ret_block = number << (MAC_BITS - digits * 4);
    *ret_bits = (uint8_t)bits;
    return true;
}

/* A field as it stands, without the blanks around it. */
static void
copy_field(const char *from, const char *end, char to[IOT_MAKER_NAME_BYTES])
{
    while (from < end && g_ascii_isspace(*from))
        from++;
    while (end > from && g_ascii_isspace(end[-1]))
        end--;
    size_t length = MIN((size_t)(end - from), IOT_MAKER_NAME_BYTES - 1);
    memcpy(to, from, length);
    to[length] = '\0';
}

/* RFC 4180: in quotation marks, with doubled ones inside, or up to the comma. */
static void
copy_csv_field(const char *from, const char *end, char to[IOT_MAKER_NAME_BYTES])
{
    size_t length = 0;
    bool quoted = from < end && *from == '"';

    for (from += quoted; from < end && length < IOT_MAKER_NAME_BYTES - 1; from++) {
        if (quoted && *from == '"' && (++from == end || *from != '"'))
            break;
        if (!quoted && *from == ',')
            break;
        to[length++] = *from;
    }
    to[length] = '\0';
    g_strstrip(to);
}

/* Names all in capitals are made to look like the others, as Wireshark's tools/make-manuf.py does.
 */
static void
calm(char *name)
{
    bool inside = false;

    for (const char *c = name; *c; c++)
        if (g_ascii_islower(*c))
            return;
    for (char *c = name; *c; c++) {
        *c = inside ? g_ascii_tolower(*c) : *c;
        inside = g_ascii_isalpha(*c);
    }
}

/* Wireshark's tools/make-manuf.py: what firms are called besides their name is taken out, with
 * punctuation and blanks, and eight letters are left. */
static void
shorten(const char *full, char brief[IOT_MAKER_NAME_BYTES])
{
    static const char terms[] =
        "\\W(a +s|ab|ag|b ?v|closed joint stock company|co|company|corp|corporation|"
        "de c ?v|gmbh|holding|inc|incorporated|jsc|kg|k k|limited|llc|ltd|n ?v|oao|of|"
        "open joint stock company|ooo|oü|oy|oyj|plc|pty|pvt|s ?a ?r ?l|s ?a|s ?p ?a|sp ?k|s ?r ?l|"
        "systems|the|zao|z ?o ?o)\\b(?= )";
    g_autofree char *clean = g_utf8_make_valid(full, -1);
    g_autofree char *padded = g_strdup_printf(" %s ", clean);
    g_autoptr(GRegex) punctuation = g_regex_new("[\"',./:()]|(?<= )&(?= )", 0, 0, NULL);
    g_autoptr(GRegex) firm = g_regex_new(terms, G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GRegex) blank = g_regex_new("\\s+", 0, 0, NULL);
    g_autofree char *words = g_regex_replace_literal(punctuation, padded, -1, 0, " ", 0, NULL);
    g_autofree char *name = g_regex_replace_literal(firm, words, -1, 0, "", 0, NULL);
    g_autofree char *joined = g_regex_replace_literal(blank, name, -1, 0, "", 0, NULL);
    g_autofree char *cut =
        g_utf8_substring(joined, 0, MIN(g_utf8_strlen(joined, -1), BRIEF_LETTERS));
    g_strlcpy(brief, cut, IOT_MAKER_NAME_BYTES);
}

/* Behind the block: a short name, and behind a tab the full one, or none. A comment ends it. */
static void
manuf_names(const char *at, const char *end, char brief[IOT_MAKER_NAME_BYTES],
            char full[IOT_MAKER_NAME_BYTES])
{
    const char *comment = memchr(at, '#', (size_t)(end - at));
    const char *stop = comment ? comment : end;

    while (at < stop && g_ascii_isspace(*at))
        at++;
    const char *word = at;
    while (at < stop && !g_ascii_isspace(*at))
        at++;
    copy_field(word, at, brief);
    copy_field(at, stop, full);
    if (!*full)
        g_strlcpy(full, brief, IOT_MAKER_NAME_BYTES);
}

void
iot_maker_line_names(const char *line, const char *end, char brief[IOT_MAKER_NAME_BYTES],
                     char full[IOT_MAKER_NAME_BYTES])
{
    static const char hex[] = "(hex)";
    const char *registered = behind_registry(line, end);
    const char *listed = g_strstr_len(line, end - line, hex);
    const char *at = registered ? memchr(registered, ',', (size_t)(end - registered)) : NULL;

    if (!at && !listed) {
        for (at = line; at < end && !g_ascii_isspace(*at); at++)
            ;
        manuf_names(at, end, brief, full);
        return;
    }
    if (at)
        copy_csv_field(at + 1, end, full);
    else
        copy_field(listed + strlen(hex), end, full);
    calm(full);
    shorten(full, brief);
}
