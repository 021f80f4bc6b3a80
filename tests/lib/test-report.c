/* test-report.c - counted flows as rows, and rows that add up
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "home.h"
#include "report.h"

#define TCP IOT_TRANSPORT_TCP
#define UDP IOT_TRANSPORT_UDP

/* A capture and the tally of what was counted of it. */
typedef struct counted {
    iot_capture *capture;
    iot_tally *tally;
} counted;

static counted
counted_new(void)
{
    return (counted){capture_new(), iot_tally_new()};
}

static void
counted_clear(counted *all)
{
    iot_capture_free(all->capture);
    iot_tally_free(all->tally);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(counted, counted_clear)

/* Sees and counts. */
static iot_flow_id
count(counted *all, iot_observation obs)
{
    iot_flow_id flow = see(all->capture, obs);

    iot_tally_add(all->tally, flow, obs.length_bytes, obs.time_ns);
    return flow;
}

static iot_report *
report_new(const counted *all, bool by_address)
{
    return iot_report_new(all->capture, all->tally,
                          &(iot_report_options){.by_address = by_address});
}

static const iot_conversation_row *
conversation(const iot_report *report, guint i)
{
    g_assert_cmpuint(i, <, report->conversations->len);
    return g_ptr_array_index(report->conversations, i);
}

static const iot_device_row *
device(const iot_report *report, guint i)
{
    g_assert_cmpuint(i, <, report->devices->len);
    return g_ptr_array_index(report->devices, i);
}

static const iot_service_row *
service(const iot_report *report, guint i)
{
    g_assert_cmpuint(i, <, report->services->len);
    return g_ptr_array_index(report->services, i);
}

static void
assert_traffic(const iot_row *row, uint64_t sent_packets, uint64_t received_packets)
{
    g_assert_cmpuint(row->traffic.sent.packets, ==, sent_packets);
    g_assert_cmpuint(row->traffic.received.packets, ==, received_packets);
}

static void
assert_conversation(const iot_report *report, guint i, const char *device_name, const char *name,
                    uint64_t packets)
{
    const iot_conversation_row *row = conversation(report, i);

    g_assert_cmpstr(iot_device_name(row->base.device), ==, device_name);
    g_assert_cmpstr(row->name, ==, name);
    g_assert_cmpuint(iot_traffic_packets(&row->base.traffic), ==, packets);
}

/* Rows and rest make the total, and the total what the tally holds. */
static void
assert_adds_up(const iot_report *report, uint64_t packets, uint64_t bytes)
{
    iot_count sum = {0};

    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_traffic *traffic = &conversation(report, i)->base.traffic;
        iot_count_add(&sum, &traffic->sent);
        iot_count_add(&sum, &traffic->received);
    }
    for (int i = 0; i < IOT_DIRECTIONS; i++)
        iot_count_add(&sum, &report->rest[i]);
    g_assert_cmpmem(&sum, sizeof sum, &report->total, sizeof report->total);
    g_assert_cmpuint(report->total.packets, ==, packets);
    g_assert_cmpuint(report->total.bytes, ==, bytes);
}

static void
test_nothing_counted_makes_no_rows(void)
{
    g_auto(counted) all = counted_new();

    see(all.capture, lamp_sends(1, CLOUD));
    g_autoptr(iot_report) report = report_new(&all, false);
    g_assert_cmpuint(report->conversations->len, ==, 0);
    g_assert_cmpuint(report->devices->len, ==, 0);
    g_assert_cmpuint(report->services->len, ==, 0);
    assert_adds_up(report, 0, 0);
}

static void
test_conversation_counts_each_way_as_seen_from_the_device(void)
{
    g_auto(counted) all = counted_new();

    count(&all, lamp_sends(10, CLOUD));
    count(&all, lamp_receives(20, CLOUD));
    count(&all, lamp_receives(30, CLOUD));
    g_autoptr(iot_report) report = report_new(&all, false);
    const iot_conversation_row *row = conversation(report, 0);
    int64_t first_ns, last_ns;

    g_assert_cmpuint(report->conversations->len, ==, 1);
    assert_traffic(&row->base, 1, 2);
    g_assert_cmpuint(row->base.traffic.sent.bytes, ==, 100);
    g_assert_cmpuint(iot_traffic_bytes(&row->base.traffic), ==, 300);
    g_assert_true(iot_traffic_span(&row->base.traffic, &first_ns, &last_ns));
    g_assert_cmpint(first_ns, ==, 10 * MS);
    g_assert_cmpint(last_ns, ==, 30 * MS);
    assert_adds_up(report, 3, 300);
}

static void
test_span_of_no_traffic_is_unknown(void)
{
    iot_traffic nothing = {0};
    int64_t first_ns = 7, last_ns = 8;

    g_assert_false(iot_traffic_span(&nothing, &first_ns, &last_ns));
    g_assert_cmpint(first_ns, ==, 7);
    g_assert_cmpint(last_ns, ==, 8);
}

static void
test_addresses_of_one_name_share_a_row(void)
{
    g_auto(counted) all = counted_new();

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "cdn.example", CLOUD);
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "cdn.example", SITE);
    count(&all, lamp_sends(3, CLOUD));
    count(&all, lamp_sends(4, SITE));
    count(&all, lamp_sends(5, "192.0.2.1"));
    g_autoptr(iot_report) by_name = report_new(&all, false);
    g_assert_cmpuint(by_name->conversations->len, ==, 2);
    assert_conversation(by_name, 0, LAMP_MAC, "cdn.example", 2);
    assert_conversation(by_name, 1, LAMP_MAC, "192.0.2.1", 1);
    g_assert_cmpuint(conversation(by_name, 0)->addresses->len, ==, 2);
    g_assert_cmpint(conversation(by_name, 0)->name_source, ==, IOT_REMOTE_DNS);
    g_assert_cmpint(conversation(by_name, 1)->name_source, ==, IOT_REMOTE_ADDRESS);
}

static void
test_names_of_one_address_are_rows_of_their_own(void)
{
    g_auto(counted) all = counted_new();

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "one.example", CLOUD);
    count(&all, in_stream(lamp_sends(2, CLOUD), TCP, 0, 40000, 443));
    count(&all, in_stream(lamp_receives(3, CLOUD), TCP, 0, 443, 40000));
    see_answer(all.capture, 4, LAMP_MAC, LAMP, "two.example", CLOUD);
    count(&all, in_stream(lamp_sends(5, CLOUD), TCP, 1, 40001, 443));
    g_autoptr(iot_report) by_name = report_new(&all, false);
    g_assert_cmpuint(by_name->conversations->len, ==, 2);
    assert_conversation(by_name, 0, LAMP_MAC, "one.example", 2);
    assert_conversation(by_name, 1, LAMP_MAC, "two.example", 1);
    assert_adds_up(by_name, 3, 300);
}

static void
test_row_per_address_bears_the_best_evidence_of_a_name(void)
{
    g_auto(counted) all = counted_new();
    iot_observation hello = in_stream(lamp_sends(3, CLOUD), TCP, 1, 40001, 443);

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "dns.example", CLOUD);
    count(&all, in_stream(lamp_sends(2, CLOUD), TCP, 0, 40000, 443));
    hello.server_name = "sni.example";
    count(&all, hello);
    count(&all, lamp_sends(4, CLOUD));
    g_autoptr(iot_report) flat = report_new(&all, true);
    const iot_conversation_row *row = conversation(flat, conversation(flat, 0)->peer ? 1 : 0);
    g_assert_cmpstr(row->name, ==, "sni.example");
    g_assert_cmpint(row->name_source, ==, IOT_REMOTE_SNI);
    assert_traffic(&row->base, 3, 0);
}

static void
test_rows_per_address_are_numbered_as_their_conversations(void)
{
    g_auto(counted) all = counted_new();
    iot_sight sight;

    count(&all, lamp_sends(1, CLOUD));
    for (uint32_t frame = 2; frame < 6; frame++)
        count(&all, camera_sends(frame, SITE));
    iot_flow_id last = count(&all, lamp_sends(7, SITE));
    g_autoptr(iot_report) flat = report_new(&all, true);
    g_assert_cmpuint(flat->conversations->len, ==, 3);
    for (guint i = 0; i < 3; i++)
        g_assert_cmpuint(conversation(flat, i)->number, ==, i);
    assert_conversation(flat, 0, LAMP_MAC, CLOUD, 1);
    assert_conversation(flat, 1, CAMERA_MAC, SITE, 4);
    assert_conversation(flat, 2, LAMP_MAC, SITE, 1);
    iot_capture_describe(all.capture, last, &sight);
    g_assert_cmpuint(sight.conversation, ==, 2);
}

static void
test_row_per_address_of_which_nothing_was_counted_says_who_it_is(void)
{
    g_auto(counted) all = counted_new();

    see(all.capture, lamp_sends(1, CLOUD));
    count(&all, lamp_sends(2, SITE));
    g_autoptr(iot_report) flat = report_new(&all, true);
    assert_conversation(flat, 0, LAMP_MAC, CLOUD, 0);
    g_assert_cmpint(conversation(flat, 0)->name_source, ==, IOT_REMOTE_ADDRESS);
    assert_conversation(flat, 1, LAMP_MAC, SITE, 1);
    g_assert_cmpuint(device(flat, 0)->remotes, ==, 1);
    g_assert_cmpstr(device(flat, 0)->top_destination, ==, SITE);
    assert_adds_up(flat, 1, 100);
}

static void
test_rows_per_address_cover_what_came_since_the_last_report(void)
{
    g_auto(counted) all = counted_new();

    count(&all, lamp_sends(1, CLOUD));
    iot_report_free(report_new(&all, true));
    count(&all, lamp_sends(2, SITE));
    count(&all, lamp_sends(3, "192.0.2.1"));
    g_autoptr(iot_report) flat = report_new(&all, true);
    g_assert_cmpuint(flat->conversations->len, ==, 3);
    assert_conversation(flat, 1, LAMP_MAC, SITE, 1);
    assert_conversation(flat, 2, LAMP_MAC, "192.0.2.1", 1);
    assert_adds_up(flat, 3, 300);
}

static void
test_filter_counts_chosen_packets_while_names_come_from_all(void)
{
    g_auto(counted) all = counted_new();
    iot_observation reply = lamp_receives(5, CLOUD);

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "cdn.example", CLOUD);
    see_claim(all.capture, 2, IOT_NAME_DHCP, LAMP_MAC, NULL, "Lamp");
    count(&all, lamp_sends(3, CLOUD));
    see(all.capture, lamp_sends(4, CLOUD));
    reply.response_ns = 8 * MS;
    see(all.capture, reply);
    g_autoptr(iot_report) report = report_new(&all, false);
    g_assert_cmpuint(report->conversations->len, ==, 1);
    assert_conversation(report, 0, "lamp", "cdn.example", 1);
    g_assert_cmpint(conversation(report, 0)->rtt_ns, ==, 8 * MS);
    assert_adds_up(report, 1, 100);
}

static void
test_each_frame_stands_under_its_name_as_finally_known(void)
{
    g_auto(counted) all = counted_new();

    count(&all, lamp_sends(1, CLOUD));
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "cdn.example", CLOUD);
    count(&all, lamp_sends(3, CLOUD));
    g_autoptr(iot_report) report = report_new(&all, false);
    g_assert_cmpuint(report->conversations->len, ==, 1);
    assert_conversation(report, 0, LAMP_MAC, "cdn.example", 2);
}

static void
test_two_devices_are_one_row_under_the_one_that_sent_first(void)
{
    g_auto(counted) all = counted_new();

    see_claim(all.capture, 1, IOT_NAME_DHCP, LAMP_MAC, NULL, "Lamp");
    count(&all, packet(2, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
    count(&all, packet(3, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA));
    count(&all, packet(4, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA));
    g_autoptr(iot_report) report = report_new(&all, false);
    const iot_conversation_row *row = conversation(report, 0);

    g_assert_cmpuint(report->conversations->len, ==, 1);
    assert_conversation(report, 0, CAMERA_MAC, "lamp", 3);
    assert_traffic(&row->base, 1, 2);
    g_assert_cmpint(row->direction, ==, IOT_DIRECTION_LOCAL);
    assert_addr(&g_array_index(row->addresses, iot_addr, 0), LAMP);
    g_assert_cmpuint(report->devices->len, ==, 2);
    assert_traffic(&device(report, 0)->base, 2, 1);
    assert_traffic(&device(report, 1)->base, 1, 2);
    g_assert_cmpuint(device(report, 0)->remotes, ==, 0);
    g_assert_null(device(report, 0)->top_destination);
}

static void
test_devices_of_one_name_do_not_share_rows(void)
{
    g_auto(counted) all = counted_new();

    see_claim(all.capture, 1, IOT_NAME_DHCP, LAMP_MAC, NULL, "esp");
    see_claim(all.capture, 2, IOT_NAME_DHCP, CAMERA_MAC, NULL, "esp");
    count(&all, lamp_sends(3, CLOUD));
    count(&all, camera_sends(4, CLOUD));
    g_autoptr(iot_report) report = report_new(&all, false);
    g_assert_cmpuint(report->conversations->len, ==, 2);
    assert_conversation(report, 0, "esp", CLOUD, 1);
    assert_conversation(report, 1, "esp", CLOUD, 1);
    g_assert_cmpuint(report->devices->len, ==, 2);
}

static void
test_what_is_in_no_conversation_is_counted_by_direction(void)
{
    g_auto(counted) all = counted_new();

    count(&all, packet(1, LAMP_MAC, LAMP, EVERYBODY, "255.255.255.255"));
    count(&all, packet(2, LAMP_MAC, NULL, EVERYBODY, NULL));
    count(&all, packet(3, ROUTER_MAC, CLOUD, "00:00:5e:00:53:02", SITE));
    count(&all, packet(4, NULL, "127.0.0.1", NULL, "127.0.0.1"));
    count(&all, packet(5, LAMP_MAC, NULL, NULL, NULL));
    iot_tally_add(all.tally, IOT_FLOW_NONE, 100, 6 * MS);
    count(&all, lamp_sends(7, CLOUD));
    g_autoptr(iot_report) report = report_new(&all, false);
    g_assert_cmpuint(report->rest[IOT_DIRECTION_MULTICAST].packets, ==, 2);
    g_assert_cmpuint(report->rest[IOT_DIRECTION_TRANSIT].packets, ==, 1);
    g_assert_cmpuint(report->rest[IOT_DIRECTION_NONE].packets, ==, 2);
    g_assert_cmpuint(report->rest[IOT_DIRECTION_LOCAL].packets, ==, 1);
    g_assert_cmpuint(report->rest[IOT_DIRECTION_OUTBOUND].packets, ==, 0);
    g_assert_cmpuint(report->conversations->len, ==, 1);
    assert_adds_up(report, 7, 700);
}

static void
test_direction_of_a_row_is_who_began(void)
{
    static const struct {
        bool device_sends, syn, ack;
        iot_direction direction;
    } cases[] = {
        {true, true, false, IOT_DIRECTION_OUTBOUND},
        {false, true, true, IOT_DIRECTION_OUTBOUND},
        {false, true, false, IOT_DIRECTION_INBOUND},
        {true, true, true, IOT_DIRECTION_INBOUND},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(counted) all = counted_new();
        iot_observation obs =
            in_stream(cases[i].device_sends ? lamp_sends(1, CLOUD) : lamp_receives(1, CLOUD), TCP,
                      0, 40000, 50000);
        obs.syn = cases[i].syn;
        obs.ack = cases[i].ack;
        count(&all, obs);
        g_autoptr(iot_report) report = report_new(&all, false);
        g_assert_cmpint(conversation(report, 0)->direction, ==, cases[i].direction);
    }
}

static void
assert_use(const GArray *services, guint i, const char *text, uint64_t packets)
{
    const iot_service_use *use = &g_array_index(services, iot_service_use, i);
    char found[IOT_SERVICE_TEXT];

    g_assert_cmpstr(iot_service_format(&use->service, found), ==, text);
    g_assert_cmpuint(use->packets, ==, packets);
}

static void
test_services_of_a_row_are_listed_once_most_used_first(void)
{
    g_auto(counted) all = counted_new();
    iot_observation ping = lamp_sends(1, CLOUD);

    ping.protocol = "icmp";
    count(&all, ping);
    for (uint32_t stream = 0; stream < 3; stream++)
        count(&all, in_stream(lamp_sends(2 + stream, CLOUD), TCP, stream, 40000 + stream, 443));
    count(&all, lamp_sends(9, CLOUD));
    g_autoptr(iot_report) report = report_new(&all, false);
    const GArray *services = conversation(report, 0)->services;

    g_assert_cmpuint(services->len, ==, 2);
    assert_use(services, 0, "tcp/443", 3);
    assert_use(services, 1, "icmp", 1);
}

static void
test_service_rows_tell_used_from_offered(void)
{
    g_auto(counted) all = counted_new();

    count(&all, in_stream(lamp_sends(1, CLOUD), TCP, 0, 40000, 443));
    count(&all, in_stream(lamp_receives(2, CLOUD), TCP, 0, 443, 40000));
    count(&all, in_stream(lamp_sends(3, SITE), TCP, 1, 40001, 443));
    count(&all, in_stream(lamp_receives(4, SITE), TCP, 2, 40000, 443));
    g_autoptr(iot_report) report = report_new(&all, false);

    g_assert_cmpuint(report->services->len, ==, 2);
    g_assert_cmpint(service(report, 0)->direction, ==, IOT_DIRECTION_OUTBOUND);
    g_assert_cmpuint(service(report, 0)->remotes, ==, 2);
    assert_traffic(&service(report, 0)->base, 2, 1);
    g_assert_cmpint(service(report, 1)->direction, ==, IOT_DIRECTION_INBOUND);
    g_assert_cmpuint(service(report, 1)->remotes, ==, 1);
    assert_traffic(&service(report, 1)->base, 0, 1);
}

static void
test_devices_stand_by_bytes_and_name_their_top_destination(void)
{
    g_auto(counted) all = counted_new();

    count(&all, lamp_sends(1, CLOUD));
    count(&all, camera_sends(2, SITE));
    count(&all, camera_sends(3, CLOUD));
    count(&all, camera_sends(4, CLOUD));
    g_autoptr(iot_report) report = report_new(&all, false);

    assert_mac(iot_device_mac(device(report, 0)->base.device), CAMERA_MAC);
    g_assert_cmpuint(device(report, 0)->remotes, ==, 2);
    g_assert_cmpstr(device(report, 0)->top_destination, ==, CLOUD);
    assert_mac(iot_device_mac(device(report, 1)->base.device), LAMP_MAC);
    assert_conversation(report, 0, CAMERA_MAC, CLOUD, 2);
    assert_conversation(report, 1, CAMERA_MAC, SITE, 1);
    assert_conversation(report, 2, LAMP_MAC, CLOUD, 1);
}

static void
test_frame_of_a_device_to_itself_is_its_own_once(void)
{
    g_auto(counted) all = counted_new();

    count(&all, packet(1, LAMP_MAC, LAMP, LAMP_MAC, LAMP_V6));
    g_autoptr(iot_report) report = report_new(&all, false);
    g_assert_cmpuint(report->devices->len, ==, 1);
    assert_traffic(&device(report, 0)->base, 1, 0);
    assert_adds_up(report, 1, 100);
}

/* ---- whatever comes ---- */

#define PACKETS 3000

static const char *
any_of(const char *const *list, guint n)
{
    return list[g_test_rand_int_range(0, (gint32)n)];
}

static const char *
any_mac(void)
{
    static const char *const macs[] = {NULL, ROUTER_MAC, LAMP_MAC, CAMERA_MAC, EVERYBODY};

    return any_of(macs, G_N_ELEMENTS(macs));
}

static const char *
any_addr(void)
{
    static const char *const addrs[] = {
        NULL,
        ROUTER,
        LAMP,
        LAMP_V6,
        CAMERA,
        CLOUD,
        SITE,
        "203.0.113.50",
        "2001:db8:0:7::1",
        "2001:db8:0:7::2",
        "2001:db8:9::1",
        "224.0.0.251",
        "255.255.255.255",
        "0.0.0.0",
        "::1",
    };

    return any_of(addrs, G_N_ELEMENTS(addrs));
}

static const char *
any_name(void)
{
    static const char *const names[] = {"one.example", "two.example", "\xff\n", "*", NULL};

    return any_of(names, G_N_ELEMENTS(names));
}

/* Sees a random packet with random facts in both captures, and counts it in both tallies. */
static void
count_any(counted *a, counted *b, uint32_t frame)
{
    iot_binding binding = {addr(any_addr()), mac(any_mac()), g_test_rand_int_range(0, 2)};
    iot_name_claim claim = {(iot_name_source)g_test_rand_int_range(IOT_NAME_DHCP, IOT_NAME_VENDOR),
                            mac(any_mac()), addr(any_addr()), any_name()};
    iot_answer_fact answer = {addr(any_addr()), 60, any_name(), any_name()};
    iot_prefix onlink = prefix("198.51.100.0/24");
    iot_observation obs = packet(frame, any_mac(), any_addr(), any_mac(), any_addr());

    if (g_test_rand_bit())
        obs = in_stream(obs, g_test_rand_bit() ? TCP : UDP, g_test_rand_int_range(0, 50),
                        g_test_rand_int_range(400, 405), g_test_rand_int_range(400, 405));
    obs.time_ns = g_test_rand_int();
    obs.length_bytes = g_test_rand_int_range(0, 1500);
    obs.syn = g_test_rand_bit();
    obs.response_ns = g_test_rand_int();
    obs.server_name = g_test_rand_int_range(0, 9) ? NULL : any_name();
    obs.bindings = &binding;
    obs.n_bindings = g_test_rand_int_range(0, 30) == 0;
    obs.claims = &claim;
    obs.n_claims = g_test_rand_int_range(0, 10) == 0;
    obs.answers = &answer;
    obs.n_answers = g_test_rand_int_range(0, 10) == 0;
    obs.onlink = &onlink;
    obs.n_onlink = frame == PACKETS * 2 / 3;
    g_assert_cmpuint(count(a, obs), ==, count(b, obs));
}

static void
assert_same_conversations(const iot_report *a, const iot_report *b)
{
    g_assert_cmpuint(a->conversations->len, ==, b->conversations->len);
    for (guint i = 0; i < a->conversations->len; i++) {
        const iot_conversation_row *x = conversation(a, i), *y = conversation(b, i);
        g_assert_cmpuint(x->number, ==, y->number);
        g_assert_cmpstr(x->name, ==, y->name);
        g_assert_cmpstr(iot_device_name(x->base.device), ==, iot_device_name(y->base.device));
        g_assert_cmpmem(&x->base.traffic, sizeof(iot_traffic), &y->base.traffic,
                        sizeof(iot_traffic));
        g_assert_cmpint(x->rtt_ns, ==, y->rtt_ns);
    }
}

/* One capture is asked after each packet and settled now and then, the other only at the end. */
static void
see_both_ways(counted *curious, counted *patient)
{
    for (uint32_t frame = 1; frame <= PACKETS; frame++) {
        iot_sight sight;
        count_any(curious, patient, frame);
        iot_capture_describe(curious->capture, iot_capture_flow_of_frame(curious->capture, frame),
                             &sight);
        if (frame % 500 == 0)
            iot_capture_settle(curious->capture);
    }
}

static void
test_asking_early_changes_no_table_and_all_tables_add_up(void)
{
    g_auto(counted) curious = counted_new(), patient = counted_new();

    see_both_ways(&curious, &patient);
    for (int by_address = 0; by_address < 2; by_address++) {
        g_autoptr(iot_report) early = report_new(&curious, by_address);
        g_autoptr(iot_report) late = report_new(&patient, by_address);
        assert_same_conversations(early, late);
        g_assert_cmpuint(late->total.packets, ==, PACKETS);
        assert_adds_up(late, late->total.packets, late->total.bytes);
        assert_adds_up(early, late->total.packets, late->total.bytes);
    }
}

static void
test_free_accepts_null(void)
{
    iot_report_free(NULL);
}

#define ADD(name) g_test_add_func("/report/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(nothing_counted_makes_no_rows);
    ADD(conversation_counts_each_way_as_seen_from_the_device);
    ADD(span_of_no_traffic_is_unknown);
    ADD(addresses_of_one_name_share_a_row);
    ADD(names_of_one_address_are_rows_of_their_own);
    ADD(row_per_address_bears_the_best_evidence_of_a_name);
    ADD(rows_per_address_are_numbered_as_their_conversations);
    ADD(row_per_address_of_which_nothing_was_counted_says_who_it_is);
    ADD(rows_per_address_cover_what_came_since_the_last_report);
    ADD(filter_counts_chosen_packets_while_names_come_from_all);
    ADD(each_frame_stands_under_its_name_as_finally_known);
    ADD(two_devices_are_one_row_under_the_one_that_sent_first);
    ADD(devices_of_one_name_do_not_share_rows);
    ADD(what_is_in_no_conversation_is_counted_by_direction);
    ADD(direction_of_a_row_is_who_began);
    ADD(services_of_a_row_are_listed_once_most_used_first);
    ADD(service_rows_tell_used_from_offered);
    ADD(devices_stand_by_bytes_and_name_their_top_destination);
    ADD(frame_of_a_device_to_itself_is_its_own_once);
    ADD(asking_early_changes_no_table_and_all_tables_add_up);
    ADD(free_accepts_null);
    return g_test_run();
}
