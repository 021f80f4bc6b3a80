/* rule-contact.c - how contacts went, and when
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "base/units.h"
#include "findings/findings-internal.h"

#include <string.h>

/* One lost packet is no story; two retransmissions of it are. */
#define UNANSWERED_SYNS_MIN 3
/* What is asked this shortly before the capture ends can still be answered. */
#define PATIENCE_NS (3 * NS_PER_S)
/* Names are looked up ahead of need; who asks this often means to contact it. */
#define LOOKUPS_MIN 3
/* Regular enough to be a timer and not a habit. */
#define PERIODIC_SCORE_MIN 0.8
/* Moments are IOT_CONNECTION_BEAT_GAP_NS apart at least, so that shorter intervals are made by us.
 */
#define INTERVAL_MIN_S (3.0 * IOT_CONNECTION_BEAT_GAP_NS / NS_PER_S)
/* More, and the median is the middle of something, but no period. */
#define JITTER_MAX_SHARE 0.35
/* A few messages can fall regularly by chance; a keepalive goes on. */
#define KEEPALIVES_MIN 8
/* What stopped has to have been there. */
#define STOPPED_MIN 8
/* A connection this old is a long one, however long the capture is. */
#define LONG_CONNECTION_NS (3600 * NS_PER_S)
/* "Hours": a page, a film or a call is over by then. */
#define HOURS_NS (INT64_C(2) * 3600 * NS_PER_S)
/* So many missing beats are no jitter. */
#define MISSING_PERIODS 3
/* Whoever keeps its interval less often is told to. */
#define KEPT_MOST 0.9

static const iot_contact *
contact_at(const iot_series *list, guint i)
{
    return g_ptr_array_index(list->contacts, i);
}

typedef struct attempts {
    uint32_t streams, syns, answered, refused, unreachable;
    int64_t first_ns, last_ns;
} attempts;

/* Of connections whose answer would have come by now. */
static attempts
count_attempts(const finder *find, const iot_series *list)
{
    attempts sum = {0};

    for (guint i = 0; i < list->contacts->len; i++) {
        const iot_connection *connection = contact_at(list, i)->connection;
        if (!connection->first_syn || connection->last_syn_ns + PATIENCE_NS > find->last_ns)
            continue;
        sum.first_ns = sum.streams ? MIN(sum.first_ns, connection->begin_ns) : connection->begin_ns;
        sum.last_ns =
            sum.streams ? MAX(sum.last_ns, connection->last_syn_ns) : connection->last_syn_ns;
        sum.streams++;
        sum.syns += connection->syns;
        /* Where only one direction was captured, data alone tells of the answer. */
        sum.answered += connection->answer || connection->first_payload;
        sum.refused += connection->refused;
        sum.unreachable += iot_capture_is_unreachable(find->capture, &contact_at(list, i)->addr);
    }
    return sum;
}

static const char *
tell_how(const attempts *sum)
{
    if (sum->refused == sum->streams)
        return "refused with RST";
    if (sum->unreachable > 0)
        return "unreachable says ICMP";
    return sum->refused > 0 ? "some refused with RST, else silence" : "silence";
}

void
rule_unanswered(finder *find)
{
    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_series *list = g_ptr_array_index(find->contacts->series, i);
        attempts sum = count_attempts(find, list);
        char span[IOT_UNITS_TEXT];

        if (!list->first->by_device || sum.answered > 0 || sum.syns < UNANSWERED_SYNS_MIN ||
            rules_is_scan(find, list->first))
            continue;
        rules_add_contact(find, IOT_FINDING_UNANSWERED, IOT_SEVERITY_WARNING, list->first,
                          list->first->connection->first_syn, sum.streams,
                          "%u connection%s to tcp/%u in %s never answered (%u SYNs, %u of them "
                          "again): %s",
                          sum.streams, sum.streams == 1 ? "" : "s", list->first->service.port,
                          iot_format_span(sum.last_ns - sum.first_ns, span), sum.syns,
                          sum.syns - sum.streams, tell_how(&sum));
    }
}

typedef struct resolutions {
    finder *find;
    GHashTable *contacted; /* "device address" */
    GHashTable *names;     /* "device question" -> GINT 1 resolved, 2 contacted too, or at home */
} resolutions;

static void
note_answer(const iot_addr *addr, const iot_dns_answer *answer, void *user_data)
{
    resolutions *all = user_data;
    const iot_device *device =
        iot_capture_device_of(all->find->capture, answer->client, answer->frame);
    char text[IOT_ADDR_TEXT];

    if (!device)
        return;
    g_autofree char *to =
        g_strdup_printf("%u %s", iot_device_id(device), iot_addr_format(addr, text));
    char *key = g_strdup_printf("%u %s", iot_device_id(device), answer->question);
    /* What two of the home say to each other need not come by where the capture is made. */
    bool now =
        iot_capture_is_local(all->find->capture, addr) || g_hash_table_contains(all->contacted, to);
    bool before = GPOINTER_TO_INT(g_hash_table_lookup(all->names, key)) == 2;
    g_hash_table_replace(all->names, key, GINT_TO_POINTER(now || before ? 2 : 1));
}

static void
judge_query(finder *find, const resolutions *all, const iot_query *query)
{
    const iot_device *device =
        iot_capture_device_of(find->capture, query->asker, query->first_frame);

    /* Resolvers ask for others. */
    if (!device || query->count < LOOKUPS_MIN || query->last_ns + PATIENCE_NS > find->last_ns ||
        rules_is_own(find, IOT_ROLE_RESOLVER, iot_capture_address_of(find->capture, query->asker)))
        return;
    g_autofree char *key = g_strdup_printf("%u %s", iot_device_id(device), query->question);
    if (GPOINTER_TO_INT(g_hash_table_lookup(all->names, key)) != 1)
        return;
    iot_finding *finding =
        rules_add(find, IOT_FINDING_NEVER_CONTACTED, IOT_SEVERITY_NOTE, device, query->first_frame,
                  "asked for %u time%s and answered, but none of its addresses "
                  "was ever contacted",
                  query->count, query->count == 1 ? "" : "s");
    finding->name = g_strdup(query->question);
    finding->count = query->count;
}

void
rule_never_contacted(finder *find)
{
    const iot_dns_queries *queries = iot_capture_queries(find->capture);
    resolutions all = {
        .find = find,
        .contacted = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL),
        .names = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL),
    };
    char text[IOT_ADDR_TEXT];

    for (guint i = 0; i < find->contacts->all->len; i++) {
        const iot_contact *one = &g_array_index(find->contacts->all, iot_contact, i);
        g_hash_table_add(all.contacted, g_strdup_printf("%u %s", iot_device_id(one->device),
                                                        iot_addr_format(&one->addr, text)));
    }
    iot_dns_answers_foreach(iot_capture_answers(find->capture), note_answer, &all);
    for (unsigned i = 0; i < iot_dns_queries_count(queries); i++)
        judge_query(find, &all, iot_dns_queries_get(queries, i));
    g_hash_table_unref(all.contacted);
    g_hash_table_unref(all.names);
}

/* Protocols whose business it is to be periodic. */
static bool
is_housekeeping(const iot_service *service)
{
    static const uint16_t ports[] = {53, 67, 123, 547, 853, 1900, 5353, 5355};

    for (unsigned i = 0; i < G_N_ELEMENTS(ports); i++)
        if (service->port == ports[i])
            return true;
    return false;
}

/* The last sign of life of any connection of a series: who changes from connecting again and again
 * to keeping one connection has not stopped. */
static int64_t
last_activity(const iot_series *list)
{
    int64_t last = INT64_MIN;

    for (guint i = 0; i < list->contacts->len; i++) {
        const iot_connection *connection = contact_at(list, i)->connection;
        last = MAX(last, MAX(connection->begin_ns, connection->last_payload_ns));
    }
    return last;
}

static void
tell_silence(iot_finding *finding, int64_t silence_ns)
{
    char span[IOT_UNITS_TEXT];
    char *told = g_strdup_printf("%s; then nothing for %s", finding->evidence,
                                 iot_format_span(silence_ns, span));

    g_free(finding->evidence);
    finding->evidence = told;
}

/* That more than a few intervals are others, if so. */
static char *
tell_kept(const period *found)
{
    return (double)found->kept < KEPT_MOST * found->intervals
               ? g_strdup_printf(", in %u of %u intervals", found->kept, found->intervals)
               : g_strdup("");
}

static void
judge_times(finder *find, const iot_series *list, const GArray *times, int64_t span_ns,
            const char *what, uint32_t frame)
{
    int64_t silence_ns = find->last_ns - last_activity(list);
    period found;

    if (!period_of(times, span_ns, &found))
        return;
    bool stopped = (double)silence_ns > MISSING_PERIODS * found.interval_s * (double)NS_PER_S;
    /* Whoever stopped covers less of the capture, which is no less regular. */
    if (stopped &&
        !period_of(times,
                   g_array_index(times, int64_t, times->len - 1) - g_array_index(times, int64_t, 0),
                   &found))
        return;
    if ((stopped && times->len < STOPPED_MIN) || found.score < PERIODIC_SCORE_MIN ||
        found.interval_s < INTERVAL_MIN_S || found.jitter_s > JITTER_MAX_SHARE * found.interval_s)
        return;
    g_autofree char *kept = tell_kept(&found);
    iot_finding *finding =
        rules_add_contact(find, stopped ? IOT_FINDING_PERIODIC_STOPPED : IOT_FINDING_PERIODIC,
                          IOT_SEVERITY_NOTE, list->first, frame, found.samples,
                          "%s every %.0f s (give or take %.0f s%s), %u times, score %.2f", what,
                          found.interval_s, found.jitter_s, kept, found.samples, found.score);
    finding->interval_s = found.interval_s;
    finding->jitter_s = found.jitter_s;
    if (stopped)
        tell_silence(finding, silence_ns);
}

static void
judge_handshakes(finder *find, const iot_series *list)
{
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(int64_t));
    uint32_t frame = 0;

    for (guint i = 0; i < list->contacts->len; i++) {
        const iot_connection *connection = contact_at(list, i)->connection;
        if (!connection->answer)
            continue;
        frame = frame ? frame : connection->answer;
        g_array_append_val(times, connection->answer_ns);
    }
    judge_times(find, list, times, find->last_ns - find->first_ns, "connects", frame);
}

/* Of many connections only one can be the long one. Moments are of whoever was seen first: where
 * that is the server, they tell nothing of the device. */
static void
judge_keepalives(finder *find, const iot_series *list)
{
    const iot_connection *longest = NULL;

    for (guint i = 0; i < list->contacts->len; i++) {
        const iot_contact *one = contact_at(list, i);
        if (one->connection->beats && one->stream->server_side == IOT_SIDE_DST &&
            (!longest || one->connection->beats->len > longest->beats->len))
            longest = one->connection;
    }
    if (longest && longest->beats->len >= KEEPALIVES_MIN)
        judge_times(find, list, longest->beats,
                    MIN(find->last_ns - find->first_ns, LONG_CONNECTION_NS),
                    "within one connection, sends", longest->first_payload);
}

void
rule_periodic(finder *find)
{
    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_series *list = g_ptr_array_index(find->contacts->series, i);
        if (!list->first->by_device ||
            (!find->settings->periodic_all && is_housekeeping(&list->first->service)))
            continue;
        guint before = find->findings->len;
        judge_handshakes(find, list);
        if (find->findings->len == before)
            judge_keepalives(find, list);
    }
}

static int64_t
duration_of(const iot_contact *one)
{
    return one->connection->last_ns - one->connection->begin_ns;
}

/* UDP has no connections: the same two ports say nothing of who opened what. */
static bool
is_long(const iot_contact *one)
{
    return one->service.transport == IOT_TRANSPORT_TCP && !one->connection->closed &&
           one->connection->payload[IOT_SIDE_SRC] && one->connection->payload[IOT_SIDE_DST] &&
           duration_of(one) >= HOURS_NS;
}

void
rule_long_connection(finder *find)
{
    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_series *list = g_ptr_array_index(find->contacts->series, i);
        const iot_contact *longest = NULL;
        char span[IOT_UNITS_TEXT];
        uint32_t n = 0;
        for (guint c = 0; c < list->contacts->len; c++) {
            const iot_contact *one = contact_at(list, c);
            if (!is_long(one))
                continue;
            n++;
            longest = longest && duration_of(longest) >= duration_of(one) ? longest : one;
        }
        if (longest)
            rules_add_contact(find, IOT_FINDING_LONG_CONNECTION, IOT_SEVERITY_NOTE, longest,
                              longest->connection->first_frame, n,
                              "%s to tcp/%u for %s, and nobody closed it",
                              n == 1 ? "one connection" : "several connections, the longest",
                              longest->service.port, iot_format_span(duration_of(longest), span));
    }
}
