/* identity-contradict.c - what contradicts the rest of what a device told
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Facts are judged each by itself; a text that is wrong about one is not believed about the others.
 * So nothing is "Apple iPhone" by a browser that plays a phone, and a computer by all else.
 */
#include "identity/identity-internal.h"

#include <string.h>

/* Systems of what people sit at and carry, which asks for anything. One device has one of them. */
typedef enum platform {
    PLATFORM_OTHER,
    PLATFORM_WINDOWS,
    PLATFORM_ANDROID,
    PLATFORM_APPLE,
    PLATFORM_CHROME
} platform;

static platform
platform_named(const char *software)
{
    static const struct {
        const char *beginning;
        platform platform;
    } known[] = {
        {"Windows", PLATFORM_WINDOWS}, {"Android", PLATFORM_ANDROID}, {"iOS", PLATFORM_APPLE},
        {"iPadOS", PLATFORM_APPLE},    {"macOS", PLATFORM_APPLE},     {"ChromeOS", PLATFORM_CHROME},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(known); i++)
        if (g_str_has_prefix(software, known[i].beginning))
            return known[i].platform;
    return PLATFORM_OTHER;
}

/* What the text that a candidate is of tells of the system. */
static platform
platform_of(const GArray *all, const candidate *of)
{
    platform found = PLATFORM_OTHER;

    for (guint i = 0; i < all->len && found == PLATFORM_OTHER; i++) {
        const candidate *c = &g_array_index(all, candidate, i);
        if (c->text == of->text && c->fact == IOT_IDENTITY_SOFTWARE)
            found = platform_named(c->value);
    }
    if (found == PLATFORM_OTHER && of->text && of->text->evidence == IOT_EVIDENCE_ANDROID_MODEL)
        return PLATFORM_ANDROID;
    return found;
}

static bool
is_another(platform one, platform other)
{
    return one != PLATFORM_OTHER && other != PLATFORM_OTHER && one != other;
}

/* The system by what the device itself says, and not its programs; else by these, if all that say
 * one say the same. */
static platform
own_platform(const GArray *all, bool *ret_disagree)
{
    const candidate *best = NULL;
    platform by_programs = PLATFORM_OTHER;

    *ret_disagree = false;
    for (guint i = 0; i < all->len; i++) {
        const candidate *c = &g_array_index(all, candidate, i);
        platform told = c->rank > IOT_RANK_HINT ? platform_of(all, c) : PLATFORM_OTHER;
        if (told == PLATFORM_OTHER)
            continue;
        if (c->family != FAMILY_PROGRAM && (!best || identity_compare_worth(c, best) > 0))
            best = c;
        if (c->family == FAMILY_PROGRAM) {
            *ret_disagree |= is_another(told, by_programs);
            by_programs = told;
        }
    }
    return best ? platform_of(all, best) : *ret_disagree ? PLATFORM_OTHER : by_programs;
}

/* True if it is not believed: it tells of another system; it is by programs, which tell of several
 * systems and are those of several devices; or a device that asks for anything asked for it. */
static bool
is_contradicted(const GArray *all, const candidate *c, platform own, bool programs_disagree)
{
    if (is_another(platform_of(all, c), own))
        return true;
    if (own == PLATFORM_OTHER)
        return programs_disagree && c->family == FAMILY_PROGRAM;
    return c->family == FAMILY_ASKS && c->rank == IOT_RANK_HINT;
}

void
identity_drop_other_systems(GArray *all)
{
    bool programs_disagree;
    platform own = own_platform(all, &programs_disagree);
    g_autofree bool *drops = g_new0(bool, all->len + 1);

    for (guint i = 0; i < all->len; i++)
        drops[i] = is_contradicted(all, &g_array_index(all, candidate, i), own, programs_disagree);
    for (guint i = all->len; i-- > 0;)
        if (drops[i])
            g_array_remove_index(all, i);
}

/* True if the text that a candidate is of tells another kind. */
static bool
tells_another_kind(const GArray *all, const candidate *of, const char *kind)
{
    for (guint i = 0; i < all->len; i++) {
        const candidate *c = &g_array_index(all, candidate, i);
        if (c->text == of->text && c->fact == IOT_IDENTITY_KIND && c->counts &&
            !identity_agree(IOT_IDENTITY_KIND, c->value, kind))
            return true;
    }
    return false;
}

/* Who registered its MAC made it, whatever else he makes. */
void
identity_drop_other_kinds(GArray *all, const char *kind)
{
    for (guint i = 0; i < all->len; i++) {
        candidate *c = &g_array_index(all, candidate, i);
        if (c->fact != IOT_IDENTITY_KIND && c->family != FAMILY_LINK &&
            tells_another_kind(all, c, kind))
            c->counts = false;
    }
}
