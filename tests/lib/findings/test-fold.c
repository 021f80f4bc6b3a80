/* test-fold.c - one walk over the flows of a capture
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "counted.h"
#include "findings/fold.h"

/* "PAIR NAME PACKETS" of each flow, one a line; the pair is "-" where there is none. */
static void
tell(void *out, const iot_fold_flow *flow)
{
    g_autofree char *pair =
        flow->pair == IOT_PAIR_NONE ? g_strdup("-") : g_strdup_printf("%u", flow->pair);

    g_string_append_printf(out, "%s %s %u\n", pair, flow->name ? flow->name : "()",
                           (unsigned)flow->count.packets);
}

static void
assert_folded(counted *all, bool uncounted, const char *expected)
{
    g_autoptr(iot_interned) names = iot_interned_new();
    g_autoptr(GString) told = g_string_new(NULL);
    const iot_fold folds[] = {{tell, told, uncounted}};

    iot_capture_settle(all->capture);
    iot_fold_flows(all->capture, all->counters, names, folds, G_N_ELEMENTS(folds));
    g_assert_cmpstr(told->str, ==, expected);
}

/* Both addresses of a name are one pair; so are both directions. */
static void
test_pair_is_a_device_and_a_name(void)
{
    g_auto(counted) all = counted_new(NULL);

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "cdn.example", CLOUD);
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "cdn.example", SITE);
    count(&all, lamp_sends(3, CLOUD));
    count(&all, lamp_receives(4, CLOUD));
    count(&all, lamp_sends(5, SITE));
    count(&all, camera_sends(6, SITE));
    assert_folded(&all, false,
                  "0 cdn.example 1\n0 cdn.example 1\n0 cdn.example 1\n1 cdn.example 1\n");
}

static void
test_address_without_a_name_and_a_peer_are_pairs_too(void)
{
    g_auto(counted) all = counted_new(NULL);

    count(&all, lamp_sends(1, CLOUD));
    count(&all, lamp_sends(2, SITE));
    count(&all, packet(3, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA));
    count(&all, packet(4, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
    count(&all, lamp_receives(5, CLOUD));
    assert_folded(&all, false, "0 () 1\n1 () 1\n2 () 1\n2 () 1\n0 () 1\n");
}

static void
test_what_is_in_no_conversation_is_no_pair(void)
{
    g_auto(counted) all = counted_new(NULL);

    count(&all, packet(1, LAMP_MAC, LAMP, EVERYBODY, "255.255.255.255"));
    iot_counters_add(all.counters, IOT_FLOW_NONE, 60, 0);
    assert_folded(&all, false, "- () 1\n- () 1\n");
}

static void
test_uncounted_flows_are_for_who_asks_for_them(void)
{
    g_auto(counted) all = counted_new(NULL);

    see(all.capture, lamp_sends(1, CLOUD));
    count(&all, lamp_sends(2, SITE));
    assert_folded(&all, false, "0 () 1\n");
    assert_folded(&all, true, "- () 0\n0 () 0\n1 () 1\n");
}

#define ADD(name) g_test_add_func("/fold/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(pair_is_a_device_and_a_name);
    ADD(address_without_a_name_and_a_peer_are_pairs_too);
    ADD(what_is_in_no_conversation_is_no_pair);
    ADD(uncounted_flows_are_for_who_asks_for_them);
    return g_test_run();
}
