/* rows-conversations.c - counted flows as rows: conversations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/rows-conversations.h"

#include <string.h>

#include "base/hash.h"
#include "capture/capture-tables.h"

struct iot_conversation_rows {
    const iot_capture *capture;
    iot_interned *names; /* of remotes */
    bool by_address;
    GPtrArray *all;     /* iot_conversation_row, what comes of it */
    GPtrArray *by_pair; /* iot_conversation_row; NULL: none */
    GHashTable *places; /* place_key of a row's address or service -> place + 1 */
};

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
place_of(iot_conversation_rows *rows, const place_key *key, guint next)
{
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(rows->places, key));

    if (place == 0) {
        place = next + 1;
        g_hash_table_insert(rows->places, g_memdup2(key, sizeof *key), GUINT_TO_POINTER(place));
    }
    return place - 1;
}

static void
conversation_row_free(gpointer data)
{
    iot_conversation_row *row = data;

    g_array_unref(row->addresses);
    g_array_unref(row->services);
    g_free(row);
}

static void
add_addr(iot_conversation_rows *rows, iot_conversation_row *row, const iot_addr *addr)
{
    GArray *list = row->addresses;
    place_key key;

    /* Most rows have one. */
    if (list->len > 0 && iot_addr_equal(&g_array_index(list, iot_addr, 0), addr))
        return;
    memset(&key, 0, sizeof key);
    key.row = row;
    key.addr = *addr;
    if (place_of(rows, &key, list->len) == list->len)
        g_array_append_val(list, *addr);
}

static void
add_service(iot_conversation_rows *rows, iot_conversation_row *row, const iot_service *service,
            uint64_t packets)
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
        place = list->len == 0 ? 0 : place_of(rows, &key, list->len);
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

/* What ICMP says without asking it says because of what came: a reply, or that it went no further.
 */
static bool
answers(const iot_flow_view *view)
{
    const char *protocol = view->service.protocol;

    return !view->asks && protocol &&
           (strcmp(protocol, "icmp") == 0 || strcmp(protocol, "icmpv6") == 0);
}

iot_direction
iot_who_began(const iot_flow_view *view, bool device_sends)
{
    if (!view->remote)
        return IOT_DIRECTION_LOCAL;
    bool sender_began =
        view->service.transport == IOT_TRANSPORT_NONE ? !answers(view) : view->to_server;
    return sender_began == device_sends ? IOT_DIRECTION_OUTBOUND : IOT_DIRECTION_INBOUND;
}

static iot_conversation_row *
conversation_row_add(iot_conversation_rows *rows, uint32_t number)
{
    const iot_conversation *facts =
        iot_conversations_get(iot_capture_conversations(rows->capture), number);
    const iot_devices *devices = iot_capture_devices(rows->capture);
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
    g_ptr_array_add(rows->all, row);
    return row;
}

/* Rows by address are all there, up to a number. */
static iot_conversation_row *
row_of_number(iot_conversation_rows *rows, uint32_t number)
{
    while (rows->all->len <= number)
        conversation_row_add(rows, rows->all->len);
    return g_ptr_array_index(rows->all, number);
}

/* Rows by name share what their addresses have in common; two devices never share a row by name,
 * as different boxes do call themselves the same. */
static iot_conversation_row *
row_of_pair(iot_conversation_rows *rows, const iot_fold_flow *flow)
{
    if (flow->pair >= rows->by_pair->len)
        g_ptr_array_set_size(rows->by_pair, (gint)flow->pair + 1);
    gpointer *place = &g_ptr_array_index(rows->by_pair, flow->pair);
    if (!*place)
        *place = conversation_row_add(rows, flow->view->conversation);
    return *place;
}

/* In a row per address, flows can have several names: the best evidence wins. */
static void
add_name(iot_conversation_rows *rows, iot_conversation_row *row, const iot_flow_view *view)
{
    if (row->name && view->name_source >= row->name_source)
        return;
    row->name =
        view->name_source == IOT_REMOTE_ADDRESS ? NULL : iot_interned_keep(rows->names, view->name);
    row->name_source = view->name_source;
}

/* Of two round trips, either of which may be none. */
static int64_t
smaller(int64_t a, int64_t b)
{
    return a <= 0 ? b : b <= 0 ? a : MIN(a, b);
}

const iot_conversation_row *
iot_conversation_rows_add(iot_conversation_rows *rows, const iot_fold_flow *flow)
{
    const iot_flow_view *view = flow->view;
    iot_conversation_row *row =
        rows->by_address ? row_of_number(rows, view->conversation) : row_of_pair(rows, flow);
    bool device_sends = view->src == row->base.device;

    if (iot_traffic_is_empty(&row->base.traffic)) {
        row->direction = iot_who_began(view, device_sends);
        row->first_frame = iot_capture_first_frame(rows->capture, flow->id);
    }
    if (view->remote) {
        add_name(rows, row, view);
        add_addr(rows, row, view->remote);
        row->rtt_ns = smaller(row->rtt_ns, view->rtt_ns);
        row->bound_ns = smaller(row->bound_ns, view->bound_ns);
    }
    add_service(rows, row, &view->service, iot_count_weight(&flow->count));
    iot_traffic_add(&row->base.traffic, device_sends, &flow->count);
    return row;
}

/* An address stands for the name where there is none; it is not copied per flow. */
static void
name_the_nameless(iot_conversation_rows *rows)
{
    char text[IOT_ADDR_TEXT];

    for (guint i = 0; i < rows->all->len; i++) {
        iot_conversation_row *row = g_ptr_array_index(rows->all, i);
        if (!row->name && row->addresses->len > 0)
            row->name = iot_interned_keep(
                rows->names, iot_addr_format(&g_array_index(row->addresses, iot_addr, 0), text));
    }
}

iot_conversation_rows *
iot_conversation_rows_new(const iot_capture *capture, iot_interned *names, bool by_address)
{
    uint32_t count = iot_conversations_count(iot_capture_conversations(capture));
    iot_conversation_rows *rows = g_new0(iot_conversation_rows, 1);

    *rows = (iot_conversation_rows){
        .capture = capture,
        .names = names,
        .by_address = by_address,
        .all = g_ptr_array_new_with_free_func(conversation_row_free),
        .by_pair = g_ptr_array_new(),
        .places = g_hash_table_new_full(place_key_hash, place_key_equal, g_free, NULL),
    };
    if (by_address && count > 0)
        row_of_number(rows, count - 1);
    return rows;
}

const GPtrArray *
iot_conversation_rows_all(const iot_conversation_rows *rows)
{
    return rows->all;
}

GPtrArray *
iot_conversation_rows_end(iot_conversation_rows *rows)
{
    GPtrArray *all = rows->all;

    name_the_nameless(rows);
    for (guint i = 0; i < all->len; i++) {
        iot_conversation_row *row = g_ptr_array_index(all, i);
        g_array_sort(row->services, compare_uses);
    }
    g_ptr_array_unref(rows->by_pair);
    g_hash_table_unref(rows->places);
    g_free(rows);
    return all;
}

void
iot_conversation_rows_free(iot_conversation_rows *rows)
{
    if (rows)
        g_ptr_array_unref(iot_conversation_rows_end(rows));
}
