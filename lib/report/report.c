/* report.c - counted flows as rows: conversations, devices, services
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/report.h"

#include "base/hash.h"
#include "base/interned.h"
#include "capture/capture-tables.h"

#include <string.h>

/* While folding: rows found by their keys. */
typedef struct folding {
    const iot_capture *capture;
    iot_report *report;
    GHashTable *conversations; /* key text -> iot_conversation_row, of remotes with names */
    GPtrArray *by_number;      /* iot_conversation_row of the others, by conversation; NULL: none */
    GHashTable *devices;       /* number -> iot_device_row */
    GHashTable *services;      /* service_key -> iot_service_row */
    GHashTable *seen;          /* row of a service -> set of its other ends (end_number) */
    GHashTable *places;        /* place_key of a row's address or service -> place + 1 */
} folding;

/* An address or a service of a conversation's row; compared as bytes. A row can have tens of
 * thousands, when somebody wants it so. */
typedef struct place_key {
    const void *row;
    const char *protocol; /* one copy each (flows.h) */
    iot_addr addr;
    uint32_t transport, port;
} place_key;

static guint
place_key_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(place_key));
}

static gboolean
place_key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(place_key)) == 0;
}

/* The place of the key in its row's list, which is `next` if it is new. */
static guint
place_of(folding *fold, const place_key *key, guint next)
{
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(fold->places, key));

    if (place == 0) {
        place = next + 1;
        g_hash_table_insert(fold->places, g_memdup2(key, sizeof *key), GUINT_TO_POINTER(place));
    }
    return place - 1;
}

/* What a service's row is of; compared as bytes. */
typedef struct service_key {
    const char *protocol; /* one copy each (flows.h) */
    uint32_t device, direction, transport, port;
} service_key;

static guint
service_key_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(service_key));
}

static gboolean
service_key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(service_key)) == 0;
}

static void
conversation_row_free(gpointer data)
{
    iot_conversation_row *row = data;

    g_array_unref(row->addresses);
    g_array_unref(row->services);
    g_free(row);
}

/* Names of streams and of the inventory can go before the report does. */
static const char *
intern(folding *fold, const char *text)
{
    return iot_interned_keep(fold->report->interned, text);
}

static void
add_addr(folding *fold, iot_conversation_row *row, const iot_addr *addr)
{
    GArray *list = row->addresses;
    place_key key;

    /* Most rows have one. */
    if (list->len > 0 && iot_addr_equal(&g_array_index(list, iot_addr, 0), addr))
        return;
    memset(&key, 0, sizeof key);
    key.row = row;
    key.addr = *addr;
    if (place_of(fold, &key, list->len) == list->len)
        g_array_append_val(list, *addr);
}

static void
add_service(folding *fold, iot_conversation_row *row, const iot_service *service, uint64_t packets)
{
    GArray *list = row->services;
    iot_service_use use = {*service, packets};
    place_key key;
    guint place = 0;

    if (service->transport == IOT_TRANSPORT_NONE && !service->protocol)
        return;
    if (list->len == 0 ||
        iot_service_compare(&g_array_index(list, iot_service_use, 0).service, service) != 0) {
        memset(&key, 0, sizeof key);
        key.row = row;
        key.protocol = service->protocol;
        key.transport = service->transport;
        key.port = service->port;
        place = list->len == 0 ? 0 : place_of(fold, &key, list->len);
    }
    if (place == list->len)
        g_array_append_val(list, use);
    else
        g_array_index(list, iot_service_use, place).packets += packets;
}

static int
compare_uses(gconstpointer a, gconstpointer b)
{
    const iot_service_use *x = a, *y = b;

    if (x->packets != y->packets)
        return x->packets > y->packets ? -1 : 1;
    return iot_service_compare(&x->service, &y->service);
}

/* Who began: the client of the stream, or the sender of the first packet. */
static iot_direction
who_began(const iot_flow_view *view, bool device_sends)
{
    if (!view->remote)
        return IOT_DIRECTION_LOCAL;
    bool sender_began = view->service.transport == IOT_TRANSPORT_NONE || view->to_server;
    return sender_began == device_sends ? IOT_DIRECTION_OUTBOUND : IOT_DIRECTION_INBOUND;
}

static iot_conversation_row *
conversation_row_add(folding *fold, uint32_t number)
{
    const iot_conversation *facts =
        iot_conversations_get(iot_capture_conversations(fold->capture), number);
    const iot_devices *devices = iot_capture_devices(fold->capture);
    iot_conversation_row *row = g_new0(iot_conversation_row, 1);

    row->number = number;
    row->base.device = iot_devices_get(devices, facts->device);
    row->addresses = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    row->services = g_array_new(FALSE, FALSE, sizeof(iot_service_use));
    if (facts->peer != IOT_PEER_NONE) {
        row->peer = iot_devices_get(devices, facts->peer);
        row->name = iot_device_name(row->peer);
        const GArray *addrs = iot_device_addresses(row->peer);
        g_array_append_vals(row->addresses, addrs->data, addrs->len);
    } else {
        row->name_source = IOT_REMOTE_ADDRESS;
        g_array_append_val(row->addresses, facts->remote);
    }
    g_ptr_array_add(fold->report->conversations, row);
    return row;
}

/* Rows by name share what their addresses have in common; two devices never share a row by name,
 * as different boxes do call themselves the same. */
static iot_conversation_row *
conversation_row(folding *fold, const iot_flow_view *view)
{
    if (fold->report->options.by_address)
        return g_ptr_array_index(fold->report->conversations, view->conversation);
    /* Most of a scan: a text each would be as large as the rest. */
    if (!view->remote || view->name_source == IOT_REMOTE_ADDRESS) {
        gpointer *place = &g_ptr_array_index(fold->by_number, view->conversation);
        if (!*place)
            *place = conversation_row_add(fold, view->conversation);
        return *place;
    }
    g_autofree char *key = g_strdup_printf("%u %s", iot_device_id(view->device), view->name);
    iot_conversation_row *row = g_hash_table_lookup(fold->conversations, key);
    if (!row) {
        row = conversation_row_add(fold, view->conversation);
        g_hash_table_insert(fold->conversations, g_steal_pointer(&key), row);
    }
    return row;
}

static void
fold_conversation(folding *fold, const iot_flow_view *view, const iot_count *count)
{
    iot_conversation_row *row = conversation_row(fold, view);
    bool device_sends = view->src == row->base.device;

    if (iot_traffic_packets(&row->base.traffic) == 0)
        row->direction = who_began(view, device_sends);
    if (view->remote) {
        /* In a row per address, flows can have several names: the best evidence wins. */
        if (!row->name || view->name_source < row->name_source) {
            row->name = view->name == view->remote_text ? NULL : intern(fold, view->name);
            row->name_source = view->name_source;
        }
        add_addr(fold, row, view->remote);
        if (view->rtt_ns > 0 && (row->rtt_ns == 0 || view->rtt_ns < row->rtt_ns))
            row->rtt_ns = view->rtt_ns;
    }
    add_service(fold, row, &view->service, count->packets);
    iot_traffic_add(&row->base.traffic, device_sends, count);
}

static void
fold_device(folding *fold, const iot_device *device, bool sent, const iot_count *count)
{
    gpointer key = GUINT_TO_POINTER(iot_device_id(device));
    iot_device_row *row = g_hash_table_lookup(fold->devices, key);

    if (!row) {
        row = g_new0(iot_device_row, 1);
        row->base.device = device;
        g_ptr_array_add(fold->report->devices, row);
        g_hash_table_insert(fold->devices, key, row);
    }
    iot_traffic_add(&row->base.traffic, sent, count);
}

static iot_direction
service_direction(const iot_flow_view *view, bool sent)
{
    if (view->direction != IOT_DIRECTION_OUTBOUND && view->direction != IOT_DIRECTION_INBOUND)
        return view->direction;
    return who_began(view, sent);
}

/* Of the other end of one device's packets: a remote has a conversation of its own with it. */
static uint32_t
end_number(const iot_flow_view *view, const iot_device *other)
{
    return view->remote ? view->conversation : UINT32_MAX / 2 + iot_device_id(other);
}

static void
fold_service(folding *fold, const iot_flow_view *view, const iot_device *device, bool sent,
             const iot_count *count)
{
    const iot_device *other = sent ? view->dst : view->src;
    const iot_service *service = &view->service;
    service_key key = {service->protocol, iot_device_id(device), service_direction(view, sent),
                       service->transport, service->port};

    if (service->transport == IOT_TRANSPORT_NONE && !service->protocol)
        return;
    iot_service_row *row = g_hash_table_lookup(fold->services, &key);
    if (!row) {
        row = g_new0(iot_service_row, 1);
        row->base.device = device;
        row->direction = key.direction;
        row->service = *service;
        g_ptr_array_add(fold->report->services, row);
        g_hash_table_insert(fold->services, g_memdup2(&key, sizeof key), row);
    }
    iot_traffic_add(&row->base.traffic, sent, count);
    if (view->stream)
        row->tls_version = MAX(row->tls_version, view->stream->connection.tls_version);
    if (!view->remote && !other)
        return;
    GHashTable *ends = g_hash_table_lookup(fold->seen, row);
    if (!ends) {
        ends = g_hash_table_new(NULL, NULL);
        g_hash_table_insert(fold->seen, row, ends);
    }
    if (g_hash_table_add(ends, GUINT_TO_POINTER(end_number(view, other))))
        row->remotes++;
}

static void
fold_flow(folding *fold, iot_flow_id flow)
{
    iot_report *report = fold->report;
    iot_count counted = iot_counters_get(report->counters, flow), *count = &counted;
    iot_flow_view view;

    if (count->packets == 0)
        return;
    iot_capture_describe(fold->capture, flow, &view);
    iot_count_add(&report->total, count);
    if (view.conversation == IOT_CONVERSATION_NONE)
        iot_count_add(&report->rest[view.direction], count);
    else
        fold_conversation(fold, &view, count);
    for (unsigned sent = 0; sent < 2; sent++) {
        const iot_device *device = sent ? view.src : view.dst;
        if (!device || (sent == 0 && view.src == view.dst))
            continue;
        fold_device(fold, device, sent, count);
        fold_service(fold, &view, device, sent, count);
    }
}

/* An address stands for the name where there is none; it is not copied per flow. */
static void
name_the_nameless(folding *fold)
{
    char text[IOT_ADDR_TEXT];

    for (guint i = 0; i < fold->report->conversations->len; i++) {
        iot_conversation_row *row = g_ptr_array_index(fold->report->conversations, i);
        if (!row->name && row->addresses->len > 0)
            row->name =
                intern(fold, iot_addr_format(&g_array_index(row->addresses, iot_addr, 0), text));
    }
}

static void
rank_destinations(folding *fold)
{
    g_autoptr(GHashTable) most = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < fold->report->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(fold->report->conversations, i);
        gpointer key = GUINT_TO_POINTER(iot_device_id(row->base.device));
        iot_device_row *device = g_hash_table_lookup(fold->devices, key);
        if (row->peer || !device || iot_traffic_packets(&row->base.traffic) == 0)
            continue;
        const iot_conversation_row *best = g_hash_table_lookup(most, key);
        device->remotes++;
        if (!best ||
            iot_traffic_bytes(&row->base.traffic) > iot_traffic_bytes(&best->base.traffic)) {
            g_hash_table_insert(most, key, (gpointer)row);
            device->top_destination = row->name;
        }
    }
}

static int64_t
first_of(const iot_traffic *traffic)
{
    int64_t first = 0, last;

    iot_traffic_span(traffic, &first, &last);
    return first;
}

/* Of equals the first one seen. Numbers of devices come last: who asks of a frame while packets
 * come makes some devices known earlier. */
static int
compare_devices(gconstpointer a, gconstpointer b)
{
    const iot_row *x = *(iot_row *const *)a, *y = *(iot_row *const *)b;
    int order = iot_traffic_compare(&x->traffic, &y->traffic);
    int64_t first_x = first_of(&x->traffic), first_y = first_of(&y->traffic);

    order = order ? order : first_x < first_y ? -1 : first_x > first_y;
    order = order ? order
                  : memcmp(iot_device_mac(x->device), iot_device_mac(y->device), sizeof(iot_mac));
    return order ? order : iot_device_id(x->device) < iot_device_id(y->device) ? -1 : 1;
}

/* Places of the devices, most bytes first, so that grouped rows stand in the devices' order. */
static GHashTable *
places_of(const GPtrArray *devices)
{
    GHashTable *places = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < devices->len; i++)
        g_hash_table_insert(places, (gpointer)((iot_row *)g_ptr_array_index(devices, i))->device,
                            GUINT_TO_POINTER(i));
    return places;
}

static int
compare_places(GHashTable *places, const iot_device *a, const iot_device *b)
{
    guint x = GPOINTER_TO_UINT(g_hash_table_lookup(places, a));
    guint y = GPOINTER_TO_UINT(g_hash_table_lookup(places, b));

    return x < y ? -1 : x > y;
}

static int
compare_conversations(gconstpointer a, gconstpointer b, gpointer places)
{
    const iot_conversation_row *x = *(iot_conversation_row *const *)a;
    const iot_conversation_row *y = *(iot_conversation_row *const *)b;
    int order = compare_places(places, x->base.device, y->base.device);

    order = order ? order : iot_traffic_compare(&x->base.traffic, &y->base.traffic);
    return order ? order : x->number < y->number ? -1 : x->number > y->number;
}

static int
compare_services(gconstpointer a, gconstpointer b, gpointer places)
{
    const iot_service_row *x = *(iot_service_row *const *)a, *y = *(iot_service_row *const *)b;
    int order = compare_places(places, x->base.device, y->base.device);

    order = order ? order : (int)x->direction - (int)y->direction;
    order = order ? order : iot_traffic_compare(&x->base.traffic, &y->base.traffic);
    return order ? order : iot_service_compare(&x->service, &y->service);
}

static void
sort_rows(iot_report *report)
{
    for (guint i = 0; i < report->conversations->len; i++) {
        iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        g_array_sort(row->services, compare_uses);
    }
    g_ptr_array_sort(report->devices, compare_devices);
    g_autoptr(GHashTable) places = places_of(report->devices);
    g_ptr_array_sort_with_data(report->services, compare_services, places);
    if (!report->options.by_address)
        g_ptr_array_sort_with_data(report->conversations, compare_conversations, places);
}

iot_report *
iot_report_new(const iot_capture *capture, const iot_counters *counters,
               const iot_report_options *options)
{
    iot_report *report = g_new0(iot_report, 1);

    report->options = *options;
    report->capture = capture;
    report->counters = counters;
    report->conversations = g_ptr_array_new_with_free_func(conversation_row_free);
    report->devices = g_ptr_array_new_with_free_func(g_free);
    report->services = g_ptr_array_new_with_free_func(g_free);
    report->interned = iot_interned_new();
    report->index = iot_report_index_new();
    report->dropped = iot_capture_dropped(capture);

    folding fold = {
        .capture = capture,
        .report = report,
        .conversations = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL),
        .by_number = g_ptr_array_new(),
        .devices = g_hash_table_new(NULL, NULL),
        .services = g_hash_table_new_full(service_key_hash, service_key_equal, g_free, NULL),
        .seen = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref),
        .places = g_hash_table_new_full(place_key_hash, place_key_equal, g_free, NULL),
    };
    g_ptr_array_set_size(fold.by_number,
                         (gint)iot_conversations_count(iot_capture_conversations(capture)));
    if (options->by_address)
        for (uint32_t i = 0; i < iot_conversations_count(iot_capture_conversations(capture)); i++)
            conversation_row_add(&fold, i);
    fold_flow(&fold, IOT_FLOW_NONE);
    for (uint32_t i = 0; i < iot_capture_flows(capture); i++)
        fold_flow(&fold, iot_capture_flow_at(capture, i));
    if (options->remotes)
        report->remotes = iot_remotes_new(capture, counters, &options->locator);
    name_the_nameless(&fold);
    rank_destinations(&fold);
    sort_rows(report);
    g_hash_table_unref(fold.conversations);
    g_ptr_array_unref(fold.by_number);
    g_hash_table_unref(fold.devices);
    g_hash_table_unref(fold.services);
    g_hash_table_unref(fold.seen);
    g_hash_table_unref(fold.places);
    return report;
}

const iot_findings *
iot_report_findings(const iot_report *report)
{
    return report->findings;
}

void
iot_report_free(iot_report *report)
{
    if (!report)
        return;
    g_ptr_array_unref(report->conversations);
    g_ptr_array_unref(report->devices);
    g_ptr_array_unref(report->services);
    iot_remotes_free(report->remotes);
    iot_interned_free(report->interned);
    iot_report_index_free(report->index);
    g_free(report);
}
