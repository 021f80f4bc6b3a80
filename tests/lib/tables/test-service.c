/* test-service.c - who serves, and how a service is written
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/service.h"

#include <string.h>

#define SRC IOT_SIDE_SRC
#define DST IOT_SIDE_DST

static void
test_server_side_of_a_first_packet(void)
{
    static const struct {
        const char *because;
        iot_observation obs;
        iot_side server;
    } cases[] = {
        {"SYN goes to the server", {.transport = TCP, .syn = true}, DST},
        {"even from a well-known port",
         {.transport = TCP, .syn = true, .src_port = 22, .dst_port = 50000},
         DST},
        {"SYN-ACK comes from the server",
         {.transport = TCP, .syn = true, .ack = true, .src_port = 50000, .dst_port = 22},
         SRC},
        {"an ACK alone settles nothing",
         {.transport = TCP, .ack = true, .src_port = 443, .dst_port = 50000},
         SRC},
        {"UDP has no SYN", {.transport = UDP, .syn = true, .src_port = 53, .dst_port = 50000}, SRC},
        {"only well-known port: source",
         {.transport = UDP, .src_port = 1023, .dst_port = 1024},
         SRC},
        {"only well-known port: destination",
         {.transport = UDP, .src_port = 1024, .dst_port = 1023},
         DST},
        {"only port below the ephemeral ones: source",
         {.transport = UDP, .src_port = 32767, .dst_port = 32768},
         SRC},
        {"only port below the ephemeral ones: destination",
         {.transport = TCP, .src_port = 32768, .dst_port = 32767},
         DST},
        {"DHCP client asks", {.transport = UDP, .src_port = 68, .dst_port = 67}, DST},
        {"DHCP server answers", {.transport = UDP, .src_port = 67, .dst_port = 68}, SRC},
        {"DHCPv6 client asks", {.transport = UDP, .src_port = 546, .dst_port = 547}, DST},
        {"DHCPv6 server answers from any port",
         {.transport = UDP, .src_port = 50000, .dst_port = 546},
         SRC},
        {"both well-known: the receiver",
         {.transport = UDP, .src_port = 123, .dst_port = 123},
         DST},
        {"both registered: the receiver",
         {.transport = UDP, .src_port = 5353, .dst_port = 8080},
         DST},
        {"both ephemeral: the receiver",
         {.transport = UDP, .src_port = 40000, .dst_port = 60000},
         DST},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].because);
        g_assert_cmpint(iot_service_server_side(&cases[i].obs), ==, cases[i].server);
    }
}

static void
test_service_is_written_as_the_field_says(void)
{
    static const struct {
        iot_service service;
        const char *text;
    } cases[] = {
        {{TCP, 443, "tls"}, "tcp/443 tls"},       {{UDP, 32100, NULL}, "udp/32100"},
        {{UDP, 65535, "quic"}, "udp/65535 quic"}, {{IOT_TRANSPORT_NONE, 0, "icmp"}, "icmp"},
        {{IOT_TRANSPORT_NONE, 0, NULL}, ""},      {{TCP, 0, ""}, "tcp/0"},
    };
    char text[IOT_SERVICE_TEXT];

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(iot_service_format(&cases[i].service, text), ==, cases[i].text);
}

static void
test_long_protocol_is_cut_to_the_buffer(void)
{
    g_autofree char *protocol = g_strnfill(500, 'p');
    iot_service in_stream_of = {TCP, 443, protocol}, portless = {IOT_TRANSPORT_NONE, 0, protocol};
    char text[IOT_SERVICE_TEXT];

    g_assert_cmpuint(strlen(iot_service_format(&in_stream_of, text)), ==, IOT_SERVICE_TEXT - 1);
    g_assert_cmpuint(strlen(iot_service_format(&portless, text)), ==, IOT_SERVICE_TEXT - 1);
}

static void
test_transports_are_called(void)
{
    g_assert_cmpstr(iot_transport_name(TCP), ==, "tcp");
    g_assert_cmpstr(iot_transport_name(UDP), ==, "udp");
    g_assert_cmpstr(iot_transport_name(IOT_TRANSPORT_NONE), ==, "");
}

/* Every service comes after those above it. */
static void
test_services_are_ordered_by_transport_port_and_protocol(void)
{
    static const iot_service ordered[] = {
        {IOT_TRANSPORT_NONE, 0, NULL},
        {IOT_TRANSPORT_NONE, 0, "arp"},
        {TCP, 80, "http"},
        {TCP, 443, NULL},
        {TCP, 443, "http2"},
        {TCP, 443, "tls"},
        {UDP, 53, "dns"},
        {UDP, 443, "quic"},
    };

    for (int a = 0; a < (int)G_N_ELEMENTS(ordered); a++)
        for (int b = 0; b < (int)G_N_ELEMENTS(ordered); b++) {
            int order = iot_service_compare(&ordered[a], &ordered[b]);
            g_assert_cmpint((order > 0) - (order < 0), ==, (a > b) - (a < b));
        }
}

#define ADD(name) g_test_add_func("/service/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(server_side_of_a_first_packet);
    ADD(service_is_written_as_the_field_says);
    ADD(long_protocol_is_cut_to_the_buffer);
    ADD(transports_are_called);
    ADD(services_are_ordered_by_transport_port_and_protocol);
    return g_test_run();
}
