/* questions.c - the names that each device asked DNS for, and what came of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/questions-internal.h"

#include "base/dns-reverse.h"
#include "base/hash.h"
#include "base/text.h"
#include "capture/capture-tables.h"
#include "reference/known-resolvers.h"

#include <assert.h>
#include <string.h>

enum { PORT_HTTPS = 443, PORT_DOT = 853 };

/* So soon before the end of the capture, an answer may be still on its way. */
#define PATIENCE_NS 5000000000LL

/* What a device sends packets to: an address, or another device. Compared as bytes. */
typedef struct target {
    uint32_t device, peer;
    iot_addr addr;
    uint8_t none[3];
} target;
static_assert(sizeof(target) == 2 * sizeof(uint32_t) + sizeof(iot_addr) + 3, "it has no hole");

/* A device and a text, which somebody else keeps. */
typedef struct named {
    uint32_t device;
    const char *name;
} named;

struct iot_questions_fold {
    const iot_capture *capture;
    iot_interned *names;
    GHashTable *asked;     /* asker and resolver of some question -> GINT 1, 2: was counted */
    GHashTable *targets;   /* of target */
    GHashTable *remotes;   /* of named: remotes by the names that they were contacted under */
    GHashTable *pairs;     /* numbers of those that are in it */
    GHashTable *rows;      /* named -> iot_question_row */
    GHashTable *encrypted; /* pair and port -> iot_encrypted_row */
    GPtrArray *all, *all_encrypted;
};

static guint
target_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(target));
}

static gboolean
target_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(target)) == 0;
}

static guint
named_hash(gconstpointer key)
{
    const named *of = key;

    return iot_hash_text(of->name) ^ iot_hash_words(NULL, 0, of->device);
}

static gboolean
named_equal(gconstpointer a, gconstpointer b)
{
    const named *x = a, *y = b;

    return x->device == y->device && strcmp(x->name, y->name) == 0;
}

static uint64_t
ends_key(uint32_t asker, uint32_t resolver)
{
    return (uint64_t)asker << 32 | resolver;
}

iot_questions_fold *
iot_questions_begin(const iot_capture *capture, iot_interned *names)
{
    const iot_dns_queries *queries = iot_capture_queries(capture);
    iot_questions_fold *fold = g_new0(iot_questions_fold, 1);

    fold->capture = capture;
    fold->names = names;
    fold->asked = iot_fold_keys_new(NULL);
    fold->targets = g_hash_table_new_full(target_hash, target_equal, g_free, NULL);
    fold->remotes = g_hash_table_new_full(named_hash, named_equal, g_free, NULL);
    fold->pairs = g_hash_table_new(NULL, NULL);
    fold->rows = g_hash_table_new_full(named_hash, named_equal, g_free, NULL);
    fold->encrypted = iot_fold_keys_new(NULL);
    fold->all = g_ptr_array_new_with_free_func(g_free);
    fold->all_encrypted = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < iot_dns_queries_count(queries); i++) {
        const iot_query *query = iot_dns_queries_get(queries, i);
        g_hash_table_replace(fold->asked, iot_fold_key(ends_key(query->asker, query->resolver)),
                             GINT_TO_POINTER(1));
    }
    return fold;
}

static void
note_counted(iot_questions_fold *fold, uint32_t asker, uint32_t resolver)
{
    uint64_t key = ends_key(asker, resolver);

    if (GPOINTER_TO_INT(g_hash_table_lookup(fold->asked, &key)) == 1)
        g_hash_table_replace(fold->asked, iot_fold_key(key), GINT_TO_POINTER(2));
}

static void
note_target(iot_questions_fold *fold, const target *to)
{
    if (!g_hash_table_contains(fold->targets, to))
        g_hash_table_add(fold->targets, g_memdup2(to, sizeof *to));
}

static void
note_remote(iot_questions_fold *fold, const iot_fold_flow *flow)
{
    const iot_flow_view *view = flow->view;

    note_target(fold, &(target){.device = iot_device_id(view->device), .addr = *view->remote});
    if (!flow->name || view->name_source == IOT_REMOTE_CERTIFICATE ||
        !g_hash_table_add(fold->pairs, GUINT_TO_POINTER(flow->pair)))
        return;
    g_autofree char *folded = iot_text_fold(flow->name);
    named key = {iot_device_id(view->device), iot_interned_keep(fold->names, folded)};
    g_hash_table_add(fold->remotes, g_memdup2(&key, sizeof key));
}

/* DNS inside of TLS by its port, inside of HTTPS by who answers there. */
static bool
is_encrypted_resolver(const iot_flow_view *view)
{
    return view->device && view->remote && view->stream &&
           view->to_server == (view->src == view->device) &&
           (view->service.port == PORT_DOT ||
            (view->service.port == PORT_HTTPS && iot_is_known_resolver(view->name, view->remote)));
}

static void
note_encrypted(iot_questions_fold *fold, const iot_fold_flow *flow)
{
    const iot_flow_view *view = flow->view;
    uint64_t key =
        (uint64_t)flow->pair << 32 | (uint32_t)view->service.transport << 16 | view->service.port;
    iot_encrypted_row *row = g_hash_table_lookup(fold->encrypted, &key);

    if (!row) {
        row = g_new0(iot_encrypted_row, 1);
        row->base.device = view->device;
        row->name = flow->name ? flow->name : iot_interned_keep(fold->names, view->remote_text);
        row->addr = *view->remote;
        row->service = view->service;
        g_hash_table_insert(fold->encrypted, iot_fold_key(key), row);
        g_ptr_array_add(fold->all_encrypted, row);
    }
    iot_traffic_add(&row->base.traffic, view->src == view->device, &flow->count);
}

void
iot_questions_add(void *questions, const iot_fold_flow *flow)
{
    iot_questions_fold *fold = questions;
    const iot_flow_view *view = flow->view;
    uint32_t src, dst;

    if (flow->count.packets > 0 && flow->id != IOT_FLOW_NONE) {
        iot_capture_endpoints_of(fold->capture, flow->id, &src, &dst);
        note_counted(fold, src, dst);
    }
    if (flow->count.packets > 0 && is_encrypted_resolver(view))
        note_encrypted(fold, flow);
    if (view->src && view->src == view->device && view->remote)
        note_remote(fold, flow);
    else if (view->src && view->dst)
        note_target(
            fold, &(target){.device = iot_device_id(view->src), .peer = iot_device_id(view->dst)});
}

static void
add_query(iot_questions_fold *fold, const iot_query *query, const iot_device *device)
{
    named key = {iot_device_id(device), query->question};
    iot_question_row *row = g_hash_table_lookup(fold->rows, &key);

    if (!row) {
        row = g_new0(iot_question_row, 1);
        row->base.device = device;
        row->name = iot_interned_keep(fold->names, query->question);
        row->first_frame = query->first_frame;
        row->first_ns = query->first_ns;
        row->last_ns = query->last_ns;
        iot_dns_reverse_read(query->question, &row->about);
        key.name = row->name;
        g_hash_table_insert(fold->rows, g_memdup2(&key, sizeof key), row);
        g_ptr_array_add(fold->all, row);
    }
    row->types |= query->types;
    row->count += query->count - query->again;
    row->first_frame = MIN(row->first_frame, query->first_frame);
    for (iot_dns_reply reply = 0; reply < IOT_DNS_REPLIES; reply++)
        row->replies[reply] += query->replies[reply];
    row->first_ns = MIN(row->first_ns, query->first_ns);
    row->last_ns = MAX(row->last_ns, query->last_ns);
}

static bool
is_counted(const iot_questions_fold *fold, const iot_query *query)
{
    uint64_t key = ends_key(query->asker, query->resolver);

    return GPOINTER_TO_INT(g_hash_table_lookup(fold->asked, &key)) == 2;
}

static void
gather(iot_questions_fold *fold)
{
    const iot_dns_queries *queries = iot_capture_queries(fold->capture);

    for (unsigned i = 0; i < iot_dns_queries_count(queries); i++) {
        const iot_query *query = iot_dns_queries_get(queries, i);
        const iot_device *device =
            iot_capture_device_of(fold->capture, query->asker, query->first_frame);
        if (device && is_counted(fold, query))
            add_query(fold, query, device);
    }
}

static bool
sends_to(const iot_questions_fold *fold, const iot_device *device, const iot_addr *addr,
         uint32_t frame)
{
    iot_said at = {.addr = *addr, .frame = frame};
    target to = {.device = iot_device_id(device), .addr = *addr};

    if (g_hash_table_contains(fold->targets, &to))
        return true;
    const iot_device *peer = iot_capture_device_of_evidence(fold->capture, &at);
    to = (target){.device = iot_device_id(device), .peer = peer ? iot_device_id(peer) : 0};
    return peer && g_hash_table_contains(fold->targets, &to);
}

static void
note_answered(iot_questions_fold *fold, const iot_device *device, const char *name)
{
    g_autofree char *folded = iot_text_fold(name);
    const named key = {iot_device_id(device), folded};
    iot_question_row *row = g_hash_table_lookup(fold->rows, &key);

    if (row)
        row->contact = MAX(row->contact, IOT_QUESTION_OTHERWISE);
}

static void
note_answer(const iot_addr *addr, const iot_dns_answer *answer, void *questions)
{
    iot_questions_fold *fold = questions;
    const iot_device *device = iot_capture_device_of(fold->capture, answer->client, answer->frame);

    if (!device || !sends_to(fold, device, addr, answer->frame))
        return;
    note_answered(fold, device, answer->question);
    note_answered(fold, device, answer->owner);
}

static void
judge_contacts(iot_questions_fold *fold)
{
    iot_dns_answers_foreach(iot_capture_answers(fold->capture), note_answer, fold);
    for (guint i = 0; i < fold->all->len; i++) {
        iot_question_row *row = g_ptr_array_index(fold->all, i);
        const named key = {iot_device_id(row->base.device), row->name};
        bool is_reached = iot_addr_is_set(&row->about)
                              ? sends_to(fold, row->base.device, &row->about, row->first_frame)
                              : g_hash_table_contains(fold->remotes, &key);
        if (is_reached)
            row->contact = IOT_QUESTION_YES;
    }
}

/* Where a device asks for several types at once, as many answers can be on their way. */
static void
judge_answers(iot_question_row *row, int64_t end_ns)
{
    uint32_t replies = 0, waiting = 0;

    for (iot_dns_reply reply = 0; reply < IOT_DNS_REPLIES; reply++)
        replies += row->replies[reply];
    row->count = MAX(row->count, replies);
    row->unanswered = row->count - replies;
    for (uint32_t types = row->types; types; types &= types - 1)
        waiting++;
    if (row->last_ns > end_ns - PATIENCE_NS)
        row->unanswered -= MIN(row->unanswered, MAX(waiting, 1));
}

/* Devices as the other tables have them, by number; those that are not there, behind them. */
static GHashTable *
places_of(const GPtrArray *devices)
{
    GHashTable *places = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < devices->len; i++)
        g_hash_table_insert(places,
                            (gpointer)((const iot_row *)g_ptr_array_index(devices, i))->device,
                            GUINT_TO_POINTER(i + 1));
    return places;
}

static int
compare_devices(const iot_row *x, const iot_row *y, GHashTable *places)
{
    guint a = GPOINTER_TO_UINT(g_hash_table_lookup(places, x->device)) - 1;
    guint b = GPOINTER_TO_UINT(g_hash_table_lookup(places, y->device)) - 1;
    uint32_t first = iot_device_id(x->device), second = iot_device_id(y->device);

    if (a != b)
        return a < b ? -1 : 1;
    return first < second ? -1 : first > second;
}

static int
compare_rows(gconstpointer a, gconstpointer b, gpointer places)
{
    const iot_question_row *x = *(const iot_question_row *const *)a;
    const iot_question_row *y = *(const iot_question_row *const *)b;
    int order = compare_devices(&x->base, &y->base, places);

    if (order != 0)
        return order;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->name, y->name);
}

static int
compare_encrypted(gconstpointer a, gconstpointer b, gpointer places)
{
    const iot_row *x = *(const iot_row *const *)a, *y = *(const iot_row *const *)b;
    int order = compare_devices(x, y, places);

    return order ? order : iot_traffic_compare(&x->traffic, &y->traffic);
}

static void
free_fold(iot_questions_fold *fold)
{
    g_hash_table_unref(fold->asked);
    g_hash_table_unref(fold->targets);
    g_hash_table_unref(fold->remotes);
    g_hash_table_unref(fold->pairs);
    g_hash_table_unref(fold->rows);
    g_hash_table_unref(fold->encrypted);
    g_free(fold);
}

GPtrArray *
iot_questions_end(iot_questions_fold *fold, const GPtrArray *devices, GPtrArray **ret_encrypted)
{
    g_autoptr(GHashTable) places = places_of(devices);
    GPtrArray *all = fold->all;
    int64_t first_ns, end_ns;

    iot_capture_span(fold->capture, &first_ns, &end_ns);
    gather(fold);
    judge_contacts(fold);
    for (guint i = 0; i < all->len; i++)
        judge_answers(g_ptr_array_index(all, i), end_ns);
    g_ptr_array_sort_with_data(all, compare_rows, places);
    g_ptr_array_sort_with_data(fold->all_encrypted, compare_encrypted, places);
    *ret_encrypted = fold->all_encrypted;
    free_fold(fold);
    return all;
}
