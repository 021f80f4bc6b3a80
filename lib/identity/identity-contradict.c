/* identity-contradict.c - what contradicts the rest of what a device told
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Facts are judged each by itself; a text that is wrong about one is not believed about the others.
 * So nothing is "Apple iPhone" by a browser that plays a phone, and a computer by all else.
 */
#include "identity/identity-internal.h"

#include <string.h>

static device_platform
platform_named(const char *software)
{
    static const struct {
        const char *beginning;
        device_platform platform;
    } known[] = {
        {"Windows", PLATFORM_WINDOWS}, {"Android", PLATFORM_ANDROID}, {"iOS", PLATFORM_APPLE},
        {"iPadOS", PLATFORM_APPLE},    {"macOS", PLATFORM_APPLE},     {"ChromeOS", PLATFORM_CHROME},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(known); i++)
        if (g_str_has_prefix(software, known[i].beginning))
            return known[i].platform;
    return PLATFORM_OTHER;
}

device_platform
identity_platform(iot_evidence evidence, const char *software)
{
    device_platform named = software ? platform_named(software) : PLATFORM_OTHER;

    return named == PLATFORM_OTHER && evidence == IOT_EVIDENCE_ANDROID_MODEL ? PLATFORM_ANDROID
                                                                             : named;
}

static bool
is_another(device_platform one, device_platform other)
{
    return one != PLATFORM_OTHER && other != PLATFORM_OTHER && one != other;
}

/* The system by what the device itself says, and not its programs; else by these, if all that say
 * one say the same. */
static device_platform
own_platform(const GArray *all, bool *ret_disagree)
{
    const candidate *best = NULL;
    device_platform by_programs = PLATFORM_OTHER;

    *ret_disagree = false;
    for (guint i = 0; i < all->len; i++) {
        const candidate *c = &g_array_index(all, candidate, i);
        if (c->platform == PLATFORM_OTHER || c->rank == IOT_RANK_HINT)
            continue;
        if (c->family != FAMILY_PROGRAM && (!best || identity_compare_worth(c, best) > 0))
            best = c;
        if (c->family == FAMILY_PROGRAM) {
            *ret_disagree |= is_another(c->platform, by_programs);
            by_programs = c->platform;
        }
    }
    return best ? best->platform : *ret_disagree ? PLATFORM_OTHER : by_programs;
}

/* True if it is not believed: it tells of another system; it is by programs, which tell of several
 * systems and are those of several devices; or a device that asks for anything asked for it. */
static bool
is_contradicted(const candidate *c, device_platform own, bool programs_disagree)
{
    if (own == PLATFORM_OTHER)
        return programs_disagree && c->family == FAMILY_PROGRAM;
    return is_another(c->platform, own) || (c->family == FAMILY_ASKS && c->rank == IOT_RANK_HINT);
}

void
identity_drop_other_systems(GArray *all)
{
    bool programs_disagree;
    device_platform own = own_platform(all, &programs_disagree);

    for (guint i = all->len; i-- > 0;)
        if (is_contradicted(&g_array_index(all, candidate, i), own, programs_disagree))
            g_array_remove_index(all, i);
}

/* True if the text that a candidate is of tells another kind. Candidates of a text are neighbours,
 * one for each fact at most. */
static bool
tells_another_kind(const GArray *all, guint of, const char *kind)
{
    const iot_identity_text *text = g_array_index(all, candidate, of).text;
    guint first = of - MIN(of, IOT_IDENTITY_FACTS - 1);

    for (guint i = first; i < MIN(of + IOT_IDENTITY_FACTS, all->len); i++) {
        const candidate *c = &g_array_index(all, candidate, i);
        if (c->text == text && c->fact == IOT_IDENTITY_KIND && c->counts &&
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
            tells_another_kind(all, i, kind))
            c->counts = false;
    }
}
