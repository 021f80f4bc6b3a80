/* makers.c - who made a device, by its MAC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/makers.h"

#include <string.h>

#include "compat.h"
#include "reference/makers/maker-list.h"
#include "session/state.h"

struct makers {
    iot_maker_list *list; /* Wireshark's; NULL: it has none that anybody must look into */
    bool looked;          /* for the list */
    char brief[64];       /* that Wireshark printed last */
    char small_brief[IOT_MAKER_NAME_BYTES], small[IOT_MAKER_NAME_BYTES]; /* of the last block */
};

static struct makers *
makers(void)
{
    return iot_state(IOT_STATE_MAKERS, sizeof(struct makers));
}

/* The maker's part of how Wireshark prints a MAC, "Netatmo" of "Netatmo_00:fe:24", whatever the
 * user chose for name resolution; NULL if it prints no maker. */
static const char *
printed_maker(const iot_mac *mac)
{
    char *brief = makers()->brief;
    char end[16];
    gboolean resolve = gbl_resolv_flags.mac_name;

    gbl_resolv_flags.mac_name = TRUE;
    g_strlcpy(brief, get_ether_name(mac->bytes), sizeof makers()->brief);
    gbl_resolv_flags.mac_name = resolve;
    g_snprintf(end, sizeof end, "_%02x:%02x:%02x", mac->bytes[3], mac->bytes[4], mac->bytes[5]);
    char *tail = strrchr(brief, '_');
    if (!tail || strcmp(tail, end) != 0)
        return NULL;
    *tail = '\0';
    return brief;
}

/* A MAC that the user's ethers file names is printed by that name; its neighbour has the maker. */
static const char *
brief_maker(const iot_mac *mac)
{
    const char *maker = printed_maker(mac);
    iot_mac neighbour = *mac;

    neighbour.bytes[5] ^= 1;
    return maker ? maker : printed_maker(&neighbour);
}

/* Who has a block that is smaller than what Wireshark looks for; NULL: nobody. */
static const char *
maker_of_small_block(const iot_mac *mac)
{
    struct makers *m = makers();

    if (!m->looked) {
        char *path = iot_manuf_path();
        m->list = path ? iot_maker_list_new(path, NULL) : NULL;
        m->looked = true;
        g_free(path);
    }
    const iot_maker_entry *e =
        m->list ? iot_maker_list_smallest(m->list, iot_maker_number(mac), IOT_OUI_BITS + 1) : NULL;
    if (!e)
        return NULL;
    iot_maker_line_names(e->line, e->end, m->small_brief, m->small);
    return *m->small ? m->small : NULL;
}

/* The IEEE has blocks of its own, of which others get smaller ones, and some that are not listed as
 * its own: only for these is the list read, which takes some milliseconds. */
static bool
is_handed_out(const char *maker)
{
    return !maker || g_str_has_prefix(maker, "IEEE Registration Authority");
}

const char *
iot_makers_name(const iot_mac *mac, bool brief, void *user_data _U_)
{
    if (iot_mac_is_local(mac))
        return NULL;
    if (brief)
        return brief_maker(mac);
    const char *maker = iot_vendor_long_name(mac->bytes);
    const char *smaller = is_handed_out(maker) ? maker_of_small_block(mac) : NULL;
    return smaller ? smaller : maker;
}
