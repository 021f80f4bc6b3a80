/* uat-devices.c - the table of devices in the preferences
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/uat-devices.h"

#include "compat.h"
#include "session/state.h"

#include <epan/uat.h>

/* One row of the table of devices, as Wireshark keeps it. */
typedef struct device_rec {
    char *name;
    char *mac;
    char *address;
    char *group;
    char *allow;
} device_rec;

static device_rec *device_recs;
static guint n_device_recs;

struct devices {
    void (*changed)(void);
};

static struct devices *
devices(void)
{
    return iot_state(IOT_STATE_DEVICES, sizeof(struct devices));
}

static bool
is_blank(const char *text)
{
    return !text || !*text;
}

UAT_CSTRING_CB_DEF(device_recs, name, device_rec)
UAT_CSTRING_CB_DEF(device_recs, mac, device_rec)
UAT_CSTRING_CB_DEF(device_recs, address, device_rec)
UAT_CSTRING_CB_DEF(device_recs, group, device_rec)
UAT_CSTRING_CB_DEF(device_recs, allow, device_rec)

static void *
device_rec_copy(void *dest, const void *source, size_t size _U_)
{
    device_rec *to = dest;
    const device_rec *from = source;

    to->name = g_strdup(from->name);
    to->mac = g_strdup(from->mac);
    to->address = g_strdup(from->address);
    to->group = g_strdup(from->group);
    to->allow = g_strdup(from->allow);
    return dest;
}

static void
device_rec_free(void *data)
{
    device_rec *rec = data;

    g_free(rec->name);
    g_free(rec->mac);
    g_free(rec->address);
    g_free(rec->group);
    g_free(rec->allow);
}

static iot_uat_bool
device_rec_check(void *data, char **ret_error)
{
    device_rec *rec = data;
    iot_mac mac;
    iot_prefix prefix;

    *ret_error = NULL;
    if (is_blank(rec->mac) && is_blank(rec->address))
        *ret_error = g_strdup("A device needs a MAC, an address or a network");
    else if (!is_blank(rec->mac) && !iot_mac_parse(rec->mac, &mac))
        *ret_error = g_strdup_printf("\"%s\" is not a MAC like 40:9f:38:65:36:67", rec->mac);
    else if (!is_blank(rec->address) && !iot_prefix_parse(rec->address, &prefix))
        *ret_error = g_strdup_printf("\"%s\" is not an address or a network like 192.168.1.0/24",
                                     rec->address);
    return *ret_error == NULL;
}

static void
devices_changed(void)
{
    devices()->changed();
}

static uat_field_t device_fields[] = {
    UAT_FLD_CSTRING(device_recs, name, "Name", "What you call it"),
    UAT_FLD_CSTRING(device_recs, mac, "MAC", "Its hardware address"),
    UAT_FLD_CSTRING(device_recs, address, "Address or CIDR",
                    "An IP address, or a network of devices that share the row"),
    UAT_FLD_CSTRING(device_recs, group, "Group", "For example cameras"),
    UAT_FLD_CSTRING(device_recs, allow, "Allowed destinations",
                    "Names (with *), addresses or networks it may talk to, with :port if you like"),
    UAT_END_FIELDS};

static void
add(iot_settings *settings, const device_rec *rec)
{
    iot_inventory_entry entry = {
        .name = is_blank(rec->name) ? NULL : rec->name,
        .group = is_blank(rec->group) ? NULL : rec->group,
        .allow = is_blank(rec->allow) ? NULL : rec->allow,
    };

    if (!is_blank(rec->mac) && !iot_mac_parse(rec->mac, &entry.mac))
        return;
    if (!is_blank(rec->address) && !iot_prefix_parse(rec->address, &entry.prefix))
        return;
    iot_settings_add_device(settings, &entry);
}

void
iot_uat_devices_add_to(iot_settings *settings)
{
    for (guint i = 0; i < n_device_recs; i++)
        add(settings, &device_recs[i]);
}

struct epan_uat *
iot_uat_devices_new(void (*changed)(void))
{
    devices()->changed = changed;
    return uat_new("IoT Devices", sizeof(device_rec), "iot_devices", TRUE, &device_recs,
                   &n_device_recs, UAT_AFFECTS_DISSECTION, NULL, device_rec_copy, device_rec_check,
                   device_rec_free, devices_changed, NULL, device_fields);
}
