/* oui.c - who made a device, by its MAC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/oui.h"

#include "reference/makers/maker-list.h"

/* Files that are looked at. */
#define LISTS_MAX 8

/* Wireshark's up to 4.0; later ones have it inside. */
static const char wireshark_manuf[] = "/usr/share/wireshark/manuf";
static const char wireshark_wka[] = "/usr/share/wireshark/wka";
/* Of package ieee-data: large, medium and small blocks. */
static const char *const ieee_lists[] = {
    "/usr/share/ieee-data/oui.csv",
    "/usr/share/ieee-data/mam.csv",
    "/usr/share/ieee-data/oui36.csv",
    "/usr/share/ieee-data/iab.csv",
};

struct vendors {
    iot_maker_list *lists[LISTS_MAX]; /* in order of trust */
    unsigned n_lists;
    bool as_wireshark; /* names are to be those that this machine's Wireshark prints */
    char brief[IOT_MAKER_NAME_BYTES], full[IOT_MAKER_NAME_BYTES];
};

static bool
add_file(vendors *v, const char *path, GError **error)
{
    iot_maker_list *list = v->n_lists < LISTS_MAX ? iot_maker_list_new(path, error) : NULL;

    if (list)
        v->lists[v->n_lists++] = list;
    return list != NULL;
}

/* The user's own. */
static char *
own_manuf(void)
{
    return g_build_filename(g_get_user_config_dir(), "wireshark", "manuf", NULL);
}

static void
add_usual_files(vendors *v)
{
    g_autofree char *own = own_manuf();

    v->as_wireshark = add_file(v, wireshark_manuf, NULL);
    if (v->as_wireshark) {
        add_file(v, wireshark_wka, NULL);
        return;
    }
    add_file(v, own, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(ieee_lists); i++)
        add_file(v, ieee_lists[i], NULL);
}

bool
vendors_are_spared(const char *path, const iot_out_guard *guard, GError **error)
{
    g_autofree char *own = own_manuf();
    const char *const usual[] = {wireshark_manuf, wireshark_wka, own};
    bool good = !path || iot_out_guard_spares(guard, path, error);

    for (unsigned i = 0; good && !path && i < G_N_ELEMENTS(usual); i++)
        good = iot_out_guard_spares(guard, usual[i], error);
    for (unsigned i = 0; good && !path && i < G_N_ELEMENTS(ieee_lists); i++)
        good = iot_out_guard_spares(guard, ieee_lists[i], error);
    return good;
}

vendors *
vendors_new(const char *path, GError **error)
{
    vendors *v = g_new0(vendors, 1);

    if (!path) {
        add_usual_files(v);
    } else if (!add_file(v, path, error)) {
        vendors_free(v);
        return NULL;
    }
    return v;
}

void
vendors_free(vendors *v)
{
    if (!v)
        return;
    for (unsigned i = 0; i < v->n_lists; i++)
        iot_maker_list_free(v->lists[i]);
    g_free(v);
}

/* The entry of that block; NULL: none. */
static const iot_maker_entry *
find(const vendors *v, uint64_t mac, uint8_t bits)
{
    const iot_maker_entry *e = NULL;

    for (unsigned i = 0; !e && i < v->n_lists; i++)
        e = iot_maker_list_block(v->lists[i], mac, bits);
    return e;
}

/* The smallest block around a MAC that somebody is known to have. */
static const iot_maker_entry *
find_smallest(const vendors *v, uint64_t mac)
{
    const iot_maker_entry *e = NULL;

    for (uint8_t bits = IOT_MAC_BITS; !e && bits >= IOT_OUI_BITS; bits--)
        e = find(v, mac, bits);
    return e;
}

/* An entry smaller than an OUI that begins with the block, whatever its size: that is
 * how Wireshark up to 4.0 looks. */
static const iot_maker_entry *
find_small_at(const vendors *v, uint64_t mac, uint8_t bits)
{
    uint64_t block = iot_maker_block(mac, bits);
    const iot_maker_entry *e = NULL;

    for (unsigned i = 0; !e && i < v->n_lists; i++)
        e = iot_maker_list_between(v->lists[i], iot_maker_key(block, IOT_OUI_BITS + 1),
                                   iot_maker_key(block, IOT_MAC_BITS - 1));
    return e;
}

/* Who has the MAC as Wireshark up to 4.0 prints it. Behind the maker of a small block it prints the
 * bits that are left, which are not the end of the MAC: a name that says less than the MAC, and is
 * not used unless the two are the same. Addresses with a name of their own have no maker. */
static const iot_maker_entry *
find_printed(const vendors *v, uint64_t mac)
{
    if (find(v, mac, IOT_MAC_BITS))
        return NULL;
    for (uint8_t bits = IOT_MAC_BITS - 1; bits >= IOT_OUI_BITS; bits--) {
        const iot_maker_entry *e = find_small_at(v, mac, bits);
        uint64_t left = mac & ((UINT64_C(1) << (IOT_MAC_BITS - bits)) - 1);
        if (e)
            return bits < 32 && left == (mac & 0xffffff) ? e : NULL;
    }
    return find(v, mac, IOT_OUI_BITS);
}

/* What Wireshark up to 4.0 says: the short name of whoever it prints, or prints for the MAC next to
 * it (plugin/session/session.c asks so); and the full one of whoever has the smallest block, which
 * that Wireshark does not look for: its list of addresses with a name of their own has no makers.
 */
static const iot_maker_entry *
choose_as_wireshark(const vendors *v, uint64_t mac, bool brief)
{
    if (!brief)
        return iot_maker_list_smallest(v->lists[0], mac, IOT_OUI_BITS);
    const iot_maker_entry *e = find_printed(v, mac);
    return e ? e : find_printed(v, mac ^ 1);
}

const char *
vendors_name(const iot_mac *mac, bool brief, void *user_data)
{
    vendors *v = user_data;

    if (iot_mac_is_local(mac))
        return NULL;
    uint64_t number = iot_maker_number(mac);
    const iot_maker_entry *e =
        v->as_wireshark ? choose_as_wireshark(v, number, brief) : find_smallest(v, number);
    if (!e)
        return NULL;
    iot_maker_line_names(e->line, e->end, v->brief, v->full);
    const char *name = brief ? v->brief : v->full;
    return *name ? name : NULL;
}
