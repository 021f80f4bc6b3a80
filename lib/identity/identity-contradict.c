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
        {"Debian", PLATFORM_LINUX},    {"Ubuntu", PLATFORM_LINUX},    {"Raspbian", PLATFORM_LINUX},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(known); i++)
        if (g_str_has_prefix(software, known[i].beginning))
            return known[i].platform;
    return PLATFORM_OTHER;
}

device_platform
identity_platform(iot_evidence evidence, const char *maker, const char *software)
{
    device_platform named = software ? platform_named(software) : PLATFORM_OTHER;

    if (named != PLATFORM_OTHER)
        return named;
    if (evidence == IOT_EVIDENCE_ANDROID_MODEL)
        return PLATFORM_ANDROID;
    /* On what it registered a MAC for, others' systems run as well. */
    bool is_apple = maker && strcmp(maker, "Apple") == 0 && evidence != IOT_EVIDENCE_MAC_MAKER;
    return is_apple ? PLATFORM_APPLE : PLATFORM_OTHER;
}

static bool
is_another(device_platform one, device_platform other)
{
    return one != PLATFORM_OTHER && other != PLATFORM_OTHER && one != other;
}

/* Who asks for an address is the system; what else speaks can be a program on it. */
static bool
knows_better(const candidate *c, const candidate *than)
{
    if (!than || (c->family == FAMILY_DHCP_CLASS) != (than->family == FAMILY_DHCP_CLASS))
        return !than || c->family == FAMILY_DHCP_CLASS;
    return identity_compare_worth(c, than) > 0;
}

/* True if programs are those of several devices, or of one that plays another: they tell of several
 * systems, or of things of several makers. */
static bool
programs_disagree(const GArray *all)
{
    const candidate *with_system = NULL, *with_maker = NULL;

    for (guint i = 0; i < all->len; i++) {
        const candidate *c = &g_array_index(all, candidate, i);
        if (c->family != FAMILY_PROGRAM)
            continue;
        if (with_system && is_another(c->platform, with_system->platform))
            return true;
        if (c->platform != PLATFORM_OTHER)
            with_system = c;
        if (c->fact != IOT_IDENTITY_MAKER || c->rank == IOT_RANK_HINT)
            continue;
        if (with_maker && !identity_agree(IOT_IDENTITY_MAKER, c->value, with_maker->value))
            return true;
        with_maker = c;
    }
    return false;
}

/* A program that tells of a thing that the MAC's maker makes is of this one. */
static bool
is_of_macs_maker(const GArray *all, const candidate *c)
{
    for (guint i = 0; c->fact == IOT_IDENTITY_MAKER && i < all->len; i++) {
        const candidate *mac = &g_array_index(all, candidate, i);
        if (mac->family == FAMILY_LINK && mac->fact == IOT_IDENTITY_MAKER &&
            identity_agree(IOT_IDENTITY_MAKER, c->value, mac->value))
            return true;
    }
    return false;
}

/* The system by what the device itself says, and not its programs; else by these, if they agree. */
static device_platform
own_platform(const GArray *all, bool disagree)
{
    const candidate *best = NULL;
    device_platform by_programs = PLATFORM_OTHER;

    for (guint i = 0; i < all->len; i++) {
        const candidate *c = &g_array_index(all, candidate, i);
        if (c->platform == PLATFORM_OTHER || c->rank == IOT_RANK_HINT)
            continue;
        if (c->family == FAMILY_PROGRAM && !is_of_macs_maker(all, c))
            by_programs = c->platform;
        else if (knows_better(c, best))
            best = c;
    }
    return best ? best->platform : disagree ? PLATFORM_OTHER : by_programs;
}

/* True if it is not believed: it tells of another system; it is by programs that disagree; or a
 * device that asks for anything asked for it, and it says nothing of the system. */
static bool
is_contradicted(const candidate *c, device_platform own, bool disagree)
{
    if (own == PLATFORM_OTHER)
        return disagree && c->family == FAMILY_PROGRAM;
    return is_another(c->platform, own) ||
           (c->family == FAMILY_ASKS && c->rank == IOT_RANK_HINT && c->platform != own);
}

void
identity_drop_other_systems(GArray *all)
{
    bool disagree = programs_disagree(all);
    device_platform own = own_platform(all, disagree);

    for (guint i = all->len; i-- > 0;)
        if (is_contradicted(&g_array_index(all, candidate, i), own, disagree))
            g_array_remove_index(all, i);
}

/* What the text of a candidate tells of another fact; NULL: nothing. Candidates of a text are
 * neighbours, one for each fact at most. */
static const candidate *
beside(const GArray *all, guint at, iot_identity_fact fact)
{
    const iot_identity_text *text = g_array_index(all, candidate, at).text;
    guint first = at - MIN(at, IOT_IDENTITY_FACTS - 1);

    for (guint i = first; text && i < MIN(at + IOT_IDENTITY_FACTS, all->len); i++) {
        const candidate *c = &g_array_index(all, candidate, i);
        if (c->text == text && c->fact == fact)
            return c;
    }
    return NULL;
}

/* A hint's kind is what its model rests on, even where nothing bears it out. */
static bool
is_of_another(const candidate *c, const candidate *told, const char *value)
{
    bool rests = c->fact == IOT_IDENTITY_MODEL && c->rank == IOT_RANK_HINT;

    if (!told || (!told->counts && !rests))
        return false;
    return !value || !identity_agree(told->fact, told->value, value);
}

/* Who registered its MAC made it, whatever else he makes. */
void
identity_drop_other_kinds(GArray *all, const char *kind)
{
    for (guint i = 0; i < all->len; i++) {
        candidate *c = &g_array_index(all, candidate, i);
        if (c->fact != IOT_IDENTITY_KIND && c->family != FAMILY_LINK &&
            is_of_another(c, beside(all, i, IOT_IDENTITY_KIND), kind))
            c->counts = false;
    }
}

void
identity_drop_other_models(GArray *all, const char *maker)
{
    for (guint i = 0; i < all->len; i++) {
        candidate *c = &g_array_index(all, candidate, i);
        const candidate *told = beside(all, i, IOT_IDENTITY_MAKER);
        if (c->fact == IOT_IDENTITY_MODEL && told &&
            !identity_agree(IOT_IDENTITY_MAKER, told->value, maker))
            c->counts = false;
    }
}
