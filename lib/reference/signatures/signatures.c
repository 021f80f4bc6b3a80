/* signatures.c - what texts that devices send tell of kind, maker, model and software
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All patterns that a place of the text begins with are found by one binary search: the last head
 * that does not sort after it, and from there the parents.
 */
#include "reference/signatures/signatures-internal.h"

#include <string.h>

#include "base/hash.h"

/* Texts that were asked about, by one number each: most tell nothing, and all are asked about again
 * and again. */
#define ASKED 128

struct iot_signatures {
    iot_signature_store *user; /* NULL: there is none */
    GString *texts;            /* of them */
    GArray *elements;          /* of them */
    /* ASKED of them, by a part of itself: the number, but for its last bit, which is set if some
     * line has the text. Nothing that is told depends on it. */
    uint64_t *asked;
};

/* A question, and what is the best so far. */
typedef struct question {
    const iot_signature_store *store;
    iot_evidence evidence;
    char text[IOT_SIGNATURE_TEXT_MAX + sizeof(uint64_t)]; /* in lower case; zeros behind it */
    gsize length;
    bool cut; /* the text went on: its end is not known */
    const char *brand;
    bool any_brand; /* whatever it is */
    bool by_user;
    bool found;
    bool met; /* by a line, of which the need may not be met */
    iot_signature_told *told;
    gsize weights[IOT_IDENTITY_FACTS]; /* of what told them */
} question;

/* Where one was found in the text. */
typedef struct place {
    gsize rest_at, rest_bytes;
} place;

static void
forget_user(iot_signatures *signatures)
{
    g_clear_pointer(&signatures->user, g_free);
    if (signatures->texts)
        g_string_free(g_steal_pointer(&signatures->texts), TRUE);
    g_clear_pointer(&signatures->elements, g_array_unref);
    memset(signatures->asked, 0, ASKED * sizeof *signatures->asked);
}

iot_signatures *
iot_signatures_new_from_text(const char *label, const char *text, gsize length_bytes,
                             GPtrArray *problems)
{
    iot_signatures *signatures = g_new0(iot_signatures, 1);

    signatures->asked = g_new0(uint64_t, ASKED);
    if (text)
        iot_signatures_read_text(signatures, label, text, length_bytes, problems);
    return signatures;
}

void
iot_signatures_read_text(iot_signatures *signatures, const char *label, const char *text,
                         gsize length_bytes, GPtrArray *problems)
{
    forget_user(signatures);
    signatures->user = iot_signatures_read(label, text, length_bytes, problems, &signatures->texts,
                                           &signatures->elements);
}

void
iot_signatures_free(iot_signatures *signatures)
{
    if (!signatures)
        return;
    forget_user(signatures);
    g_free(signatures->asked);
    g_free(signatures);
}

static bool
needs_are_met(const char *needs, const char *brand)
{
    gsize length = brand ? strlen(brand) : 0;

    for (const char *at = needs; *at;) {
        gsize bytes = strcspn(at, "|");
        if (bytes == length && g_ascii_strncasecmp(at, brand, bytes) == 0)
            return true;
        at += bytes + (at[bytes] == '|');
    }
    return !*needs;
}

/* More bytes of a text are better; of equal ones the whole, and those that need something. A hint
 * never hides what is more. */
static gsize
weight_of(const iot_signature *s)
{
    gsize weight = (gsize)(s->head_bytes + s->tail_bytes) * 4 + 1;

    weight += (s->form == IOT_FORM_EXACT ? 2 : 0) + (s->needs ? 1 : 0);
    return weight + (s->rank == IOT_RANK_HINT ? 0 : IOT_SIGNATURE_TEXT_MAX * 4);
}

static void
take(question *q, const iot_signature *s, place at)
{
    gsize weight = weight_of(s);

    q->met = true;
    if (!q->any_brand && !needs_are_met(iot_signature_text(q->store, s->needs), q->brand))
        return;
    for (unsigned fact = 0; fact < IOT_IDENTITY_FACTS; fact++) {
        if (!s->values[fact] || weight <= q->weights[fact] ||
            (q->told[fact].by_user && !q->by_user))
            continue;
        const char *value = iot_signature_text(q->store, s->values[fact]);
        bool nobody = strcmp(value, "!") == 0;
        q->weights[fact] = weight;
        q->told[fact] = (iot_signature_told){.value = nobody ? NULL : value,
                                             .nobody = nobody,
                                             .by_user = q->by_user,
                                             .needed = s->needs != 0,
                                             .rank = s->rank,
                                             .line = s->line,
                                             .rest_at = at.rest_at,
                                             .rest_bytes = at.rest_bytes};
        q->found = true;
    }
}

static const char *
head_of(const question *q, uint32_t i)
{
    return iot_signature_text(q->store, q->store->signatures[i].head);
}

static uint64_t
bits_of(const question *q, iot_signature_form form)
{
    return q->store->bits[q->evidence * IOT_FORMS + form];
}

/* True unless no head of the group begins as the text does from there on. */
static bool
may_begin(const question *q, iot_signature_form form, gsize at)
{
    return bits_of(q, form) & iot_signature_bit(iot_signature_begin(q->text + at));
}

static bool
begins_with(const question *q, gsize at, uint32_t i)
{
    gsize bytes = q->store->signatures[i].head_bytes;

    return bytes <= q->length - at && memcmp(q->text + at, head_of(q, i), bytes) == 0;
}

static bool
sorts_after(const question *q, gsize at, uint32_t i)
{
    uint64_t head = q->store->signatures[i].begin, begin = iot_signature_begin(q->text + at);
    gsize bytes = q->store->signatures[i].head_bytes, left = q->length - at;

    if (head != begin)
        return head > begin;
    int order = memcmp(head_of(q, i), q->text + at, MIN(bytes, left));

    return order > 0 || (order == 0 && bytes > left);
}

/* The last of the group whose head does not sort after the text from there on.
 * @return false: there is none */
static bool
find_last(const question *q, iot_signature_form form, gsize at, uint32_t *ret_last)
{
    const uint32_t *group = &q->store->groups[q->evidence * IOT_FORMS + form];
    uint32_t low = group[0], high = group[1];

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (sorts_after(q, at, middle))
            high = middle;
        else
            low = middle + 1;
    }
    *ret_last = low - 1;
    return low > group[0];
}

static bool
is_alike(const question *q, uint32_t i, uint32_t j)
{
    const iot_signature *a = &q->store->signatures[i], *b = &q->store->signatures[j];

    return a->evidence == b->evidence && a->form == b->form && a->head_bytes == b->head_bytes &&
           memcmp(head_of(q, i), head_of(q, j), a->head_bytes) == 0;
}

typedef void (*candidate_fn)(question *q, const iot_signature *s, gsize at);

/* All that have the head of the last one. */
static void
try_run(question *q, uint32_t last, gsize at, candidate_fn candidate)
{
    for (uint32_t i = last;; i--) {
        candidate(q, &q->store->signatures[i], at);
        if (i == 0 || !is_alike(q, last, i - 1))
            return;
    }
}

/* All whose head the text has there. */
static void
try_heads(question *q, iot_signature_form form, gsize at, candidate_fn candidate)
{
    uint32_t i;

    if (!may_begin(q, form, at) || !find_last(q, form, at, &i))
        return;
    for (;;) {
        if (begins_with(q, at, i))
            try_run(q, i, at, candidate);
        if (q->store->signatures[i].parent == i)
            return;
        i = q->store->signatures[i].parent;
    }
}

/* Exactly what is there up to the end. */
static void
whole(question *q, const iot_signature *s, gsize at)
{
    if (s->head_bytes == q->length - at)
        take(q, s, (place){.rest_at = 0, .rest_bytes = at});
}

static void
head_and_tail(question *q, const iot_signature *s, gsize at)
{
    gsize left = q->length - at;

    if (s->tail_bytes && (q->cut || s->head_bytes + (gsize)s->tail_bytes > left ||
                          memcmp(q->text + q->length - s->tail_bytes,
                                 iot_signature_text(q->store, s->tail), s->tail_bytes) != 0))
        return;
    take(q, s, (place){s->head_bytes, left - s->head_bytes - s->tail_bytes});
}

static bool
is_of_word(char c)
{
    return g_ascii_isalnum(c) || (guchar)c >= 0x80;
}

static void
word(question *q, const iot_signature *s, gsize at)
{
    gsize end = at + s->head_bytes;

    if (end < q->length && is_of_word(q->text[end - 1]) && is_of_word(q->text[end]))
        return;
    take(q, s, (place){end, q->length - end});
}

/* A name stands for all below it. */
static void
try_whole(question *q)
{
    gsize at = 0;

    do {
        try_heads(q, IOT_FORM_EXACT, at, whole);
        const char *dot =
            q->evidence == IOT_EVIDENCE_DNS_ASKS ? memchr(q->text + at, '.', q->length - at) : NULL;
        at = dot ? (gsize)(dot - q->text) + 1 : q->length;
    } while (at < q->length);
}

static bool
is_at_word(const question *q, gsize at)
{
    return at == 0 || !is_of_word(q->text[at - 1]) || !is_of_word(q->text[at]);
}

static void
try_places(question *q)
{
    uint64_t words = bits_of(q, IOT_FORM_WORD), tails = q->cut ? 0 : bits_of(q, IOT_FORM_TAIL);
    uint64_t any = words | tails;

    for (gsize at = 0; any && at < q->length; at++) {
        uint64_t bit = iot_signature_bit(iot_signature_begin(q->text + at));
        if (!(bit & any))
            continue;
        if (bit & words && is_at_word(q, at))
            try_heads(q, IOT_FORM_WORD, at, word);
        if (bit & tails)
            try_heads(q, IOT_FORM_TAIL, at, whole);
    }
}

static void
ask(question *q, const iot_signature_store *store, bool by_user)
{
    q->store = store;
    q->by_user = by_user;
    memset(q->weights, 0, sizeof q->weights);
    if (!q->cut)
        try_whole(q);
    try_heads(q, IOT_FORM_HEAD, 0, head_and_tail);
    try_places(q);
}

/* GLib's function for one letter is called, and takes longer than all the rest of this. */
static void
take_text(question *q, const char *text)
{
    for (gsize i = 0; i < q->length; i++) {
        char c = text[i];
        q->text[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    memset(q->text + q->length, 0, sizeof(uint64_t));
}

/* Of evidence and text. Two have the same by chance once in 2^63. */
static uint64_t
sum_of(iot_evidence evidence, const char *text, gsize length_bytes)
{
    return iot_hash_content(evidence, text, length_bytes) & ~UINT64_C(1);
}

static uint64_t *
place_of(const iot_signatures *signatures, uint64_t sum)
{
    return &signatures->asked[(sum >> 1) % ASKED];
}

static void
ask_all(const iot_signatures *signatures, question *q, const char *text, gsize length_bytes)
{
    q->length = MIN(length_bytes, IOT_SIGNATURE_TEXT_MAX);
    q->cut = length_bytes > q->length;
    q->found = q->met = false;
    memset(q->told, 0, sizeof *q->told * IOT_IDENTITY_FACTS);
    take_text(q, text);
    if (signatures->user)
        ask(q, signatures->user, true);
    ask(q, &iot_signatures_ours, false);
}

bool
iot_signatures_lookup(const iot_signatures *signatures, iot_evidence evidence, const char *text,
                      gsize length_bytes, const char *brand, iot_signature_told *ret_told)
{
    uint64_t sum = sum_of(evidence, text, length_bytes), *asked = place_of(signatures, sum);
    question q;

    if (*asked == sum) {
        memset(ret_told, 0, sizeof *ret_told * IOT_IDENTITY_FACTS);
        return false;
    }
    q.evidence = evidence;
    q.brand = brand;
    q.any_brand = false;
    q.told = ret_told;
    ask_all(signatures, &q, text, length_bytes);
    if (!q.met)
        *asked = sum;
    return q.found;
}

bool
iot_signatures_has(const iot_signatures *signatures, iot_evidence evidence, const char *text,
                   gsize length_bytes)
{
    uint64_t sum = sum_of(evidence, text, length_bytes), *asked = place_of(signatures, sum);
    iot_signature_told told[IOT_IDENTITY_FACTS];
    question q;

    if ((*asked & ~UINT64_C(1)) == sum)
        return *asked & 1;
    q.evidence = evidence;
    q.brand = NULL;
    q.any_brand = true;
    q.told = told;
    ask_all(signatures, &q, text, length_bytes);
    *asked = sum | q.found;
    return q.found;
}

iot_device_kind
iot_signature_kind(const iot_signature_told *told)
{
    iot_device_kind kind = IOT_KIND_NONE;

    if (told->value)
        iot_device_kind_find(told->value, -1, &kind);
    return kind;
}
