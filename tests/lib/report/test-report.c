/* test-report.c - counted flows as rows of conversations, and rows that add up
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rows.h"

static void
test_nothing_counted_makes_no_rows(void)
{
    g_auto(counted) all = counted_new(NULL);

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
    g_auto(counted) all = counted_new(NULL);

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
    g_auto(counted) all = counted_new(NULL);

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
    g_auto(counted) all = counted_new(NULL);

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
    g_auto(counted) all = counted_new(NULL);
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
    g_auto(counted) all = counted_new(NULL);
    iot_flow_view view;

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
    iot_capture_describe(all.capture, last, &view);
    g_assert_cmpuint(view.conversation, ==, 2);
}

static void
test_row_per_address_of_which_nothing_was_counted_says_who_it_is(void)
{
    g_auto(counted) all = counted_new(NULL);

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
    g_auto(counted) all = counted_new(NULL);

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
    g_auto(counted) all = counted_new(NULL);
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
    g_auto(counted) all = counted_new(NULL);

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
    g_auto(counted) all = counted_new(NULL);

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
    g_auto(counted) all = counted_new(NULL);

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
    g_auto(counted) all = counted_new(NULL);

    count(&all, packet(1, LAMP_MAC, LAMP, EVERYBODY, "255.255.255.255"));
    count(&all, packet(2, LAMP_MAC, NULL, EVERYBODY, NULL));
    count(&all, packet(3, ROUTER_MAC, CLOUD, "00:00:5e:00:53:02", SITE));
    count(&all, packet(4, NULL, "127.0.0.1", NULL, "127.0.0.1"));
    count(&all, packet(5, LAMP_MAC, NULL, NULL, NULL));
    iot_counters_add(all.counters, IOT_FLOW_NONE, 100, 6 * MS);
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
        g_auto(counted) all = counted_new(NULL);
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

/* Rules ask who a client was in the frame of an answer, which can be somebody that no packet's end
 * is: here an answer to everybody, at an address that a device claims. */
static void
test_findings_that_follow_change_nothing_that_was_reported(void)
{
    g_auto(counted) all = counted_new(NULL);

    count(&all, lamp_sends(1, CLOUD));
    see_arp(all.capture, 2, LAMP_MAC, "192.168.1.255");
    see_answer(all.capture, 3, EVERYBODY, "192.168.1.255", "cloud.example", CLOUD);
    see_claim(all.capture, 4, IOT_NAME_DHCP, CAMERA_MAC, NULL, "camera");
    g_autoptr(iot_report) report = report_new(&all, false);
    const iot_device *lamp = device(report, 0)->base.device;
    const char *name = iot_device_name(lamp);
    guint addresses = iot_device_addresses(lamp)->len;
    uint32_t devices = iot_devices_count(iot_capture_devices(all.capture));
    g_autoptr(iot_findings) findings = iot_findings_new(all.capture, &(iot_settings){0});

    g_assert_nonnull(findings);
    g_assert_true(iot_device_name(lamp) == name);
    g_assert_cmpuint(iot_device_addresses(lamp)->len, ==, addresses);
    g_assert_cmpuint(iot_devices_count(iot_capture_devices(all.capture)), ==, devices);
}

/* As long as the report lives: a new name is told to who asks anew. */
static void
test_names_of_rows_outlive_what_is_told_later(void)
{
    g_auto(counted) all = counted_new(NULL);

    see_claim(all.capture, 1, IOT_NAME_DHCP, LAMP_MAC, NULL, "lamp");
    count(&all, lamp_sends(2, CLOUD));
    count(&all, packet(3, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
    g_autoptr(iot_report) report = report_new(&all, false);
    const char *peer = conversation(report, 0)->name;
    const char *name = iot_device_name(device(report, 0)->base.device);
    g_autofree char *kept_peer = g_strdup(peer), *kept_name = g_strdup(name);

    for (uint32_t frame = 4; frame < 100; frame++) {
        g_autofree char *other = g_strdup_printf("lamp-%u", frame);
        see_claim(all.capture, frame, IOT_NAME_DHCP, LAMP_MAC, NULL, other);
        iot_capture_settle(all.capture);
    }
    g_assert_cmpstr(peer, ==, kept_peer);
    g_assert_cmpstr(name, ==, kept_name);
    g_assert_cmpstr(iot_device_name(device(report, 0)->base.device), ==, "lamp-99");
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
    ADD(findings_that_follow_change_nothing_that_was_reported);
    ADD(names_of_rows_outlive_what_is_told_later);
    ADD(free_accepts_null);
    return g_test_run();
}
