/* vendors.c - who made a device, by its MAC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/vendors.h"

#include "reference/makers/maker-end.h"
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
    unsigned n_files;    /* of these, that Wireshark reads, too */
    iot_maker_list *wka; /* of these, its list of addresses with a name of their own: no makers */
    char name[IOT_MAKER_NAME_BYTES];
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
    bool has_all = add_file(v, wireshark_manuf, NULL);

    if (!has_all)
        add_file(v, own, NULL);
    if (add_file(v, wireshark_wka, NULL))
        v->wka = v->lists[v->n_lists - 1];
    v->n_files = v->n_lists;
    if (has_all)
        return;
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

/* The entry of that block in any list but one, which is NULL where all count; NULL: none. */
static const iot_maker_entry *
find(const vendors *v, const iot_maker_list *but, uint64_t mac, uint8_t bits)
{
    const iot_maker_entry *e = NULL;

    for (unsigned i = 0; !e && i < v->n_lists; i++)
        if (v->lists[i] != but)
            e = iot_maker_list_block(v->lists[i], mac, bits);
    return e;
}

/* Who Wireshark prints for a MAC, and the end behind that. */
typedef struct shown {
    const iot_maker_entry *maker; /* NULL: nobody */
    uint8_t left;                 /* bits that it prints */
    bool narrow;
} shown;

/* An entry smaller than an OUI that begins with the block, whatever its size: that is how Wireshark
 * looks in its files. */
static const iot_maker_entry *
find_small_at(const vendors *v, uint64_t mac, uint8_t bits)
{
    uint64_t block = iot_maker_block(mac, bits);
    const iot_maker_entry *e = NULL;

    for (unsigned i = 0; !e && i < v->n_files; i++)
        e = iot_maker_list_between(v->lists[i], iot_maker_key(block, IOT_OUI_BITS + 1),
                                   iot_maker_key(block, IOT_MAC_BITS - 1));
    return e;
}

/* By the files that Wireshark reads. */
static bool
look_in_files(const vendors *v, uint64_t mac, shown *ret_shown)
{
    for (uint8_t bits = IOT_MAC_BITS - 1; bits >= IOT_OUI_BITS; bits--) {
        const iot_maker_entry *e = find_small_at(v, mac, bits);
        *ret_shown = (shown){.maker = e, .left = IOT_MAC_BITS - bits};
        if (e)
            return true;
    }
    return false;
}

/* Addresses with a name of their own have no maker. */
static shown
look_up(const vendors *v, uint64_t mac)
{
    shown found = {0};

    if (find(v, NULL, mac, IOT_MAC_BITS) || look_in_files(v, mac, &found))
        return found;
    for (uint8_t bits = IOT_MAC_BITS - 1; !found.maker && bits >= IOT_OUI_BITS; bits--) {
        uint8_t left = IOT_MAC_BITS - bits;
        found = (shown){.maker = find(v, NULL, mac, bits), .left = left, .narrow = true};
    }
    return found;
}

/* As Wireshark prints the MAC, or would if it had the lists that are here. One with a name of its
 * own goes by the MAC next to it: plugin/session/makers.c asks so. */
static const char *
print(vendors *v, uint64_t mac)
{
    char brief[IOT_MAKER_NAME_BYTES], full[IOT_MAKER_NAME_BYTES], end[IOT_MAKER_END_BYTES];
    shown found = look_up(v, mac);

    if (!found.maker)
        found = look_up(v, mac ^ 1);
    if (!found.maker)
        return NULL;
    iot_maker_line_names(found.maker->line, found.maker->end, brief, full);
    iot_maker_end(mac, found.left, found.narrow, end);
    g_snprintf(v->name, sizeof v->name, "%s%s", brief, end);
    return *brief ? v->name : NULL;
}

/* Of the smallest block around a MAC that somebody is known to have. */
static const char *
name_maker(vendors *v, uint64_t mac)
{
    char brief[IOT_MAKER_NAME_BYTES];
    const iot_maker_entry *e = NULL;

    for (uint8_t bits = IOT_MAC_BITS; !e && bits >= IOT_OUI_BITS; bits--)
        e = find(v, v->wka, mac, bits);
    if (!e)
        return NULL;
    iot_maker_line_names(e->line, e->end, brief, v->name);
    return *v->name ? v->name : NULL;
}

const char *
vendors_name(const iot_mac *mac, bool printed, void *user_data)
{
    uint64_t number = iot_maker_number(mac);

    if (iot_mac_is_local(mac))
        return NULL;
    return printed ? print(user_data, number) : name_maker(user_data, number);
}
