/* compat.h - what differs between the Wiresharks we build for: 4.0, 4.2, 4.4 and 4.6
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The only file that asks which Wireshark this is.
 */
#ifndef IOT_COMPAT_H
#define IOT_COMPAT_H

#include <glib.h>
#include <stdbool.h>
#include <ws_version.h>

#include <epan/addr_resolv.h>
#include <epan/conversation_filter.h>
#include <epan/packet.h>
#include <epan/stat_tap_ui.h>
#include <epan/stats_tree.h>
#include <wsutil/filesystem.h>

#define IOT_WIRESHARK_FROM(major, minor)                                                           \
    (WIRESHARK_VERSION_MAJOR > (major) ||                                                          \
     (WIRESHARK_VERSION_MAJOR == (major) && WIRESHARK_VERSION_MINOR >= (minor)))

/* What a plugin is, in the list of plugins: earlier ones saw it by what was registered. */
#if IOT_WIRESHARK_FROM(4, 4)
#include <wsutil/plugins.h>
#define IOT_PLUGIN_IS WS_PLUGIN_DESC_DISSECTOR
#elif IOT_WIRESHARK_FROM(4, 2)
#define IOT_PLUGIN_IS 1 /* the same, of a header that it does not install */
#else
#define IOT_PLUGIN_IS 0
#endif

/* glib's boolean became the language's, one place after the other: UATs, preferences. */
#if IOT_WIRESHARK_FROM(4, 2)
typedef bool iot_uat_bool;
#else
typedef gboolean iot_uat_bool;
#endif
#if IOT_WIRESHARK_FROM(4, 4)
typedef bool iot_pref_bool;
#else
typedef gboolean iot_pref_bool;
#endif

/* "Decrypted TLS (120 bytes)"; to be freed with wmem_free(NULL, ...). */
static inline char *
iot_data_source_name(const struct data_source *source)
{
#if IOT_WIRESHARK_FROM(4, 6)
    return get_data_source_description(source);
#else
    return get_data_source_name(source);
#endif
}

/* The bytes of the source of that name, "Reassembled TCP"; NULL: there is none. */
static inline const tvbuff_t *
iot_data_source_bytes_by_name(packet_info *pinfo, const char *name)
{
#if IOT_WIRESHARK_FROM(4, 6)
    const struct data_source *source = get_data_source_by_name(pinfo, name);

    return source ? get_data_source_tvb(source) : NULL;
#else
    return get_data_source_tvb_by_name(pinfo, name);
#endif
}

/* Submenus of stats trees. */
#if IOT_WIRESHARK_FROM(4, 4)
#define IOT_MENU_SEPARATOR STATS_TREE_MENU_SEPARATOR
#else
#define IOT_MENU_SEPARATOR "/"
#endif

/* Vendor by MAC, NULL if unknown; of 24 bits up to 4.0. */
static inline const char *
iot_vendor_long_name(const guint8 *mac)
{
#if IOT_WIRESHARK_FROM(4, 2)
    return get_manuf_name_if_known(mac, 6);
#else
    return get_manuf_name_if_known(mac);
#endif
}

/* The file that makers of smaller blocks are looked up in, to be freed with g_free; NULL: the above
 * knows them. */
static inline char *
iot_manuf_path(void)
{
#if IOT_WIRESHARK_FROM(4, 2)
    return NULL;
#else
    return get_datafile_path("manuf");
#endif
}

static inline void
iot_publish_ipv4_name(guint32 addr_network_order, const char *name)
{
#if IOT_WIRESHARK_FROM(4, 2)
    add_ipv4_name(addr_network_order, name, FALSE);
#else
    add_ipv4_name(addr_network_order, name);
#endif
}

static inline void
iot_publish_ipv6_name(const ws_in6_addr *addr, const char *name)
{
#if IOT_WIRESHARK_FROM(4, 2)
    add_ipv6_name(addr, name, FALSE);
#else
    add_ipv6_name(addr, name);
#endif
}

/* Conversation filters got user data, and later the language's boolean. */
#if IOT_WIRESHARK_FROM(4, 4)
typedef bool iot_filter_bool;
#else
typedef gboolean iot_filter_bool;
#endif
#if IOT_WIRESHARK_FROM(4, 2)
#define IOT_CONVERSATION_FILTER_ARGS packet_info *pinfo, void *user_data _U_
#define iot_register_conversation_filter(proto, title, valid, build)                               \
    register_conversation_filter(proto, title, valid, build, NULL)
#else
#define IOT_CONVERSATION_FILTER_ARGS packet_info *pinfo
#define iot_register_conversation_filter(proto, title, valid, build)                               \
    register_conversation_filter(proto, title, valid, build)
#endif

/* A statistic's init callback learnt to fail. */
#if IOT_WIRESHARK_FROM(4, 6)
#define IOT_STAT_INIT_RETURN bool
#define IOT_STAT_INIT_OK     return true
#else
#define IOT_STAT_INIT_RETURN void
#define IOT_STAT_INIT_OK     return
#endif

#endif
