/* rule-scan.c - one device that tries many addresses, or many ports of one
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is counted are knocks: TCP connections in which nobody said anything, whether the door was
 * opened or not, at addresses that no name led to; and echo requests. UDP is not looked at: who
 * looks for peers sends a datagram to each, too.
 */
#include "base/hash.h"
#include "findings/findings-internal.h"

#include <string.h>

/* A hub, a printer or a cloud has a handful of addresses and of ports. */
#define SCAN_ADDRESSES_MIN 20
#define SCAN_PORTS_MIN     20
/* So slow a scan finds nothing: who knocks less often calls on peers that have gone. */
#define SCAN_KNOCK_S 60
/* Different doors that are remembered of one device; what is beyond does not count. */
#define SCAN_DOORS_MAX 65536
/* Of all devices. */
#define SCAN_ALL_MAX (4 * SCAN_DOORS_MAX)
/* Conversations that a finding is about. */
#define SCAN_CONVERSATIONS_MAX 1024
#define PORT_ECHO              0 /* stands for echo requests, which have none */

/* What was knocked at, or what many doors have in common: compared as bytes. */
typedef struct door {
    iot_addr addr; /* none: any */
    uint32_t port; /* PORTS: any */
} door;
#define PORTS UINT32_MAX

/* Doors with something in common. */
typedef struct row {
    door what;
    uint32_t doors, first_frame;
    uint32_t first_s, last_s; /* of the first knocks at them */
    GArray *conversations;    /* of uint32_t */
} row;

struct scanner {
    const iot_device *device;
    GHashTable *doors; /* door: knocked at */
    GHashTable *rows;  /* door (in row) -> row: by port, and by address */
};

static guint
door_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(door));
}

static gboolean
door_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(door)) == 0;
}

static door
door_of(const iot_addr *addr, uint32_t port)
{
    door made;

    memset(&made, 0, sizeof made);
    if (addr)
        made.addr = *addr;
    made.port = port;
    return made;
}

static void
row_free(gpointer data)
{
    row *one = data;

    g_array_unref(one->conversations);
    g_free(one);
}

static void
scanner_free(gpointer data)
{
    struct scanner *one = data;

    g_hash_table_unref(one->doors);
    g_hash_table_unref(one->rows);
    g_free(one);
}

static struct scanner *
scanner_of(finder *find, const iot_device *device)
{
    if (!find->scanners)
        find->scanners = g_hash_table_new_full(NULL, NULL, NULL, scanner_free);
    struct scanner *known = g_hash_table_lookup(find->scanners, device);
    if (!known) {
        known = g_new0(struct scanner, 1);
        known->device = device;
        known->doors = g_hash_table_new_full(door_hash, door_equal, g_free, NULL);
        known->rows = g_hash_table_new_full(door_hash, door_equal, NULL, row_free);
        g_hash_table_insert(find->scanners, (gpointer)device, known);
    }
    return known;
}

static bool
has_payload(const iot_connection *connection)
{
    return connection->first_payload > 0;
}

/* Of a stream that knocks, and those before it that are like it. */
static bool
is_knock(const iot_stream *stream)
{
    if (!stream->connection.first_syn || has_payload(&stream->connection))
        return false;
    for (guint i = 0; stream->past && i < stream->past->len; i++)
        if (has_payload(&g_array_index(stream->past, iot_connection, i)))
            return false;
    return true;
}

static void
add_to_row(struct scanner *one, const door *what, uint32_t frame, const iot_fold_flow *flow)
{
    uint32_t at_s = iot_capture_begin_s(flow->capture, flow->id);
    row *line = g_hash_table_lookup(one->rows, what);

    if (!line) {
        line = g_new0(row, 1);
        line->what = *what;
        line->first_frame = frame;
        line->first_s = at_s;
        line->conversations = g_array_new(FALSE, FALSE, sizeof(uint32_t));
        g_hash_table_insert(one->rows, &line->what, line);
    }
    line->doors++;
    line->first_frame = MIN(line->first_frame, frame);
    line->first_s = MIN(line->first_s, at_s);
    line->last_s = MAX(line->last_s, at_s);
    if (flow->view->conversation != IOT_CONVERSATION_NONE &&
        line->conversations->len < SCAN_CONVERSATIONS_MAX)
        g_array_append_val(line->conversations, flow->view->conversation);
}

static void
add_knock(finder *find, const iot_fold_flow *flow, const iot_addr *dst, uint32_t port)
{
    struct scanner *one = scanner_of(find, flow->view->src);
    const door at = door_of(dst, port), by_port = door_of(NULL, port),
               by_addr = door_of(dst, PORTS);
    uint32_t frame = iot_capture_first_frame(find->capture, flow->id);

    if (g_hash_table_contains(one->doors, &at) || g_hash_table_size(one->doors) >= SCAN_DOORS_MAX ||
        find->doors >= SCAN_ALL_MAX)
        return;
    find->doors++;
    g_hash_table_add(one->doors, g_memdup2(&at, sizeof at));
    add_to_row(one, &by_port, frame, flow);
    if (port != PORT_ECHO)
        add_to_row(one, &by_addr, frame, flow);
}

/* Where it goes; NULL: to nobody that could be tried. */
static const iot_addr *
target_of(const iot_fold_flow *flow)
{
    const iot_addr *src, *dst;

    if (flow->id == IOT_FLOW_NONE || !flow->view->src)
        return NULL;
    iot_capture_ends(flow->capture, flow->id, &src, &dst);
    return iot_addr_is_unicast(dst) ? dst : NULL;
}

void
rule_scan_fold(void *data, const iot_fold_flow *flow)
{
    finder *find = data;
    const iot_flow_view *view = flow->view;
    const iot_addr *dst = target_of(flow);
    bool is_named = view->remote && view->name_source != IOT_REMOTE_ADDRESS;

    if (!dst || is_named)
        return;
    if (!view->stream && view->asks)
        add_knock(find, flow, dst, PORT_ECHO);
    else if (view->stream && view->to_server && view->service.transport == IOT_TRANSPORT_TCP &&
             is_knock(view->stream))
        add_knock(find, flow, dst, view->service.port);
}

/* Many doors of one kind, one soon after the other. */
static bool
is_scan(const row *line)
{
    bool by_port = line->what.port != PORTS;

    return line->doors >= (by_port ? SCAN_ADDRESSES_MIN : SCAN_PORTS_MIN) &&
           line->last_s - line->first_s <= line->doors * SCAN_KNOCK_S;
}

static int
compare_rows(gconstpointer a, gconstpointer b)
{
    const row *x = *(row *const *)a, *y = *(row *const *)b;

    if (x->doors != y->doors)
        return x->doors > y->doors ? -1 : 1;
    return x->first_frame < y->first_frame ? -1 : x->first_frame > y->first_frame;
}

/* The scans of one device, the largest first. */
static GPtrArray *
scans_of(const struct scanner *one)
{
    GPtrArray *scans = g_ptr_array_new();
    GHashTableIter iter;
    gpointer line;

    g_hash_table_iter_init(&iter, one->rows);
    while (g_hash_table_iter_next(&iter, NULL, &line))
        if (is_scan(line))
            g_ptr_array_add(scans, line);
    g_ptr_array_sort(scans, compare_rows);
    return scans;
}

static char *
tell_row(const row *line)
{
    char text[IOT_ADDR_TEXT];

    if (line->what.port == PORTS)
        return g_strdup_printf("knocks at %u ports of %s", line->doors,
                               iot_addr_format(&line->what.addr, text));
    if (line->what.port == PORT_ECHO)
        return g_strdup_printf("pings %u addresses", line->doors);
    return g_strdup_printf("knocks at %u addresses on tcp/%u", line->doors, line->what.port);
}

/* One finding, however many doors and rows of them there are. */
static void
tell_scans(finder *find, const struct scanner *one)
{
    g_autoptr(GPtrArray) scans = scans_of(one);
    uint32_t frame = UINT32_MAX;

    if (scans->len == 0)
        return;
    const row *largest = g_ptr_array_index(scans, 0);
    g_autofree char *told = tell_row(largest);
    g_autofree char *more =
        scans->len > 1 ? g_strdup_printf(" (and %u more such)", scans->len - 1) : g_strdup("");
    for (guint i = 0; i < scans->len; i++)
        frame = MIN(frame, ((const row *)g_ptr_array_index(scans, i))->first_frame);
    iot_finding *finding =
        rules_add(find, IOT_FINDING_SCAN, IOT_SEVERITY_WARNING, one->device, frame, "%s%s%s", told,
                  more, largest->what.port == PORT_ECHO ? "" : ", and says nothing there");
    finding->count = largest->doors;
    finding->addr = largest->what.addr;
    if (iot_addr_is_set(&finding->addr)) {
        char text[IOT_ADDR_TEXT];
        finding->name = g_strdup(iot_addr_format(&finding->addr, text));
    }
    g_array_append_vals(finding->conversations, largest->conversations->data,
                        largest->conversations->len);
}

void
rule_scan(finder *find)
{
    for (uint32_t i = 0; find->scanners && i < find->first_frames->len; i++) {
        const iot_device *device = iot_devices_get(iot_capture_devices(find->capture), i);
        const struct scanner *one = g_hash_table_lookup(find->scanners, device);
        if (one)
            tell_scans(find, one);
    }
}

static bool
has_scan(const struct scanner *one, const door *what)
{
    const row *line = g_hash_table_lookup(one->rows, what);

    return line && is_scan(line);
}

bool
rules_is_scan(const finder *find, const iot_contact *contact)
{
    const struct scanner *one =
        find->scanners ? g_hash_table_lookup(find->scanners, contact->device) : NULL;
    const door by_port = door_of(NULL, contact->service.port);
    const door by_addr = door_of(&contact->addr, PORTS);

    return one && contact->by_device && contact->name_source == IOT_REMOTE_ADDRESS &&
           contact->service.transport == IOT_TRANSPORT_TCP &&
           (has_scan(one, &by_port) || has_scan(one, &by_addr));
}

void
rule_scan_clear(finder *find)
{
    g_clear_pointer(&find->scanners, g_hash_table_unref);
}
