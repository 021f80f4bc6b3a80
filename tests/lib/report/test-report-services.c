/* test-report-services.c - counted flows as rows: devices and services
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rows.h"

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
    g_auto(counted) all = counted_new(NULL);
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
    g_auto(counted) all = counted_new(NULL);

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

static iot_observation
icmp(iot_observation obs, bool asks)
{
    obs.protocol = "icmp";
    obs.asked = asks ? IOT_ASKED_DST : IOT_ASKED_UNKNOWN;
    return obs;
}

static void
test_replies_of_icmp_belong_to_what_was_asked(void)
{
    g_auto(counted) all = counted_new(NULL);

    count(&all, icmp(lamp_sends(1, CLOUD), true));
    count(&all, icmp(lamp_receives(2, CLOUD), false));
    count(&all, icmp(lamp_receives(3, SITE), true));
    count(&all, icmp(lamp_sends(4, SITE), false));
    g_autoptr(iot_report) report = report_new(&all, false);

    g_assert_cmpuint(report->services->len, ==, 2);
    g_assert_cmpint(service(report, 0)->direction, ==, IOT_DIRECTION_OUTBOUND);
    assert_traffic(&service(report, 0)->base, 1, 1);
    g_assert_cmpint(service(report, 1)->direction, ==, IOT_DIRECTION_INBOUND);
    assert_traffic(&service(report, 1)->base, 1, 1);
}

/* A camera calls so many remotes, each on a port of its own, in streams of one port. */
static iot_report *
report_of_peers(counted *all, unsigned n, iot_transport transport)
{
    for (unsigned i = 0; i < n; i++) {
        iot_observation obs = camera_sends(1 + i, CLOUD);
        obs.dst = nth_remote(0xcb007100 - 0x1000000 + i);
        count(all, in_stream(obs, transport, i, 32100, (uint16_t)(20000 + 37 * i)));
    }
    return report_new(all, false);
}

static void
test_peers_have_one_row_together(void)
{
    g_auto(counted) many = counted_new(NULL), few = counted_new(NULL), tcp = counted_new(NULL);
    g_autoptr(iot_report) report = report_of_peers(&many, IOT_SERVICE_PEERS + 1, UDP);
    g_autoptr(iot_report) apart = report_of_peers(&few, IOT_SERVICE_PEERS, UDP);
    g_autoptr(iot_report) connected = report_of_peers(&tcp, IOT_SERVICE_PEERS + 1, TCP);

    g_assert_cmpuint(report->services->len, ==, 1);
    g_assert_cmpuint(service(report, 0)->ports, ==, IOT_SERVICE_PEERS + 1);
    g_assert_cmpuint(service(report, 0)->remotes, ==, IOT_SERVICE_PEERS + 1);
    assert_traffic(&service(report, 0)->base, IOT_SERVICE_PEERS + 1, 0);
    g_assert_cmpuint(apart->services->len, ==, IOT_SERVICE_PEERS);
    g_assert_cmpuint(connected->services->len, ==, IOT_SERVICE_PEERS + 1);
}

static void
test_devices_stand_by_bytes_and_name_their_top_destination(void)
{
    g_auto(counted) all = counted_new(NULL);

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
    g_auto(counted) all = counted_new(NULL);

    count(&all, packet(1, LAMP_MAC, LAMP, LAMP_MAC, LAMP_V6));
    g_autoptr(iot_report) report = report_new(&all, false);
    g_assert_cmpuint(report->devices->len, ==, 1);
    assert_traffic(&device(report, 0)->base, 1, 0);
    assert_adds_up(report, 1, 100);
}

#define ADD(name) g_test_add_func("/report/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(services_of_a_row_are_listed_once_most_used_first);
    ADD(service_rows_tell_used_from_offered);
    ADD(replies_of_icmp_belong_to_what_was_asked);
    ADD(peers_have_one_row_together);
    ADD(devices_stand_by_bytes_and_name_their_top_destination);
    ADD(frame_of_a_device_to_itself_is_its_own_once);
    return g_test_run();
}
