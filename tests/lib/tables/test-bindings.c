/* test-bindings.c - which MAC has which address, from which frame on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/bindings.h"

#define OLD     "00:00:5e:00:53:10"
#define NEW     "00:00:5e:00:53:20"
#define GATEWAY "00:00:5e:00:53:01"
#define ADDRESS "192.168.1.10"

static bool
is_gateway(const iot_mac *asked, void *user_data)
{
    iot_mac gateway = mac(user_data);

    return iot_mac_equal(asked, &gateway);
}

static void
payload(iot_bindings *bindings, uint32_t frame, const char *mac_text)
{
    iot_addr bound = addr(ADDRESS);
    iot_mac hardware = mac(mac_text);

    iot_bindings_observe_payload(bindings, &bound, &hardware, frame);
}

static void
sender(iot_bindings *bindings, uint32_t frame, const char *mac_text)
{
    iot_addr from = addr(ADDRESS);
    iot_mac hardware = mac(mac_text);

    iot_bindings_observe_sender(bindings, &from, &hardware, frame);
}

/* "" if nothing is known. */
static const char *
owner_if_gateway_is(const iot_bindings *bindings, uint32_t frame, const char *header,
                    const char *gateway)
{
    static char text[IOT_MAC_TEXT];
    iot_addr asked = addr(ADDRESS);
    iot_mac beside = mac(header), found = {{0}};
    bool known =
        iot_bindings_lookup(bindings, &asked, frame, &beside, is_gateway, (void *)gateway, &found);

    g_assert_cmpint(known, ==, iot_mac_is_set(&found));
    return iot_mac_format(&found, text);
}

static const char *
owner(const iot_bindings *bindings, uint32_t frame, const char *header)
{
    return owner_if_gateway_is(bindings, frame, header, GATEWAY);
}

static void
test_unknown_address_belongs_to_its_header(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    g_assert_cmpstr(owner(bindings, 1, OLD), ==, OLD);
    g_assert_cmpstr(owner(bindings, 1, NULL), ==, "");
}

static void
test_header_of_a_gateway_or_a_group_names_nobody(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    g_assert_cmpstr(owner(bindings, 1, GATEWAY), ==, "");
    g_assert_cmpstr(owner(bindings, 1, "ff:ff:ff:ff:ff:ff"), ==, "");
    g_assert_cmpstr(owner(bindings, 1, "01:00:5e:00:00:fb"), ==, "");
}

static void
test_payload_beats_header_from_its_frame_on(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, OLD);
    g_assert_cmpstr(owner(bindings, 9, NEW), ==, NEW);
    g_assert_cmpstr(owner(bindings, 10, NEW), ==, OLD);
    g_assert_cmpstr(owner(bindings, 99, NEW), ==, OLD);
}

static void
test_payload_beats_senders(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, OLD);
    sender(bindings, 20, NEW);
    g_assert_cmpstr(owner(bindings, 30, NULL), ==, OLD);
}

static void
test_address_moves_between_devices_and_back(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, OLD);
    payload(bindings, 20, NEW);
    payload(bindings, 30, OLD);
    g_assert_cmpstr(owner(bindings, 10, NULL), ==, OLD);
    g_assert_cmpstr(owner(bindings, 19, NULL), ==, OLD);
    g_assert_cmpstr(owner(bindings, 20, NULL), ==, NEW);
    g_assert_cmpstr(owner(bindings, 29, NULL), ==, NEW);
    g_assert_cmpstr(owner(bindings, 30, NULL), ==, OLD);
}

static void
test_two_payloads_of_one_frame_leave_the_last(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, OLD);
    payload(bindings, 10, NEW);
    g_assert_cmpstr(owner(bindings, 10, NULL), ==, NEW);
}

static void
test_gateways_own_address_is_bound_by_payload(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, GATEWAY);
    g_assert_cmpstr(owner(bindings, 10, GATEWAY), ==, GATEWAY);
    g_assert_cmpstr(owner(bindings, 5, GATEWAY), ==, GATEWAY);
}

static void
test_without_header_the_latest_sender_counts(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    sender(bindings, 10, OLD);
    sender(bindings, 20, NEW);
    g_assert_cmpstr(owner(bindings, 19, NULL), ==, OLD);
    g_assert_cmpstr(owner(bindings, 20, NULL), ==, NEW);
    g_assert_cmpstr(owner(bindings, 20, GATEWAY), ==, NEW);
    g_assert_cmpstr(owner(bindings, 20, OLD), ==, OLD);
}

static void
test_gateway_never_counts_as_sender(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    sender(bindings, 10, OLD);
    sender(bindings, 20, GATEWAY);
    g_assert_cmpstr(owner(bindings, 30, NULL), ==, OLD);
    g_assert_cmpstr(owner(bindings, 5, NULL), ==, OLD);
}

static void
test_sender_counts_again_once_it_is_no_gateway(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    sender(bindings, 10, GATEWAY);
    g_assert_cmpstr(owner(bindings, 10, NULL), ==, "");
    g_assert_cmpstr(owner_if_gateway_is(bindings, 10, NULL, NEW), ==, GATEWAY);
}

static void
test_future_is_asked_payloads_first_only_when_the_past_is_silent(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    sender(bindings, 20, OLD);
    g_assert_cmpstr(owner(bindings, 1, NULL), ==, OLD);
    payload(bindings, 30, NEW);
    payload(bindings, 40, OLD);
    g_assert_cmpstr(owner(bindings, 1, NULL), ==, NEW);
    g_assert_cmpstr(owner(bindings, 25, NULL), ==, OLD);
    g_assert_cmpstr(owner(bindings, 25, NEW), ==, NEW);
}

static void
test_only_changes_are_kept_and_counted(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();
    iot_addr asked = addr(ADDRESS);

    g_assert_cmpuint(iot_bindings_count(bindings, &asked), ==, 0);
    for (uint32_t frame = 1; frame < 5; frame++) {
        payload(bindings, frame, OLD);
        sender(bindings, frame, NEW);
    }
    g_assert_cmpuint(iot_bindings_count(bindings, &asked), ==, 2);
    g_assert_cmpuint(iot_bindings_generation(bindings), ==, 2);
    payload(bindings, 6, NEW);
    g_assert_cmpuint(iot_bindings_count(bindings, &asked), ==, 3);
    g_assert_cmpuint(iot_bindings_generation(bindings), ==, 3);
}

static void
test_what_can_be_no_device_binds_nothing(void)
{
    static const char *const macs[] = {NULL, "ff:ff:ff:ff:ff:ff", "33:33:00:00:00:01"};
    static const char *const addrs[] = {NULL, "0.0.0.0", "255.255.255.255", "ff02::1", "127.0.0.1"};
    g_autoptr(iot_bindings) bindings = iot_bindings_new();
    iot_mac hardware = mac(OLD);

    for (unsigned i = 0; i < G_N_ELEMENTS(macs); i++) {
        payload(bindings, 1, macs[i]);
        sender(bindings, 1, macs[i]);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(addrs); i++) {
        iot_addr bound = addr(addrs[i]);
        iot_bindings_observe_payload(bindings, &bound, &hardware, 1);
        iot_bindings_observe_sender(bindings, &bound, &hardware, 1);
    }
    g_assert_cmpuint(iot_bindings_generation(bindings), ==, 0);
    g_assert_cmpuint(iot_bindings_dropped(bindings), ==, 0);
}

static void
test_fight_over_an_address_stops_at_the_cap(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();
    iot_addr asked = addr(ADDRESS);

    for (uint32_t i = 1; i <= IOT_BINDINGS_MOVES_MAX + 3; i++)
        payload(bindings, i, i % 2 ? OLD : NEW);
    g_assert_cmpuint(iot_bindings_count(bindings, &asked), ==, IOT_BINDINGS_MOVES_MAX);
    g_assert_cmpuint(iot_bindings_dropped(bindings), >, 0);
    g_assert_cmpstr(owner(bindings, IOT_BINDINGS_MOVES_MAX + 3, NULL), ==, NEW);
}

static void
test_senders_of_an_address_stop_at_the_cap(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();
    iot_addr from = addr(ADDRESS);

    for (uint32_t i = 0; i < IOT_BINDINGS_SENDERS_MAX + 4; i++) {
        iot_mac hardware = nth_mac(i);
        iot_bindings_observe_sender(bindings, &from, &hardware, i + 1);
    }
    g_assert_cmpuint(iot_bindings_count(bindings, &from), ==, IOT_BINDINGS_SENDERS_MAX);
    g_assert_cmpuint(iot_bindings_dropped(bindings), ==, 4);
    g_assert_cmpstr(owner(bindings, 99, NULL), ==, "02:00:00:00:00:0f");
}

static void
test_flood_of_addresses_is_dropped_beyond_the_cap(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();
    iot_mac hardware = mac(OLD);

    for (uint32_t i = 0; i < IOT_BINDINGS_ADDRS_MAX; i++) {
        iot_addr forged = nth_remote(i);
        iot_bindings_observe_payload(bindings, &forged, &hardware, 1);
    }
    g_assert_cmpuint(iot_bindings_dropped(bindings), ==, 0);
    payload(bindings, 1, OLD);
    sender(bindings, 1, OLD);
    g_assert_cmpuint(iot_bindings_dropped(bindings), ==, 2);
    g_assert_cmpstr(owner(bindings, 2, NULL), ==, "");
    g_assert_cmpstr(owner(bindings, 2, NEW), ==, NEW);
}

static void
test_free_accepts_null(void)
{
    iot_bindings_free(NULL);
}

#define ADD(name) g_test_add_func("/bindings/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(unknown_address_belongs_to_its_header);
    ADD(header_of_a_gateway_or_a_group_names_nobody);
    ADD(payload_beats_header_from_its_frame_on);
    ADD(payload_beats_senders);
    ADD(address_moves_between_devices_and_back);
    ADD(two_payloads_of_one_frame_leave_the_last);
    ADD(gateways_own_address_is_bound_by_payload);
    ADD(without_header_the_latest_sender_counts);
    ADD(gateway_never_counts_as_sender);
    ADD(sender_counts_again_once_it_is_no_gateway);
    ADD(future_is_asked_payloads_first_only_when_the_past_is_silent);
    ADD(only_changes_are_kept_and_counted);
    ADD(what_can_be_no_device_binds_nothing);
    ADD(fight_over_an_address_stops_at_the_cap);
    ADD(senders_of_an_address_stop_at_the_cap);
    ADD(flood_of_addresses_is_dropped_beyond_the_cap);
    ADD(free_accepts_null);
    return g_test_run();
}
