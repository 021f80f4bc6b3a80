/* test-conversations.c - which pairs are one conversation, and their numbers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/conversations.h"

static uint32_t
with(iot_conversations *conversations, uint32_t device, const char *remote)
{
    iot_addr other = addr(remote);

    iot_conversation what = iot_conversation_with_remote(device, &other);

    return iot_conversations_number(conversations, &what);
}

static uint32_t
between(iot_conversations *conversations, uint32_t sender, uint32_t receiver)
{
    iot_conversation what = iot_conversation_between(sender, receiver);

    return iot_conversations_number(conversations, &what);
}

static uint32_t
lookup_between(const iot_conversations *conversations, uint32_t one, uint32_t other)
{
    iot_conversation what = iot_conversation_between(one, other);

    return iot_conversations_lookup(conversations, &what);
}

static void
test_numbers_count_from_zero_by_first_appearance(void)
{
    g_autoptr(iot_conversations) all = iot_conversations_new();

    g_assert_cmpuint(iot_conversations_count(all), ==, 0);
    g_assert_cmpuint(with(all, 5, "203.0.113.7"), ==, 0);
    g_assert_cmpuint(between(all, 5, 3), ==, 1);
    g_assert_cmpuint(with(all, 5, "2001:db8::7"), ==, 2);
    g_assert_cmpuint(with(all, 3, "203.0.113.7"), ==, 3);
    g_assert_cmpuint(with(all, 5, "203.0.113.7"), ==, 0);
    g_assert_cmpuint(iot_conversations_count(all), ==, 4);
}

static void
test_conversation_with_a_remote_has_no_peer(void)
{
    g_autoptr(iot_conversations) all = iot_conversations_new();
    const iot_conversation *one = iot_conversations_get(all, with(all, 5, "203.0.113.7"));

    g_assert_cmpuint(one->device, ==, 5);
    g_assert_cmpuint(one->peer, ==, IOT_PEER_NONE);
    assert_addr(&one->remote, "203.0.113.7");
}

static void
test_two_devices_have_one_conversation_under_the_one_that_sent_first(void)
{
    g_autoptr(iot_conversations) all = iot_conversations_new();
    uint32_t number = between(all, 9, 4);

    g_assert_cmpuint(between(all, 4, 9), ==, number);
    g_assert_cmpuint(between(all, 9, 4), ==, number);
    const iot_conversation *one = iot_conversations_get(all, number);
    g_assert_cmpuint(one->device, ==, 9);
    g_assert_cmpuint(one->peer, ==, 4);
    g_assert_false(iot_addr_is_set(&one->remote));
}

static void
test_different_pairs_of_devices_are_different_conversations(void)
{
    g_autoptr(iot_conversations) all = iot_conversations_new();

    for (uint32_t a = 0; a < 20; a++)
        for (uint32_t b = 0; b < a; b++)
            between(all, a, b);
    g_assert_cmpuint(iot_conversations_count(all), ==, 20 * 19 / 2);
}

static void
test_numbers_start_again_after_clearing(void)
{
    g_autoptr(iot_conversations) all = iot_conversations_new();

    with(all, 5, "203.0.113.7");
    between(all, 5, 3);
    iot_conversations_clear(all);
    g_assert_cmpuint(iot_conversations_count(all), ==, 0);
    g_assert_cmpuint(between(all, 3, 5), ==, 0);
    g_assert_cmpuint(iot_conversations_get(all, 0)->device, ==, 3);
}

static void
test_flood_of_remotes_is_in_no_conversation_beyond_the_cap(void)
{
    g_autoptr(iot_conversations) conversations = iot_conversations_new();
    uint32_t number = 0;

    for (uint32_t i = 0; i <= IOT_CONVERSATIONS_MAX; i++) {
        iot_addr remote = nth_remote(i);
        iot_conversation what = iot_conversation_with_remote(0, &remote);
        number = iot_conversations_number(conversations, &what);
    }
    g_assert_cmpuint(number, ==, IOT_CONVERSATION_NONE);
    g_assert_cmpuint(iot_conversations_count(conversations), ==, IOT_CONVERSATIONS_MAX);
    g_assert_cmpuint(iot_conversations_dropped(conversations), ==, 1);
    iot_conversations_clear(conversations);
    g_assert_cmpuint(iot_conversations_dropped(conversations), ==, 0);
}

static void
test_two_devices_have_one_whoever_asks(void)
{
    g_autoptr(iot_conversations) conversations = iot_conversations_new();

    uint32_t number = between(conversations, 5, 3);
    g_assert_cmpuint(lookup_between(conversations, 3, 5), ==, number);
    g_assert_cmpuint(lookup_between(conversations, 5, 3), ==, number);
    g_assert_cmpuint(lookup_between(conversations, 3, 4), ==, IOT_CONVERSATION_NONE);
    g_assert_cmpuint(iot_conversations_count(conversations), ==, 1);
}

static void
test_free_accepts_null(void)
{
    iot_conversations_free(NULL);
}

#define ADD(name) g_test_add_func("/conversations/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(numbers_count_from_zero_by_first_appearance);
    ADD(conversation_with_a_remote_has_no_peer);
    ADD(two_devices_have_one_conversation_under_the_one_that_sent_first);
    ADD(different_pairs_of_devices_are_different_conversations);
    ADD(numbers_start_again_after_clearing);
    ADD(flood_of_remotes_is_in_no_conversation_beyond_the_cap);
    ADD(two_devices_have_one_whoever_asks);
    ADD(free_accepts_null);
    return g_test_run();
}
