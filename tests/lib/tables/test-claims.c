/* test-claims.c - the names that hosts gave themselves
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/claims.h"

#define LAMP   "00:00:5e:00:53:01"
#define CAMERA "00:00:5e:00:53:02"

static iot_said
claim_of(const char *mac_text, uint32_t frame, const char *name)
{
    return (iot_said){.kind = IOT_NAME_DHCP, .mac = mac(mac_text), .frame = frame, .text = name};
}

static void
claim(iot_claims *claims, const char *mac_text, uint32_t frame, const char *name)
{
    iot_said told = claim_of(mac_text, frame, name);
    const iot_said *beside;

    g_assert_nonnull(iot_claims_add(claims, &told, &beside));
    g_assert_null(beside);
}

static bool
is_repeated(iot_claims *claims, const char *mac_text, const char *name)
{
    iot_said told = claim_of(mac_text, 99, name);

    return iot_claims_is_repeated(claims, &told);
}

static void
test_claims_are_kept_in_order_with_copies_of_their_names(void)
{
    g_autoptr(iot_claims) claims = iot_claims_new();
    char name[] = "lamp";

    claim(claims, LAMP, 1, name);
    claim(claims, CAMERA, 2, "eye");
    name[0] = 'd';
    g_assert_cmpuint(iot_claims_count(claims), ==, 2);
    g_assert_cmpstr(iot_claims_get(claims, 0)->text, ==, "lamp");
    g_assert_cmpstr(iot_claims_get(claims, 1)->text, ==, "eye");
    g_assert_cmpuint(iot_claims_get(claims, 1)->frame, ==, 2);
}

static void
test_only_what_the_claimant_said_last_is_repeated(void)
{
    g_autoptr(iot_claims) claims = iot_claims_new();

    claim(claims, LAMP, 1, "lamp");
    g_assert_true(is_repeated(claims, LAMP, "lamp"));
    g_assert_false(is_repeated(claims, CAMERA, "lamp"));
    claim(claims, LAMP, 2, "bulb");
    g_assert_false(is_repeated(claims, LAMP, "lamp"));
    g_assert_true(is_repeated(claims, LAMP, "bulb"));

    iot_said elsewhere = claim_of(LAMP, 3, "bulb");
    elsewhere.kind = IOT_NAME_MDNS;
    g_assert_false(iot_claims_is_repeated(claims, &elsewhere));
}

static void
test_the_same_is_news_where_somebody_told_another_name_or_the_address_moved(void)
{
    g_autoptr(iot_claims) claims = iot_claims_new();
    iot_said moved = claim_of(LAMP, 9, "lamp");

    claim(claims, LAMP, 1, "lamp");
    claim(claims, CAMERA, 2, "eye");
    g_assert_false(is_repeated(claims, LAMP, "lamp"));
    claim(claims, LAMP, 3, "lamp");
    g_assert_true(is_repeated(claims, LAMP, "lamp"));
    /* Who only repeats himself is no news to anybody. */
    g_assert_true(is_repeated(claims, CAMERA, "eye"));
    moved.place = 1;
    g_assert_false(iot_claims_is_repeated(claims, &moved));
}

static void
test_who_goes_back_to_a_name_has_it_once_with_its_first_frame_and_its_last(void)
{
    g_autoptr(iot_claims) claims = iot_claims_new();

    claim(claims, LAMP, 1, "lamp");
    for (uint32_t frame = 2; frame < 10; frame += 2) {
        claim(claims, LAMP, frame, "bulb");
        g_assert_false(is_repeated(claims, LAMP, "lamp"));
        claim(claims, LAMP, frame + 1, "lamp");
        g_assert_true(is_repeated(claims, LAMP, "lamp"));
    }
    g_assert_cmpuint(iot_claims_count(claims), ==, 2);
    g_assert_cmpstr(iot_claims_get(claims, 0)->text, ==, "lamp");
    g_assert_cmpuint(iot_claims_get(claims, 0)->frame, ==, 1);
    g_assert_cmpuint(iot_claims_get(claims, 0)->last_frame, ==, 9);
}

/* Then the two are told at once, whichever stands first in the packet. */
static void
test_what_was_repeated_in_the_frame_of_another_name_is_as_late(void)
{
    g_autoptr(iot_claims) claims = iot_claims_new();
    iot_said again = claim_of(LAMP, 5, "lamp"), other = claim_of(LAMP, 5, "bulb");
    const iot_said *beside;

    claim(claims, LAMP, 1, "lamp");
    g_assert_true(iot_claims_is_repeated(claims, &again));
    g_assert_nonnull(iot_claims_add(claims, &other, &beside));
    g_assert_nonnull(beside);
    g_assert_cmpstr(beside->text, ==, "lamp");
    g_assert_cmpuint(beside->frame, ==, 1);
    g_assert_cmpuint(beside->last_frame, ==, 5);
}

static void
test_names_lose_what_every_hosts_has(void)
{
    static const struct {
        iot_name_source source;
        const char *raw, *name;
    } cases[] = {
        {IOT_NAME_MDNS, "roomba.local.", "roomba"},
        {IOT_NAME_DHCP, "cam.lan.", "cam.lan"},
        {IOT_NAME_DHCP, "a.local", "a.local"},
        {IOT_NAME_SSDP, "Room.local.", "Room.local."},
        {IOT_NAME_MDNS, ".local", ".local"},
        {IOT_NAME_DHCP, "", NULL},
        {IOT_NAME_DHCP, NULL, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name = iot_claim_name(cases[i].source, cases[i].raw);
        g_assert_cmpstr(name, ==, cases[i].name);
    }
}

static uint64_t
packets_of(const iot_said *claim, void *user_data)
{
    const iot_mac *busy = user_data;

    return iot_mac_equal(&claim->mac, busy) ? 1000 : 0;
}

static void
test_pruning_keeps_what_was_said_last_by_who_is_busy(void)
{
    g_autoptr(iot_claims) claims = iot_claims_new();
    iot_mac busy = mac(LAMP);

    claim(claims, LAMP, 1, "former");
    claim(claims, LAMP, 2, "lamp");
    uint64_t room = iot_claims_bytes(claims) * 2;
    for (uint32_t i = 0; i < 100; i++) {
        iot_said other = claim_of(CAMERA, 3 + i, "other");
        const iot_said *beside;
        other.mac = nth_mac(i);
        g_assert_nonnull(iot_claims_add(claims, &other, &beside));
    }
    iot_claims_prune(claims, room, packets_of, &busy);
    g_assert_cmpuint(iot_claims_bytes(claims), <=, room);
    g_assert_cmpuint(iot_claims_count(claims) + iot_claims_dropped(claims), ==, 102);
    g_assert_cmpstr(iot_claims_get(claims, 0)->text, ==, "lamp");
    g_assert_true(is_repeated(claims, LAMP, "lamp"));
}

static void
test_further_claims_are_refused_at_the_cap_and_counted(void)
{
    g_autoptr(iot_claims) claims = iot_claims_new();
    iot_said told = claim_of(LAMP, 1, "lamp");
    const iot_said *beside;

    for (uint32_t i = 0; i < IOT_CLAIMS_MAX; i++) {
        told.mac = nth_mac(i);
        g_assert_nonnull(iot_claims_add(claims, &told, &beside));
    }
    told.mac = nth_mac(IOT_CLAIMS_MAX);
    g_assert_null(iot_claims_add(claims, &told, &beside));
    g_assert_cmpuint(iot_claims_count(claims), ==, IOT_CLAIMS_MAX);
    g_assert_cmpuint(iot_claims_dropped(claims), ==, 1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/claims/" #name, test_##name)
    ADD(claims_are_kept_in_order_with_copies_of_their_names);
    ADD(only_what_the_claimant_said_last_is_repeated);
    ADD(the_same_is_news_where_somebody_told_another_name_or_the_address_moved);
    ADD(who_goes_back_to_a_name_has_it_once_with_its_first_frame_and_its_last);
    ADD(what_was_repeated_in_the_frame_of_another_name_is_as_late);
    ADD(names_lose_what_every_hosts_has);
    ADD(pruning_keeps_what_was_said_last_by_who_is_busy);
    ADD(further_claims_are_refused_at_the_cap_and_counted);
    return g_test_run();
}
