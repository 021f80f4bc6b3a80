/* fuzz-identity.c - identity: whatever a device tells of itself, in whatever order
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An input's first byte says how the device behaves; then come lines, a word of evidence.h, a blank
 * and a text each. A line without such a word is the MAC's brand.
 */
#include "fuzz.h"

#include "identity/identity.h"

#define TEXTS_MAX 64

enum { ROUTES = 1, SPEAKS_FOR_OTHERS = 2, HANDS_OUT = 4 };

typedef struct told {
    iot_identity_text texts[TEXTS_MAX];
    GPtrArray *owned; /* of the texts */
    iot_identity_about about;
} told;

static void
take_line(told *all, const char *line)
{
    const char *blank = strchr(line, ' ');
    iot_evidence evidence;
    bool is_text = blank && iot_evidence_find(line, (size_t)(blank - line), &evidence);
    char *clean = iot_text_clean(is_text ? blank + 1 : line, -1);

    if (!clean)
        return;
    g_ptr_array_add(all->owned, clean);
    if (!is_text)
        all->about.brand = clean;
    else if (all->about.n_texts < TEXTS_MAX)
        all->texts[all->about.n_texts++] = (iot_identity_text){clean, all->owned->len, evidence};
}

static void
check_item(iot_identity_fact fact, const iot_identity_item *item)
{
    g_autofree char *text = iot_identity_item_text(fact, item);

    g_assert_true(is_clean(item->value));
    g_assert_true(is_clean(item->source));
    g_assert_true(!item->value[0] || !item->disagrees);
    g_assert_cmpint(text != NULL, ==, item->value[0] || item->disagrees);
    if (fact == IOT_IDENTITY_KIND && item->value[0])
        g_assert_true(iot_device_kind_find(item->value, -1, &(iot_device_kind){0}));
}

static void
check_words(const iot_identity *identity)
{
    const char *facts[IOT_IDENTITY_FACTS];

    for (unsigned fact = 0; fact < IOT_IDENTITY_FACTS; fact++)
        facts[fact] = identity->facts[fact].value[0] ? identity->facts[fact].value : NULL;
    g_autofree char *words = iot_identity_words(facts);
    g_assert_cmpint(words != NULL, ==, facts[IOT_IDENTITY_KIND] || facts[IOT_IDENTITY_MODEL]);
    g_assert_true(!words || g_utf8_validate(words, -1, NULL));
}

static void
turn_round(told *all)
{
    for (unsigned i = 0, j = all->about.n_texts; i + 1 < j; i++) {
        iot_identity_text last = all->texts[--j];
        all->texts[j] = all->texts[i];
        all->texts[i] = last;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static iot_signatures *signatures;
    input in = {data, data + size};
    uint8_t does = take_byte(&in);
    g_autofree char *text = string_of(in.at, (size_t)(in.end - in.at));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    told all = {.owned = g_ptr_array_new_with_free_func(g_free)};
    iot_identity forwards, backwards;

    if (!signatures)
        signatures = iot_signatures_new_from_text(NULL, NULL, 0, NULL);
    all.about = (iot_identity_about){.texts = all.texts,
                                     .routes = does & ROUTES,
                                     .speaks_for_others = does & SPEAKS_FOR_OTHERS,
                                     .hands_out = does & HANDS_OUT,
                                     .handed_frame = 1};
    for (char **line = lines; *line; line++)
        take_line(&all, *line);
    iot_identity_judge(signatures, &all.about, &forwards);
    for (unsigned fact = 0; fact < IOT_IDENTITY_FACTS; fact++)
        check_item(fact, &forwards.facts[fact]);
    check_words(&forwards);
    /* Who hands them over, and when, is all one. */
    turn_round(&all);
    iot_identity_judge(signatures, &all.about, &backwards);
    g_assert_cmpmem(&forwards, sizeof forwards, &backwards, sizeof backwards);
    g_ptr_array_unref(all.owned);
    return 0;
}
