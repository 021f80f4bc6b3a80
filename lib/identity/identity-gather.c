/* identity-gather.c - what texts and behaviour tell, before it is weighed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/text.h"
#include "identity/identity-internal.h"

#include <string.h>

static void
candidate_clear(gpointer data)
{
    candidate *c = data;

    g_free(c->value);
    g_free(c->maker);
}

static char *
value_of(const iot_signature_told *told, const iot_identity_text *text)
{
    char value[IOT_SIGNATURE_VALUE_MAX];

    iot_signature_write(told, text->text, strlen(text->text), value, sizeof value);
    return iot_text_clean(value, -1);
}

/* What a router asks for and calls, others can have asked it for; and its programs may be theirs.
 * What accessories say, where there are several, is of what is behind the device. */
static bool
can_be_anothers(const iot_identity_about *about, const iot_identity_text *text)
{
    evidence_family family = identity_family(text->evidence);

    if (about->has_accessories && text->evidence == IOT_EVIDENCE_MDNS_TXT &&
        g_str_has_prefix(text->text, "_hap._"))
        return true;
    return about->speaks_for_others && (family == FAMILY_ASKS || family == FAMILY_PROGRAM);
}

/* The word stands there by itself: "iOS 17", and not in "BIOS". */
static bool
has_word(const char *text, const char *word)
{
    gsize n = strlen(word);

    for (const char *at = text; (at = strstr(at, word)); at += n)
        if ((at == text || !g_ascii_isalnum(at[-1])) && !g_ascii_isalnum(at[n]))
            return true;
    return false;
}

/* True if the text is of an app, which is called as what it controls: "Tesla/4.30 CFNetwork/1404".
 * Browsers and Android's own library say on what they run, in which a tv's name can be. */
static bool
is_of_app(const iot_identity_text *text)
{
    static const char *const signs[] = {"CFNetwork", "Darwin", "Alamofire", "iOS",    "iPhone",
                                        "iPad",      "okhttp", "Android",   "android"};

    if (text->evidence != IOT_EVIDENCE_HTTP_USER_AGENT ||
        g_str_has_prefix(text->text, "Mozilla/") || g_str_has_prefix(text->text, "Dalvik/"))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(signs); i++)
        if (has_word(text->text, signs[i]))
            return true;
    return false;
}

/* Of what lines tell by an app's text, this is of the system that it runs on. */
static bool
is_of_system(const iot_signature_told *told, unsigned fact)
{
    const iot_signature_told *maker = &told[IOT_IDENTITY_MAKER], *what = &told[fact];

    if (fact == IOT_IDENTITY_SOFTWARE &&
        identity_platform(IOT_EVIDENCE_HTTP_USER_AGENT, NULL, what->value) != PLATFORM_OTHER)
        return true;
    return maker->value && strcmp(maker->value, "Apple") == 0 && maker->line == what->line &&
           maker->by_user == what->by_user;
}

/* Whom a hint takes the device to be of: as its line says; of a MAC's, as its brand. */
static char *
maker_of(const iot_identity_about *about, const iot_signature_told *told,
         const iot_identity_text *text)
{
    const iot_signature_told *maker = &told[IOT_IDENTITY_MAKER];

    if (text->evidence == IOT_EVIDENCE_MAC_MAKER)
        return g_strdup(about->brand);
    return maker->value ? value_of(maker, text) : NULL;
}

static void
gather_text(const iot_signatures *signatures, const iot_identity_about *about,
            const iot_identity_text *text, GArray *found)
{
    iot_signature_told told[IOT_IDENTITY_FACTS];

    if (can_be_anothers(about, text) ||
        !iot_signatures_lookup(signatures, text->evidence, text->text, strlen(text->text),
                               about->brand, told))
        return;
    bool app = is_of_app(text);
    for (unsigned fact = 0; fact < IOT_IDENTITY_FACTS; fact++) {
        bool is_told = told[fact].value && (!app || is_of_system(told, fact));
        char *value = is_told ? value_of(&told[fact], text) : NULL;
        if (!value)
            continue;
        bool hint = told[fact].rank == IOT_RANK_HINT;
        candidate c = {.fact = fact,
                       .rank = told[fact].rank,
                       .trust = identity_trust(text->evidence),
                       .family = identity_family(text->evidence),
                       .platform = identity_platform(text->evidence, told[IOT_IDENTITY_MAKER].value,
                                                     told[IOT_IDENTITY_SOFTWARE].value),
                       .by_user = told[fact].by_user,
                       .counts = !hint || told[fact].needed,
                       .text = text,
                       .value = value,
                       .maker = hint ? maker_of(about, told, text) : NULL};
        g_array_append_val(found, c);
    }
}

/* Another text tells the hint's maker, or hints at the same in another way. */
static bool
is_borne_out(const GArray *all, const candidate *hint)
{
    for (guint i = 0; i < all->len; i++) {
        const candidate *other = &g_array_index(all, candidate, i);
        if (other->text == hint->text || other->family == hint->family)
            continue;
        if (hint->maker && other->fact == IOT_IDENTITY_MAKER &&
            identity_agree(IOT_IDENTITY_MAKER, other->value, hint->maker))
            return true;
        if (other->fact == hint->fact && strcmp(other->value, hint->value) == 0)
            return true;
    }
    return false;
}

static void
weigh_hints(GArray *all)
{
    for (guint i = 0; i < all->len; i++) {
        candidate *c = &g_array_index(all, candidate, i);
        c->counts = c->counts || is_borne_out(all, c);
    }
}

/* The earliest first; of one frame in an order of the texts' own, so that nothing rests on who
 * handed them over. What it does has no text, and comes last. */
static int
compare_places(gconstpointer a, gconstpointer b)
{
    const iot_identity_text *x = ((const candidate *)a)->text, *y = ((const candidate *)b)->text;

    if (!x || !y)
        return (x == NULL) - (y == NULL);
    if (x->frame != y->frame)
        return x->frame < y->frame ? -1 : 1;
    return x->evidence != y->evidence ? (int)x->evidence - (int)y->evidence
                                      : strcmp(x->text, y->text);
}

GArray *
identity_gather(const iot_signatures *signatures, const iot_identity_about *about)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(candidate));

    g_array_set_clear_func(found, candidate_clear);
    for (unsigned i = 0; i < about->n_texts; i++)
        gather_text(signatures, about, &about->texts[i], found);
    if (about->routes && about->hands_out) {
        candidate router = {.fact = IOT_IDENTITY_KIND,
                            .rank = IOT_RANK_DOES,
                            .trust = TRUST_STATEMENT,
                            .family = FAMILY_LINK,
                            .counts = true,
                            .value = g_strdup(iot_device_kind_word(IOT_KIND_ROUTER))};
        g_array_append_val(found, router);
    }
    g_array_sort(found, compare_places);
    identity_drop_other_systems(found);
    weigh_hints(found);
    return found;
}
