/* crowd.c - the picture and the JSON export of a network with very many conversations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: crowd CONVERSATIONS PAGE.html EXPORT.json
 *
 * Eighty devices contact as many remotes as are wanted, each with a name of its own, the first ones
 * most.
 */
#include <stdlib.h>

#include "../lib/home.h"
#include "capture/counters.h"
#include "write/writer.h"

#define DEVICES   80
#define SECOND_NS 1000000000LL
#define PACKETS   4 /* per conversation: SYN, SYN-ACK, data each way */

static iot_observation
between(uint32_t frame, uint32_t n, bool sent)
{
    iot_mac router = mac(ROUTER_MAC), device = nth_mac(n % DEVICES);
    iot_addr remote = nth_remote(n),
             local = iot_addr_v4((uint8_t[]){192, 168, 1, 10 + n % DEVICES});
    iot_observation obs = {
        .frame = frame,
        .time_ns = frame * SECOND_NS / 10,
        .length_bytes = 60 + 1000000 / (n + 10),
        .src_mac = sent ? device : router,
        .dst_mac = sent ? router : device,
        .src = sent ? local : remote,
        .dst = sent ? remote : local,
    };

    return in_stream(obs, IOT_TRANSPORT_TCP, n, sent ? 40000 : 443, sent ? 443 : 40000);
}

static void
contact(iot_capture *capture, iot_counters *counters, uint32_t n)
{
    g_autofree char *name = g_strdup_printf("host%u.example%u.com", n, n % 300);

    for (uint32_t i = 0; i < PACKETS; i++) {
        iot_observation obs = between(n * PACKETS + i + 1, n, i % 2 == 0);
        obs.syn = i < 2;
        obs.ack = i > 0;
        obs.acks_frame = i == 1 ? obs.frame - 1 : 0;
        obs.payload_bytes = i > 1 ? 100 : 0;
        obs.ack_rtt_ns = i == 1 ? (5 + n % 150) * MS : 0;
        obs.server_name = i == 2 ? name : NULL;
        iot_counters_add(counters, iot_capture_observe(capture, &obs), obs.length_bytes,
                         obs.time_ns);
    }
}

int
main(int argc, char **argv)
{
    g_autoptr(iot_capture) capture = capture_new();
    g_autoptr(iot_counters) counters = iot_counters_new();
    g_autoptr(GString) page = g_string_new(NULL), json = g_string_new(NULL);
    iot_report_options options = {.remotes = true, .contacts = true};
    iot_settings nothing = {0};

    if (argc != 4)
        return 2;
    for (uint32_t n = 0; n < (uint32_t)atoi(argv[1]); n++)
        contact(capture, counters, n);
    iot_capture_settle(capture);
    g_autoptr(iot_report) report = iot_report_new(capture, counters, &options);
    g_autoptr(iot_findings) findings = iot_findings_new(capture, &nothing);
    report->findings = findings;
    iot_write_html(report, page);
    iot_write_json(report, json);
    return g_file_set_contents(argv[2], page->str, (gssize)page->len, NULL) &&
                   g_file_set_contents(argv[3], json->str, (gssize)json->len, NULL)
               ? 0
               : 1;
}
