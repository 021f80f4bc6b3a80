/* rule-device.c - who is there, and what it may do
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings/findings-internal.h"
#include "reference/allow-list.h"

#include <string.h>

/* More than that many names of one address tell nothing apart. */
#define ALTERNATIVES_MAX 64

/* The first frame that each device sent, by its number; 0: none. */
static GArray *
first_frames(finder *find)
{
    GArray *frames = g_array_new(FALSE, TRUE, sizeof(uint32_t));

    g_array_set_size(frames, iot_devices_count(iot_capture_devices(find->capture)));
    for (uint32_t i = 0; i < iot_capture_flows(find->capture); i++) {
        iot_flow_id flow = iot_capture_flow_at(find->capture, i);
        iot_flow_view view;
        iot_capture_describe(find->capture, flow, &view);
        if (!view.src)
            continue;
        uint32_t *first = &g_array_index(frames, uint32_t, iot_device_id(view.src));
        if (*first == 0)
            *first = iot_capture_first_frame(find->capture, flow);
    }
    return frames;
}

void
rule_devices(finder *find)
{
    const iot_devices *devices = iot_capture_devices(find->capture);
    const iot_inventory *inventory = find->options->inventory;
    g_autoptr(GArray) frames = first_frames(find);

    for (uint32_t i = 0; i < frames->len; i++) {
        const iot_device *device = iot_devices_get(devices, i);
        uint32_t frame = g_array_index(frames, uint32_t, i);
        if (frame == 0)
            continue;
        if (inventory && !iot_inventory_is_empty(inventory) && !iot_device_is_known(device))
            rules_add(find, IOT_FINDING_NEW_DEVICE, IOT_SEVERITY_WARNING, device, frame,
                      "is not in the inventory");
        if (iot_mac_is_set(iot_device_mac(device)) && iot_mac_is_local(iot_device_mac(device)))
            rules_add(find, IOT_FINDING_RANDOM_MAC, IOT_SEVERITY_NOTE, device, frame,
                      "its MAC is made up, as phones do for privacy: it can be another next time");
    }
}

static void
add_conflict(const iot_addr *addr, const iot_mac *one, const iot_mac *other, uint32_t frame,
             uint32_t moves, void *user_data)
{
    finder *find = user_data;
    char a[IOT_MAC_TEXT], b[IOT_MAC_TEXT], text[IOT_ADDR_TEXT];
    iot_finding *finding = rules_add(find, IOT_FINDING_TWO_DEVICES, IOT_SEVERITY_WARNING, NULL,
                                     frame, "%s and %s both claim the address, in turns",
                                     iot_mac_format(one, a), iot_mac_format(other, b));

    finding->addr = *addr;
    finding->name = g_strdup(iot_addr_format(addr, text));
    finding->count = moves;
}

void
rule_two_devices(finder *find)
{
    iot_capture_foreach_conflict(find->capture, add_conflict, find);
}

/* What the user and the manufacturer say of one device; either may be missing. */
typedef struct permission {
    const char *allow;
    const iot_mud *mud;
} permission;

static bool
is_in_mud(finder *find, const iot_contact *one, const char *name, const iot_mud *mud)
{
    const iot_mud_contact asked = {
        .by_device = one->by_device,
        .name = name,
        .addr = one->addr,
        .transport = one->service.transport,
        .port = one->service.port,
        .resolver = rules_is_own(find, IOT_ROLE_RESOLVER, &one->addr),
        .time_server = rules_is_own(find, IOT_ROLE_TIME_SERVER, &one->addr),
    };

    return iot_mud_allows(mud, &asked);
}

/* A gatekeeper goes by what DNS was asked, which the stream's own name can hide. */
static bool
is_allowed(finder *find, const iot_contact *one, const permission *may)
{
    if (may->allow && iot_allow_matches(may->allow, one->name, &one->addr, one->service.port))
        return true;
    return may->mud && (is_in_mud(find, one, one->name, may->mud) ||
                        (one->question && is_in_mud(find, one, one->question, may->mud)));
}

/* Other names that the device was answered for the address. */
static bool
is_allowed_by_another(finder *find, const iot_contact *one, const permission *may)
{
    const char *names[ALTERNATIVES_MAX];
    iot_flow_view view = {.device = one->device, .remote = &one->addr};
    unsigned n = iot_capture_alternatives(find->capture, &view, names, ALTERNATIVES_MAX);

    for (unsigned i = 0; i < n; i++)
        if ((may->allow && iot_allow_matches(may->allow, names[i], NULL, one->service.port)) ||
            (may->mud && is_in_mud(find, one, names[i], may->mud)))
            return true;
    return false;
}

static char *
tell_denial(const permission *may)
{
    if (!may->mud)
        return g_strdup("is not among the allowed destinations");
    return g_strdup_printf("is not %sin its MUD file %s",
                           may->allow ? "among the allowed destinations, nor " : "",
                           iot_mud_file(may->mud));
}

static void
add_beyond(finder *find, iot_finding_kind kind, const iot_contact *first, uint32_t n,
           const char *evidence)
{
    if (n > 0)
        rules_add_contact(
            find, kind, kind == IOT_FINDING_AMBIGUOUS ? IOT_SEVERITY_NOTE : IOT_SEVERITY_WARNING,
            first, first->connection->first_frame, n, "%s/%u %s",
            iot_transport_name(first->service.transport), first->service.port, evidence);
}

/* One name can have addresses inside and outside of an allowed network. */
static void
judge_destinations(finder *find, const iot_series *list, const permission *may)
{
    const iot_contact *denied = NULL, *doubtful = NULL;
    uint32_t n_denied = 0, n_doubtful = 0;

    for (guint i = 0; i < list->contacts->len; i++) {
        const iot_contact *one = g_ptr_array_index(list->contacts, i);
        if (is_allowed(find, one, may))
            continue;
        if (is_allowed_by_another(find, one, may)) {
            doubtful = doubtful ? doubtful : one;
            n_doubtful++;
        } else {
            denied = denied ? denied : one;
            n_denied++;
        }
    }
    g_autofree char *denial = tell_denial(may);
    add_beyond(find, IOT_FINDING_NOT_ALLOWED, denied, n_denied, denial);
    add_beyond(find, IOT_FINDING_AMBIGUOUS, doubtful, n_doubtful,
               "is allowed under another name of its address, not under this");
}

void
rule_not_allowed(finder *find)
{
    const iot_mud_files *files = find->options->mud;

    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_series *list = g_ptr_array_index(find->contacts->series, i);
        const iot_device *device = list->first->device;
        permission may = {
            .allow = iot_device_allow(device),
            .mud =
                files ? iot_mud_find(files, iot_device_mac(device), iot_device_name(device)) : NULL,
        };
        if (list->first->by_device && (may.allow || may.mud))
            judge_destinations(find, list, &may);
    }
}
