/* identity.c - what a device is, by what it told and does
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/text.h"
#include "base/units.h"
#include "identity/identity-internal.h"

#include <string.h>

int
identity_compare_worth(const candidate *a, const candidate *b)
{
    int order = (int)a->rank - (int)b->rank;

    order = order ? order : (int)a->by_user - (int)b->by_user;
    return order ? order : (int)a->trust - (int)b->trust;
}

static const candidate *
best_of(const GArray *all, iot_identity_fact fact)
{
    const candidate *best = NULL;

    for (guint i = 0; i < all->len; i++) {
        const candidate *c = &g_array_index(all, candidate, i);
        if (c->fact != fact || !c->counts)
            continue;
        int order = best ? identity_compare_worth(c, best) : 1;
        if (order > 0 || (order == 0 && identity_agree(fact, c->value, best->value) &&
                          identity_says_more(fact, c->value, best->value)))
            best = c;
    }
    return best;
}

/* One that is worth as much as the best and disagrees; NULL: none. */
static const candidate *
rival_of(const GArray *all, const candidate *best)
{
    for (guint i = 0; i < all->len; i++) {
        const candidate *c = &g_array_index(all, candidate, i);
        if (c != best && c->fact == best->fact && c->counts &&
            identity_compare_worth(c, best) == 0 && !identity_agree(c->fact, c->value, best->value))
            return c;
    }
    return NULL;
}

static char *
source_of(const candidate *c)
{
    return c->text ? identity_source(c->text) : g_strdup("it forwards and hands out addresses");
}

/* At most as long as a name. */
static void
set_source(iot_identity_item *item, const char *source)
{
    g_autofree char *clean = iot_text_clean(source, -1);

    g_strlcpy(item->source, clean, sizeof item->source);
}

static void
tell(iot_identity_item *item, const candidate *best, uint32_t handed_frame)
{
    g_autofree char *source = source_of(best);

    g_strlcpy(item->value, best->value, sizeof item->value);
    set_source(item, source);
    item->rank = best->rank;
    item->frame = best->text ? best->text->frame : handed_frame;
}

static void
tell_rivals(iot_identity_item *item, const candidate *best, const candidate *rival)
{
    g_autofree char *a = source_of(best), *b = source_of(rival);
    g_autofree char *both = g_strdup_printf("%s (%s) or %s (%s)", best->value, a, rival->value, b);

    item->disagrees = true;
    set_source(item, both);
}

/* The facts that come after rest on those before. */
static void
drop_others(GArray *all, unsigned fact, const candidate *best, const candidate *rival)
{
    if (fact == IOT_IDENTITY_KIND)
        identity_drop_other_kinds(all, best ? best->value : NULL);
    if (fact == IOT_IDENTITY_KIND && rival)
        identity_drop_other_kinds(all, rival->value);
    if (fact == IOT_IDENTITY_MAKER && best && !rival)
        identity_drop_other_models(all, best->value);
}

void
iot_identity_judge(const iot_signatures *signatures, const iot_identity_about *about,
                   iot_identity *ret_identity)
{
    g_autoptr(GArray) all = identity_gather(signatures, about);

    for (unsigned fact = 0; fact < IOT_IDENTITY_FACTS; fact++) {
        iot_identity_item *item = &ret_identity->facts[fact];
        memset(item, 0, sizeof *item);
        const candidate *best = best_of(all, fact);
        const candidate *rival = best ? rival_of(all, best) : NULL;
        drop_others(all, fact, best, rival);
        if (rival)
            tell_rivals(item, best, rival);
        else if (best)
            tell(item, best, about->handed_frame);
    }
}

/* True if the text has the word already. */
static bool
mentions(const GString *text, const char *word)
{
    gsize n = strlen(word);

    if (g_str_is_ascii(text->str) && g_str_is_ascii(word)) {
        for (gsize i = 0; i + n <= text->len; i++)
            if (g_ascii_strncasecmp(text->str + i, word, n) == 0)
                return true;
        return false;
    }
    g_autofree char *a = g_utf8_casefold(text->str, -1), *b = g_utf8_casefold(word, -1);

    return strstr(a, b) != NULL;
}

char *
iot_identity_words(const char *const facts[IOT_IDENTITY_FACTS])
{
    static const iot_identity_fact order[] = {IOT_IDENTITY_MAKER, IOT_IDENTITY_MODEL,
                                              IOT_IDENTITY_KIND};

    if (!facts[IOT_IDENTITY_KIND] && !facts[IOT_IDENTITY_MODEL])
        return NULL;
    GString *words = g_string_new(NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(order); i++) {
        const char *word = facts[order[i]];
        if (!word || mentions(words, word))
            continue;
        /* "Roku Roku Ultra" is "Roku Ultra". */
        if (order[i] == IOT_IDENTITY_MODEL && words->len > 0 &&
            g_ascii_strncasecmp(word, words->str, words->len) == 0)
            g_string_truncate(words, 0);
        if (words->len > 0)
            g_string_append_c(words, ' ');
        g_string_append(words, word);
    }
    return g_string_free(words, FALSE);
}

char *
iot_identity_item_text(iot_identity_fact fact, const iot_identity_item *item)
{
    const char *word = iot_identity_fact_word(fact);

    if (item->disagrees)
        return g_strdup_printf("%s not told: %s", word, item->source);
    if (!*item->value)
        return NULL;
    char frame[24] = "";
    if (item->frame > 0)
        iot_put_digits(frame, item->frame);
    return g_strconcat(word, " ", item->value, ": ", item->source,
                       item->frame > 0 ? ", frame " : NULL, frame, NULL);
}

char *
iot_identity_text_of(const iot_identity *identity)
{
    GString *all = g_string_new(NULL);

    for (unsigned fact = 0; fact < IOT_IDENTITY_FACTS; fact++) {
        const iot_identity_item *item = &identity->facts[fact];
        g_autofree char *text = iot_identity_item_text(fact, item);
        if (text)
            g_string_append_printf(all, "%s%s", all->len ? "; " : "", text);
    }
    return g_string_free(all, FALSE);
}
