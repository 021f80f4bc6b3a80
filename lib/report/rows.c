/* rows.c - counted flows as rows: devices, services, and all of them in order
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/rows-internal.h"

#include "base/hash.h"
#include "capture/capture-tables.h"

#include <string.h>

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
fold_device(iot_rows *rows, const iot_device *device, bool sent, const iot_count *count)
{
    gpointer key = GUINT_TO_POINTER(iot_device_id(device));
    iot_device_row *row = g_hash_table_lookup(rows->of, key);

    if (!row) {
        row = g_new0(iot_device_row, 1);
        row->base.device = device;
        g_ptr_array_add(rows->devices, row);
        g_hash_table_insert(rows->of, key, row);
    }
    iot_traffic_add(&row->base.traffic, sent, count);
}

static iot_direction
service_direction(const iot_flow_view *view, bool sent)
{
    if (view->direction != IOT_DIRECTION_OUTBOUND && view->direction != IOT_DIRECTION_INBOUND)
        return view->direction;
    return iot_who_began(view, sent);
}

/* Of the other end of one device's packets: a remote has a conversation of its own with it. */
static uint32_t
end_number(const iot_flow_view *view, const iot_device *other)
{
    return view->remote ? view->conversation : UINT32_MAX / 2 + iot_device_id(other);
}

static void
add_version(iot_tls_range *range, uint16_t version)
{
    if (version < 0x0301 || version > 0x0304)
        return;
    range->oldest = range->oldest ? MIN(range->oldest, version) : version;
    range->newest = MAX(range->newest, version);
}

static void
add_tls(iot_tls_range *range, const iot_stream *stream)
{
    add_version(range, stream->connection.tls_version);
    for (guint i = 0; stream->past && i < stream->past->len; i++)
        add_version(range, g_array_index(stream->past, iot_connection, i).tls_version);
}

static void
fold_service(iot_rows *rows, const iot_flow_view *view, const iot_device *device, bool sent,
             const iot_count *count)
{
    const iot_device *other = sent ? view->dst : view->src;
    const iot_service *service = &view->service;
    service_key key = {service->protocol, iot_device_id(device), service_direction(view, sent),
                       service->transport, service->port};

    if (service->transport == IOT_TRANSPORT_NONE && !service->protocol)
        return;
    iot_service_row *row = g_hash_table_lookup(rows->by_usage, &key);
    if (!row) {
        row = g_new0(iot_service_row, 1);
        row->base.device = device;
        row->direction = key.direction;
        row->service = *service;
        row->ports = 1;
        g_ptr_array_add(rows->services, row);
        g_hash_table_insert(rows->by_usage, g_memdup2(&key, sizeof key), row);
    }
    iot_traffic_add(&row->base.traffic, sent, count);
    row->nearby = row->nearby || view->rtt_ns != view->bound_ns;
    if (view->stream)
        add_tls(&row->tls, view->stream);
    if (!view->remote && !other)
        return;
    GHashTable *ends = g_hash_table_lookup(rows->seen, row);
    if (!ends) {
        ends = g_hash_table_new(NULL, NULL);
        g_hash_table_insert(rows->seen, row, ends);
    }
    if (g_hash_table_add(ends, GUINT_TO_POINTER(end_number(view, other))))
        row->remotes++;
}

void
iot_rows_add(void *into, const iot_fold_flow *flow)
{
    iot_rows *rows = into;
    const iot_flow_view *view = flow->view;

    iot_count_add(&rows->total, &flow->count);
    if (view->conversation == IOT_CONVERSATION_NONE)
        iot_count_add(&rows->rest[view->direction], &flow->count);
    else
        iot_conversation_rows_add(rows->gathered, flow);
    for (unsigned sent = 0; sent < 2; sent++) {
        const iot_device *device = sent ? view->src : view->dst;
        if (!device || (sent == 0 && view->src == view->dst))
            continue;
        fold_device(rows, device, sent, &flow->count);
        fold_service(rows, view, device, sent, &flow->count);
    }
}

static void
rank_destinations(iot_rows *rows)
{
    g_autoptr(GHashTable) most = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < rows->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(rows->conversations, i);
        gpointer key = GUINT_TO_POINTER(iot_device_id(row->base.device));
        iot_device_row *device = g_hash_table_lookup(rows->of, key);
        if (row->peer || !device || iot_traffic_is_empty(&row->base.traffic))
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

/* What rows of peers have in common. */
static service_key
peers_key(const iot_service_row *row)
{
    return (service_key){row->service.protocol, iot_device_id(row->base.device), row->direction,
                         row->service.transport, 0};
}

static bool
can_be_peer(const iot_service_row *row)
{
    return row->service.transport == IOT_TRANSPORT_UDP && row->remotes == 1 &&
           (row->direction == IOT_DIRECTION_OUTBOUND || row->direction == IOT_DIRECTION_INBOUND);
}

/* Rows that can be peers of one device, and all in one place. */
static GHashTable *
group_peers(const GPtrArray *services)
{
    GHashTable *groups = g_hash_table_new_full(service_key_hash, service_key_equal, g_free,
                                               (GDestroyNotify)g_ptr_array_unref);

    for (guint i = 0; i < services->len; i++) {
        iot_service_row *row = g_ptr_array_index(services, i);
        service_key key = peers_key(row);
        GPtrArray *group = g_hash_table_lookup(groups, &key);
        if (!can_be_peer(row))
            continue;
        if (!group) {
            group = g_ptr_array_new();
            g_hash_table_insert(groups, g_memdup2(&key, sizeof key), group);
        }
        g_ptr_array_add(group, row);
    }
    return groups;
}

/* Each of the group has one other end. */
static uint32_t
count_ends(const iot_rows *rows, const GPtrArray *group)
{
    g_autoptr(GHashTable) ends = g_hash_table_new(NULL, NULL);
    GHashTableIter iter;
    gpointer end;

    for (guint i = 0; i < group->len; i++) {
        g_hash_table_iter_init(&iter, g_hash_table_lookup(rows->seen, g_ptr_array_index(group, i)));
        while (g_hash_table_iter_next(&iter, &end, NULL))
            g_hash_table_add(ends, end);
    }
    return g_hash_table_size(ends);
}

/* The first row becomes that of all; the others are marked by having no port. */
static void
join_peers(iot_rows *rows, const GPtrArray *group)
{
    iot_service_row *all = g_ptr_array_index(group, 0);

    all->remotes = count_ends(rows, group);
    all->ports = group->len;
    for (guint i = 1; i < group->len; i++) {
        iot_service_row *one = g_ptr_array_index(group, i);
        iot_traffic_add(&all->base.traffic, true, &one->base.traffic.sent);
        iot_traffic_add(&all->base.traffic, false, &one->base.traffic.received);
        add_version(&all->tls, one->tls.oldest);
        add_version(&all->tls, one->tls.newest);
        one->ports = 0;
        all->nearby = all->nearby || one->nearby;
    }
}

/* A camera or a telephone that looks for a way to its peers tries dozens, each on a port of its
 * own.
 */
static void
fold_peers(iot_rows *rows)
{
    g_autoptr(GHashTable) groups = group_peers(rows->services);
    GHashTableIter iter;
    gpointer group;
    guint kept = 0;

    g_hash_table_iter_init(&iter, groups);
    while (g_hash_table_iter_next(&iter, NULL, &group))
        if (((GPtrArray *)group)->len > IOT_SERVICE_PEERS)
            join_peers(rows, group);
    GPtrArray *stay = g_ptr_array_new_with_free_func(g_free);
    for (; kept < rows->services->len; kept++) {
        iot_service_row *row = g_ptr_array_index(rows->services, kept);
        if (row->ports > 0)
            g_ptr_array_add(stay, row);
        else
            g_free(row);
    }
    g_ptr_array_set_free_func(rows->services, NULL);
    g_ptr_array_unref(rows->services);
    rows->services = stay;
}

void
iot_rows_begin(iot_rows *rows, const iot_capture *capture, iot_interned *names, bool by_address)
{
    *rows = (iot_rows){
        .by_address = by_address,
        .gathered = iot_conversation_rows_new(capture, names, by_address),
        .devices = g_ptr_array_new_with_free_func(g_free),
        .services = g_ptr_array_new_with_free_func(g_free),
        .of = g_hash_table_new(NULL, NULL),
        .by_usage = g_hash_table_new_full(service_key_hash, service_key_equal, g_free, NULL),
        .seen = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref),
    };
}

void
iot_rows_end(iot_rows *rows)
{
    rows->conversations = iot_conversation_rows_end(g_steal_pointer(&rows->gathered));
    rank_destinations(rows);
    fold_peers(rows);
    g_ptr_array_sort(rows->devices, compare_devices);
    g_autoptr(GHashTable) places = places_of(rows->devices);
    g_ptr_array_sort_with_data(rows->services, compare_services, places);
    if (!rows->by_address)
        g_ptr_array_sort_with_data(rows->conversations, compare_conversations, places);
    g_hash_table_unref(rows->of);
    g_hash_table_unref(rows->by_usage);
    g_hash_table_unref(rows->seen);
}
