/* makers.c - who made a device, by its MAC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/makers.h"

#include <string.h>

#include "compat.h"
#include "reference/makers/maker-end.h"
#include "reference/makers/maker-list.h"
#include "session/state.h"

struct makers {
    iot_maker_list *list; /* Wireshark's; NULL: it has none that anybody must look into */
    bool looked;          /* for the list */
    char printed[IOT_MAKER_NAME_BYTES];                                  /* by Wireshark, last */
    char small_brief[IOT_MAKER_NAME_BYTES], small[IOT_MAKER_NAME_BYTES]; /* of the last block */
};

static struct makers *
makers(void)
{
    return iot_state(IOT_STATE_MAKERS, sizeof(struct makers));
}

/* The smallest blocks there are leave so many bits: of what leaves fewer it is no maker's name, but
 * one of the user's ethers file, "plug_1". */
#define BLOCK_BITS_MIN 8

/* Names of that file rarely end so, and say nothing of the maker. */
static bool
ends_as_printed(const char *name, const iot_mac *mac)
{
    for (uint8_t left = IOT_MAC_BITS - IOT_OUI_BITS; left >= BLOCK_BITS_MIN; left--) {
        char wide[IOT_MAKER_END_BYTES], narrow[IOT_MAKER_END_BYTES];
        iot_maker_end(iot_maker_number(mac), left, false, wide);
        iot_maker_end(iot_maker_number(mac), left, left > BLOCK_BITS_MIN, narrow);
        if (g_str_has_suffix(name, wide) || g_str_has_suffix(name, narrow))
            return true;
    }
    return false;
}

/* How Wireshark prints a MAC, "Netatmo_00:fe:24", whatever the user chose for name resolution; NULL
 * if it prints no maker. */
static char *
printed_maker(const iot_mac *mac)
{
    char *printed = makers()->printed;
    gboolean resolve = gbl_resolv_flags.mac_name;

    gbl_resolv_flags.mac_name = TRUE;
    g_strlcpy(printed, get_ether_name(mac->bytes), sizeof makers()->printed);
    gbl_resolv_flags.mac_name = resolve;
    return *printed != '_' && ends_as_printed(printed, mac) ? printed : NULL;
}

/* A MAC that the user's ethers file names is printed by that name; its neighbour, which differs in
 * the last bit, has the maker. */
static const char *
printed_name(const iot_mac *mac)
{
    char *printed = printed_maker(mac);
    iot_mac neighbour = *mac;

    if (printed)
        return printed;
    neighbour.bytes[5] ^= 1;
    printed = printed_maker(&neighbour);
    if (printed)
        printed[strlen(printed) - 1] = "0123456789abcdef"[mac->bytes[5] & 15];
    return printed;
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
iot_makers_name(const iot_mac *mac, bool printed, void *user_data _U_)
{
    if (iot_mac_is_local(mac))
        return NULL;
    if (printed)
        return printed_name(mac);
    const char *maker = iot_vendor_long_name(mac->bytes);
    const char *smaller = is_handed_out(maker) ? maker_of_small_block(mac) : NULL;
    return smaller ? smaller : maker;
}
