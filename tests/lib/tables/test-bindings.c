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

#define CLIENT "00:00:5e:00:53:30"

/* What is known of MACs; NULL: of none. */
typedef struct world {
    const char *forwarder, *client;
    const char *silent, *under; /* that sends under another MAC */
} world;

static bool
is_text(const iot_mac *asked, const char *text)
{
    iot_mac one = mac(text);

    return text && iot_mac_equal(asked, &one);
}

static bool
is_forwarder(const iot_mac *asked, const void *user_data)
{
    return is_text(asked, ((const world *)user_data)->forwarder);
}

static bool
is_client(const iot_mac *asked, const void *user_data)
{
    return is_text(asked, ((const world *)user_data)->client);
}

static const iot_mac *
stand_in(const iot_mac *asked, const void *user_data)
{
    static iot_mac under;
    const world *of = user_data;

    if (!is_text(asked, of->silent))
        return asked;
    under = mac(of->under);
    return &under;
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

    iot_bindings_observe_sender(bindings, &from, &hardware, frame, true);
}

typedef bool (*lookup_fn)(const iot_bindings *bindings, const iot_addr *addr, uint32_t frame,
                          const iot_mac *header, const iot_bindings_view *view, iot_mac *ret_mac);

/* "" if nothing is known. */
static const char *
ask(lookup_fn lookup, const iot_bindings *bindings, uint32_t frame, const char *header,
    const world *of)
{
    static char text[IOT_MAC_TEXT];
    iot_bindings_view view = {is_forwarder, is_client, stand_in, of};
    iot_addr asked = addr(ADDRESS);
    iot_mac beside = mac(header), found = {{0}};
    bool known = lookup(bindings, &asked, frame, &beside, &view, &found);

    g_assert_cmpint(known, ==, iot_mac_is_set(&found));
    return iot_mac_format(&found, text);
}

static const world usual = {.forwarder = GATEWAY};
static const world extended = {.forwarder = GATEWAY, .client = CLIENT};

static const char *
sent_by(const iot_bindings *bindings, uint32_t frame, const char *header)
{
    return ask(iot_bindings_sender, bindings, frame, header, &usual);
}

static const char *
owner(const iot_bindings *bindings, uint32_t frame, const char *header)
{
    return ask(iot_bindings_receiver, bindings, frame, header, &usual);
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
test_where_nobody_sends_payload_beats_the_header_that_a_frame_goes_to(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, OLD);
    g_assert_cmpstr(owner(bindings, 9, NEW), ==, NEW);
    g_assert_cmpstr(owner(bindings, 10, NEW), ==, OLD);
    g_assert_cmpstr(owner(bindings, 99, NEW), ==, OLD);
}

static void
test_header_of_a_sender_is_the_sender_whatever_payloads_say(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, OLD);
    sender(bindings, 11, OLD);
    g_assert_cmpstr(sent_by(bindings, 20, NEW), ==, NEW);
    g_assert_cmpstr(sent_by(bindings, 20, GATEWAY), ==, OLD);
}

static void
test_who_sends_beats_payloads_before_and_after(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, OLD);
    sender(bindings, 20, NEW);
    payload(bindings, 30, OLD);
    g_assert_cmpstr(owner(bindings, 25, NULL), ==, NEW);
    g_assert_cmpstr(owner(bindings, 40, NULL), ==, NEW);
    g_assert_cmpstr(owner(bindings, 40, OLD), ==, NEW);
    g_assert_cmpstr(sent_by(bindings, 40, GATEWAY), ==, NEW);
    /* Before, the lie had no one against it, but it is one. */
    g_assert_cmpstr(owner(bindings, 15, OLD), ==, OLD);
    g_assert_cmpstr(owner(bindings, 15, NULL), ==, NEW);
}

static void
test_payload_of_who_sends_later_counts_from_its_frame_on(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, OLD);
    payload(bindings, 12, NEW);
    sender(bindings, 20, OLD);
    g_assert_cmpstr(owner(bindings, 11, NULL), ==, OLD);
    g_assert_cmpstr(owner(bindings, 15, NULL), ==, OLD);
}

static void
test_announced_move_counts_from_the_payload_on(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    sender(bindings, 10, OLD);
    payload(bindings, 20, NEW);
    g_assert_cmpstr(owner(bindings, 25, NEW), ==, OLD);
    sender(bindings, 30, NEW);
    g_assert_cmpstr(owner(bindings, 19, NEW), ==, OLD);
    g_assert_cmpstr(owner(bindings, 25, OLD), ==, NEW);
    payload(bindings, 40, OLD);
    sender(bindings, 50, OLD);
    g_assert_cmpstr(owner(bindings, 45, NEW), ==, OLD);
}

static void
test_forwarders_own_address_is_not_taken_by_a_lie(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, GATEWAY);
    sender(bindings, 11, GATEWAY);
    payload(bindings, 20, NEW);
    g_assert_cmpstr(owner(bindings, 30, NEW), ==, GATEWAY);
    g_assert_cmpstr(sent_by(bindings, 30, GATEWAY), ==, GATEWAY);
}

static void
test_client_of_a_forwarder_has_what_payloads_say(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    sender(bindings, 5, OLD);
    payload(bindings, 10, CLIENT);
    sender(bindings, 11, GATEWAY);
    g_assert_cmpstr(ask(iot_bindings_sender, bindings, 8, GATEWAY, &extended), ==, OLD);
    g_assert_cmpstr(ask(iot_bindings_sender, bindings, 12, GATEWAY, &extended), ==, CLIENT);
    g_assert_cmpstr(ask(iot_bindings_receiver, bindings, 12, GATEWAY, &extended), ==, CLIENT);
    sender(bindings, 20, OLD);
    g_assert_cmpstr(ask(iot_bindings_receiver, bindings, 21, GATEWAY, &extended), ==, OLD);
    payload(bindings, 29, OLD);
    payload(bindings, 30, CLIENT);
    g_assert_cmpstr(ask(iot_bindings_receiver, bindings, 31, GATEWAY, &extended), ==, CLIENT);
}

static void
test_silent_host_is_who_stands_in_for_it(void)
{
    static const world virtual = {GATEWAY, NULL, OLD, NEW};
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, OLD);
    g_assert_cmpstr(ask(iot_bindings_receiver, bindings, 10, GATEWAY, &virtual), ==, NEW);
    sender(bindings, 20, NEW);
    g_assert_cmpstr(ask(iot_bindings_receiver, bindings, 15, OLD, &virtual), ==, NEW);
    g_assert_cmpstr(ask(iot_bindings_receiver, bindings, 21, OLD, &virtual), ==, NEW);
}

static void
test_sender_that_comes_back_has_the_address_again(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    sender(bindings, 10, OLD);
    sender(bindings, 20, NEW);
    sender(bindings, 30, OLD);
    g_assert_cmpstr(owner(bindings, 19, NULL), ==, OLD);
    g_assert_cmpstr(owner(bindings, 29, NULL), ==, NEW);
    g_assert_cmpstr(owner(bindings, 30, NULL), ==, OLD);
    sender(bindings, 40, CLIENT);
    g_assert_cmpstr(owner(bindings, 40, NULL), ==, CLIENT);
}

static void
test_senders_in_turns_come_back_so_often_only_unless_payloads_tell_of_it(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();
    iot_addr asked = addr(ADDRESS);

    for (uint32_t frame = 1; frame <= 100; frame++)
        sender(bindings, frame, frame % 2 ? OLD : NEW);
    g_assert_cmpuint(iot_bindings_revision_of(bindings, &asked), ==, 2 + IOT_BINDINGS_RETURNS_MAX);
    g_assert_cmpuint(iot_bindings_dropped(bindings), ==, 0);
    payload(bindings, 200, OLD);
    sender(bindings, 201, OLD);
    payload(bindings, 210, NEW);
    sender(bindings, 211, NEW);
    payload(bindings, 220, OLD);
    sender(bindings, 221, OLD);
    g_assert_cmpstr(owner(bindings, 215, NULL), ==, NEW);
    g_assert_cmpstr(owner(bindings, 221, NULL), ==, OLD);
}

static void
test_who_else_sends_and_what_all_are_is_told(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();
    iot_addr asked = addr(ADDRESS);
    iot_mac old = mac(OLD), new = mac(NEW);

    g_assert_false(iot_bindings_are_all(bindings, &asked, is_forwarder, &usual));
    payload(bindings, 1, GATEWAY);
    g_assert_true(iot_bindings_are_all(bindings, &asked, is_forwarder, &usual));
    sender(bindings, 2, OLD);
    g_assert_false(iot_bindings_are_all(bindings, &asked, is_forwarder, &usual));
    g_assert_true(iot_bindings_is_only_sender(bindings, &asked, &old));
    g_assert_false(iot_bindings_is_sender(bindings, &asked, &new));
    sender(bindings, 3, NEW);
    g_assert_true(iot_bindings_is_sender(bindings, &asked, &new));
    g_assert_false(iot_bindings_is_only_sender(bindings, &asked, &old));
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
test_latest_sender_has_the_address(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    sender(bindings, 10, OLD);
    sender(bindings, 20, NEW);
    g_assert_cmpstr(owner(bindings, 19, NULL), ==, OLD);
    g_assert_cmpstr(owner(bindings, 20, NULL), ==, NEW);
    g_assert_cmpstr(owner(bindings, 20, GATEWAY), ==, NEW);
    g_assert_cmpstr(owner(bindings, 20, OLD), ==, NEW);
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
    g_assert_cmpstr(ask(iot_bindings_receiver, bindings, 10, NULL, &(world){.forwarder = NEW}), ==,
                    GATEWAY);
}

static void
test_who_comes_after_the_next_payload_says_nothing_of_the_one_before(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, OLD);
    payload(bindings, 30, NEW);
    sender(bindings, 31, NEW);
    g_assert_cmpstr(owner(bindings, 20, NULL), ==, OLD);
    g_assert_cmpstr(owner(bindings, 30, NULL), ==, NEW);
    payload(bindings, 40, CLIENT);
    sender(bindings, 50, OLD);
    payload(bindings, 60, OLD);
    g_assert_cmpstr(owner(bindings, 45, NULL), ==, NEW);
}

static void
test_lie_between_two_truths_is_not_believed(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 10, GATEWAY);
    payload(bindings, 20, NEW);
    payload(bindings, 30, GATEWAY);
    sender(bindings, 40, GATEWAY);
    g_assert_cmpstr(owner(bindings, 25, NULL), ==, GATEWAY);
    g_assert_cmpstr(owner(bindings, 25, NEW), ==, GATEWAY);
}

static void
test_future_is_asked_payloads_first_only_when_the_past_is_silent(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();

    payload(bindings, 30, NEW);
    payload(bindings, 40, OLD);
    g_assert_cmpstr(owner(bindings, 1, NULL), ==, NEW);
    sender(bindings, 50, OLD);
    g_assert_cmpstr(owner(bindings, 1, NULL), ==, OLD);
    g_assert_cmpstr(owner(bindings, 25, NEW), ==, NEW);
}

static void
test_only_changes_are_kept_and_counted(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();
    iot_addr asked = addr(ADDRESS);

    g_assert_cmpuint(iot_bindings_revision_of(bindings, &asked), ==, 0);
    for (uint32_t frame = 1; frame < 5; frame++) {
        payload(bindings, frame, OLD);
        sender(bindings, frame, NEW);
    }
    g_assert_cmpuint(iot_bindings_revision_of(bindings, &asked), ==, 2);
    g_assert_cmpuint(iot_bindings_revision(bindings), ==, 2);
    payload(bindings, 6, NEW);
    g_assert_cmpuint(iot_bindings_revision_of(bindings, &asked), ==, 3);
    g_assert_cmpuint(iot_bindings_revision(bindings), ==, 3);
}

static void
test_who_sends_for_a_remote_changes_no_local_revision(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();
    iot_addr from = addr(ADDRESS);
    iot_mac hardware = mac(OLD);

    iot_bindings_observe_sender(bindings, &from, &hardware, 1, false);
    g_assert_cmpuint(iot_bindings_revision(bindings), ==, 1);
    g_assert_cmpuint(iot_bindings_revision_of(bindings, &from), ==, 1);
    g_assert_cmpuint(iot_bindings_local_revision(bindings), ==, 0);
    sender(bindings, 2, NEW);
    payload(bindings, 3, OLD);
    g_assert_cmpuint(iot_bindings_revision(bindings), ==, 3);
    g_assert_cmpuint(iot_bindings_local_revision(bindings), ==, 2);
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
        iot_bindings_observe_sender(bindings, &bound, &hardware, 1, true);
    }
    g_assert_cmpuint(iot_bindings_revision(bindings), ==, 0);
    g_assert_cmpuint(iot_bindings_dropped(bindings), ==, 0);
}

static void
test_fight_over_an_address_stops_at_the_cap(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();
    iot_addr asked = addr(ADDRESS);

    for (uint32_t i = 1; i <= IOT_BINDINGS_MOVES_MAX + 3; i++)
        payload(bindings, i, i % 2 ? OLD : NEW);
    g_assert_cmpuint(iot_bindings_revision_of(bindings, &asked), ==, IOT_BINDINGS_MOVES_MAX);
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
        iot_bindings_observe_sender(bindings, &from, &hardware, i + 1, true);
    }
    g_assert_cmpuint(iot_bindings_revision_of(bindings, &from), ==, IOT_BINDINGS_SENDERS_MAX);
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
test_who_goes_on_to_send_denies_claims(void)
{
    g_autoptr(iot_bindings) bindings = iot_bindings_new();
    iot_addr at = addr(ADDRESS);
    iot_mac claimant = mac(NEW), owner_mac = mac(OLD);

    payload(bindings, 1, OLD);
    sender(bindings, 2, OLD);
    payload(bindings, 3, NEW);
    payload(bindings, 4, CLIENT);
    g_assert_false(iot_bindings_is_denied(bindings, &at, &claimant));
    sender(bindings, 5, OLD);
    g_assert_true(iot_bindings_is_denied(bindings, &at, &claimant));
    g_assert_false(iot_bindings_is_denied(bindings, &at, &owner_mac));
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
    ADD(where_nobody_sends_payload_beats_the_header_that_a_frame_goes_to);
    ADD(header_of_a_sender_is_the_sender_whatever_payloads_say);
    ADD(who_sends_beats_payloads_before_and_after);
    ADD(payload_of_who_sends_later_counts_from_its_frame_on);
    ADD(announced_move_counts_from_the_payload_on);
    ADD(forwarders_own_address_is_not_taken_by_a_lie);
    ADD(client_of_a_forwarder_has_what_payloads_say);
    ADD(silent_host_is_who_stands_in_for_it);
    ADD(sender_that_comes_back_has_the_address_again);
    ADD(senders_in_turns_come_back_so_often_only_unless_payloads_tell_of_it);
    ADD(who_else_sends_and_what_all_are_is_told);
    ADD(who_goes_on_to_send_denies_claims);
    ADD(address_moves_between_devices_and_back);
    ADD(two_payloads_of_one_frame_leave_the_last);
    ADD(gateways_own_address_is_bound_by_payload);
    ADD(latest_sender_has_the_address);
    ADD(gateway_never_counts_as_sender);
    ADD(sender_counts_again_once_it_is_no_gateway);
    ADD(who_comes_after_the_next_payload_says_nothing_of_the_one_before);
    ADD(lie_between_two_truths_is_not_believed);
    ADD(future_is_asked_payloads_first_only_when_the_past_is_silent);
    ADD(only_changes_are_kept_and_counted);
    ADD(who_sends_for_a_remote_changes_no_local_revision);
    ADD(what_can_be_no_device_binds_nothing);
    ADD(fight_over_an_address_stops_at_the_cap);
    ADD(senders_of_an_address_stop_at_the_cap);
    ADD(flood_of_addresses_is_dropped_beyond_the_cap);
    ADD(free_accepts_null);
    return g_test_run();
}
