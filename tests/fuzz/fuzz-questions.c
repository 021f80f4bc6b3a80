/* fuzz-questions.c - any packets, and any questions about them in any order: asked again in another
 * order, each has the same answer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The input: how to ask, then packets (pcap-input.h). Questions are asked of a capture that was
 * settled and of one that was not, of a finished one and in the middle of one; all are given it
 * const.
 */
#include "packets.h"

#include "archive/summary.h"
#include "report/policy.h"
#include "write/exports.h"
#include "write/write-internal.h"

#define ASKED_MAX 48 /* questions of one round */

/* Whom the questions are about. */
typedef struct asked {
    const iot_capture *capture;
    const iot_counters *counters;
    const iot_inventory *inventory;
} asked;

/* Adds the answer to the question of that kind about the n-th thing. */
typedef void (*question_fn)(const asked *of, uint32_t n, GString *out);

static void
put_device(const iot_device *device, GString *out)
{
    char text[IOT_ADDR_TEXT];

    if (!device) {
        g_string_append(out, "nobody ");
        return;
    }
    const GArray *addrs = iot_device_addresses(device);
    g_string_append_printf(
        out, "%u %s %s %u %s %s %s %d", iot_device_id(device), iot_device_name(device),
        iot_device_label(device), iot_device_source(device), iot_device_vendor(device),
        iot_device_group(device), iot_device_allow(device), iot_device_is_known(device));
    for (guint i = 0; i < addrs->len; i++)
        g_string_append_printf(out, " %s",
                               iot_addr_format(&g_array_index(addrs, iot_addr, i), text));
    g_string_append_c(out, '\n');
}

static void
ask_flow(const asked *of, uint32_t n, GString *out)
{
    uint32_t flows = iot_capture_flows(of->capture);
    const char *names[8];
    iot_flow_view view;

    iot_capture_describe(of->capture, flows ? iot_capture_flow_at(of->capture, n % flows) : 0,
                         &view);
    put_device(view.src, out);
    put_device(view.dst, out);
    put_device(view.device, out);
    g_string_append_printf(out, "%s %s %s %d %p %d %" G_GINT64_FORMAT " %u", view.remote_text,
                           iot_direction_name(view.direction), view.name, view.name_source,
                           (const void *)view.answer, view.dns_source, view.rtt_ns,
                           view.conversation);
    unsigned others = iot_capture_alternatives(of->capture, &view, names, G_N_ELEMENTS(names));
    for (unsigned i = 0; i < others; i++)
        g_string_append_printf(out, " %s", names[i]);
}

static void
ask_device(const asked *of, uint32_t n, GString *out)
{
    const iot_devices *devices = iot_capture_devices(of->capture);
    uint32_t count = iot_devices_count(devices);

    g_string_append_printf(out, "%u devices, %u conversations, %" G_GUINT64_FORMAT " dropped ",
                           count, iot_conversations_count(iot_capture_conversations(of->capture)),
                           iot_capture_dropped(of->capture));
    put_device(count ? iot_devices_get(devices, n % count) : NULL, out);
}

/* In frames that have little to do with the endpoint, too. */
static void
ask_asker(const asked *of, uint32_t n, GString *out)
{
    const iot_dns_queries *queries = iot_capture_queries(of->capture);
    uint32_t count = iot_dns_queries_count(queries);

    if (count == 0)
        return;
    const iot_query *query = iot_dns_queries_get(queries, n % count);
    put_device(iot_capture_device_of(of->capture, query->asker, query->first_frame), out);
    put_device(iot_capture_device_of(of->capture, query->resolver, n), out);
}

static void
ask_findings(const asked *of, uint32_t n, GString *out)
{
    iot_settings how = {.inventory = n & 1 ? of->inventory : NULL, .periodic_all = n & 2};
    g_autoptr(iot_findings) findings = iot_findings_new(of->capture, &how);

    for (guint i = 0; i < findings->all->len; i++) {
        const iot_finding *one = g_ptr_array_index(findings->all, i);
        g_string_append_printf(out, "%d %u %u %s %s ", one->kind, one->first_frame, one->count,
                               one->name, one->evidence);
        put_device(one->device, out);
    }
}

/* A report in some format, written after the findings that it shows were found. */
static void
ask_report(const asked *of, uint32_t n, GString *out)
{
    static void (*const writers[])(const iot_report *report, GString *out) = {
        iot_write_conversations_text, iot_write_devices_text,      iot_write_services_text,
        iot_write_findings_text,      iot_write_destinations_text, iot_write_questions_text,
    };
    unsigned formats = iot_export_formats_count();
    g_autoptr(iot_report) report = iot_report_new(of->capture, of->counters,
                                                  &(iot_report_options){.by_address = n & 1,
                                                                        .remotes = true,
                                                                        .policies = true,
                                                                        .contacts = true,
                                                                        .questions = true});
    g_autoptr(iot_findings) findings =
        iot_findings_new(of->capture, &(iot_settings){.inventory = of->inventory});

    report->findings = findings;
    n = n / 2 % (formats + G_N_ELEMENTS(writers));
    if (n < formats)
        iot_export_format_get(n)->write(report, out);
    else
        writers[n - formats](report, out);
}

static void
ask_summary(const asked *of, uint32_t n, GString *out)
{
    g_autoptr(iot_summary) summary = iot_summary_new();

    (void)n;
    iot_summary_add_capture(summary, of->capture, of->counters, "asked");
    iot_summary_write(summary, out);
}

static const question_fn questions[] = {ask_flow,     ask_device, ask_asker,
                                        ask_findings, ask_report, ask_summary};

/* Most questions are cheap ones; a report costs as much as a thousand. */
static char *
answer(const asked *of, uint32_t question)
{
    static const uint8_t kinds[16] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5};
    GString *out = g_string_new(NULL);

    questions[kinds[question % 16]](of, question / 16, out);
    return g_string_free(out, FALSE);
}

static void
shuffle(uint32_t *places, uint32_t n, GRand *rand)
{
    for (uint32_t i = n; i > 1; i--) {
        uint32_t other = (uint32_t)g_rand_int_range(rand, 0, (gint32)i), kept = places[i - 1];
        places[i - 1] = places[other];
        places[other] = kept;
    }
}

static void
ask_twice(const asked *of, GRand *rand)
{
    uint32_t n = 1 + (uint32_t)g_rand_int_range(rand, 0, ASKED_MAX), asked_for[ASKED_MAX];
    uint32_t places[ASKED_MAX];
    char *answers[ASKED_MAX];

    for (uint32_t i = 0; i < n; i++) {
        asked_for[i] = g_rand_int(rand);
        places[i] = i;
        answers[i] = answer(of, asked_for[i]);
    }
    shuffle(places, n, rand);
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *again = answer(of, asked_for[places[i]]);
        g_assert_cmpstr(again, ==, answers[places[i]]);
    }
    for (uint32_t i = 0; i < n; i++)
        g_free(answers[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, data + size};
    uint8_t how = take_byte(&in);
    GRand *rand = g_rand_new_with_seed((guint32)take_number(&in, 4));
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    g_autoptr(iot_counters) counters = iot_counters_new();
    /* Without settling, flows of a capture that folds them are not known. */
    const iot_settings settings = {.inventory = how & 1 ? inventory : NULL};
    iot_capture_options options = {.settings = &settings, .reports_only = how & 2};
    g_autoptr(iot_capture) capture = iot_capture_new(&options);
    const asked of = {capture, counters, inventory};
    iot_observation obs = {0};

    fill_inventory(inventory);
    for (unsigned n = 0; in.at < in.end && n < PACKETS; n++) {
        g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
        facts all = {.names = names};
        iot_observation before = obs;
        take_packet(&in, &before, &all, &obs);
        iot_flow_id flow = iot_capture_observe(capture, &obs);
        iot_counters_add(counters, flow, obs.length_bytes, obs.time_ns);
        if ((how & 4) && !options.reports_only)
            iot_capture_place(capture, flow);
        if (g_rand_int_range(rand, 0, 16) == 0 && (how & 8)) {
            if ((how & 16) || options.reports_only)
                iot_capture_settle(capture);
            ask_twice(&of, rand);
        }
    }
    if ((how & 32) || options.reports_only)
        iot_capture_settle(capture);
    ask_twice(&of, rand);
    g_rand_free(rand);
    return 0;
}
