/* test-evidences.c - the texts by which devices told what they are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "tables/evidences.h"

#include <string.h>

#define LAMP "00:00:5e:00:53:01"

static bool
add(iot_evidences *evidences, iot_mac mac, uint32_t frame, const char *text)
{
    return iot_evidences_add(
        evidences,
        &(iot_said){.kind = IOT_EVIDENCE_SSDP_SERVER, .mac = mac, .frame = frame, .text = text});
}

static void
test_each_text_of_a_sender_is_kept_once_with_its_first_frame(void)
{
    g_autoptr(iot_evidences) evidences = iot_evidences_new();
    char text[] = " Lamp/1.0\n";

    g_assert_true(add(evidences, mac(LAMP), 1, text));
    text[1] = 'd';
    iot_revision revision = iot_evidences_revision(evidences);
    g_assert_false(add(evidences, mac(LAMP), 2, "Lamp/1.0"));
    g_assert_cmpuint(iot_evidences_revision(evidences), ==, revision);
    g_assert_true(add(evidences, nth_mac(1), 3, "Lamp/1.0"));
    g_assert_true(add(evidences, mac(LAMP), 4, "Lamp/1.1"));
    g_assert_true(iot_evidences_add(evidences, &(iot_said){.kind = IOT_EVIDENCE_HTTP_SERVER,
                                                           .mac = mac(LAMP),
                                                           .frame = 5,
                                                           .text = "Lamp/1.0"}));
    g_assert_true(iot_evidences_add(evidences, &(iot_said){.kind = IOT_EVIDENCE_SSDP_SERVER,
                                                           .mac = mac(LAMP),
                                                           .addr = addr("192.168.1.2"),
                                                           .frame = 6,
                                                           .text = "Lamp/1.0"}));
    g_assert_cmpuint(iot_evidences_revision(evidences), ==, revision + 4);
    g_assert_cmpuint(iot_evidences_count(evidences), ==, 5);
    g_assert_cmpstr(iot_evidences_get(evidences, 0)->text, ==, "Lamp/1.0");
    g_assert_cmpuint(iot_evidences_get(evidences, 0)->frame, ==, 1);
    g_assert_cmpuint(iot_evidences_dropped(evidences), ==, 0);
}

static void
test_what_cannot_be_seen_is_no_text(void)
{
    g_autoptr(iot_evidences) evidences = iot_evidences_new();

    g_assert_false(add(evidences, mac(LAMP), 1, ""));
    g_assert_false(add(evidences, mac(LAMP), 1, "\x01\t "));
    g_assert_false(add(evidences, mac(LAMP), 1, NULL));
    g_assert_cmpuint(iot_evidences_count(evidences), ==, 0);
}

static void
test_long_texts_are_cut_where_a_character_ends_and_no_blank_stands(void)
{
    g_autoptr(iot_evidences) evidences = iot_evidences_new();
    g_autofree char *row = g_strnfill(IOT_EVIDENCE_TEXT_MAX - 1, 'x');
    g_autofree char *letters = g_strconcat(row, "\xc3\xa9", NULL);
    g_autofree char *blank = g_strconcat(row, " y", NULL), *exact = g_strconcat(row, "yz", NULL);

    g_assert_true(add(evidences, mac(LAMP), 1, letters));
    g_assert_cmpstr(iot_evidences_get(evidences, 0)->text, ==, row);
    g_assert_false(add(evidences, mac(LAMP), 1, blank));
    g_assert_true(add(evidences, mac(LAMP), 1, exact));
    g_assert_cmpuint(strlen(iot_evidences_get(evidences, 1)->text), ==, IOT_EVIDENCE_TEXT_MAX);
}

static void
test_one_sender_has_room_for_so_many_and_no_more(void)
{
    g_autoptr(iot_evidences) evidences = iot_evidences_new();

    for (uint32_t i = 0; i < IOT_EVIDENCES_OWN_MAX + 3; i++) {
        g_autofree char *text = g_strdup_printf("text %u", i);
        g_assert_true(add(evidences, mac(LAMP), i, text) == (i < IOT_EVIDENCES_OWN_MAX));
    }
    g_assert_false(add(evidences, mac(LAMP), 999, "text 1"));
    g_assert_cmpuint(iot_evidences_dropped(evidences), ==, 3);
    g_assert_true(add(evidences, nth_mac(1), 1000, "text 1"));
}

static void
test_all_senders_have_room_for_so_many_and_no_more(void)
{
    g_autoptr(iot_evidences) evidences = iot_evidences_new();

    for (uint32_t i = 0; i < IOT_EVIDENCES_MAX; i++)
        g_assert_true(add(evidences, nth_mac(i), i, "text"));
    g_assert_false(add(evidences, mac(LAMP), 1, "text"));
    g_assert_cmpuint(iot_evidences_count(evidences), ==, IOT_EVIDENCES_MAX);
    g_assert_cmpuint(iot_evidences_dropped(evidences), ==, 1);
}

static uint64_t
packets_of(const iot_said *told, void *user_data)
{
    return iot_mac_equal(&told->mac, user_data) ? 1000 : 0;
}

/* A device has another copy of what it told. */
static void
test_bytes_are_those_of_devices_too(void)
{
    g_autoptr(iot_evidences) evidences = iot_evidences_new();
    g_autofree char *text = g_strnfill(IOT_EVIDENCE_TEXT_MAX, 'x');
    uint64_t bytes[3];

    for (uint32_t i = 0; i < 3; i++) {
        bytes[i] = iot_evidences_bytes(evidences);
        add(evidences, nth_mac(i), i, i ? text : "x");
    }
    g_assert_cmpuint(bytes[1], >, sizeof(iot_said));
    g_assert_cmpuint(iot_evidences_bytes(evidences) - bytes[2], ==,
                     bytes[1] + 2 * (IOT_EVIDENCE_TEXT_MAX - 1));
}

static void
test_pruning_keeps_what_busy_senders_said(void)
{
    g_autoptr(iot_evidences) evidences = iot_evidences_new();
    iot_mac busy = mac(LAMP);

    for (uint32_t i = 0; i < 50; i++)
        g_assert_true(add(evidences, nth_mac(i), i, "other"));
    g_assert_true(add(evidences, busy, 50, "lamp"));
    iot_revision revision = iot_evidences_revision(evidences);
    uint64_t room = iot_evidences_bytes(evidences) / 10;
    iot_evidences_prune(evidences, room, packets_of, &busy);
    g_assert_cmpuint(iot_evidences_bytes(evidences), <=, room);
    g_assert_cmpuint(iot_evidences_count(evidences) + iot_evidences_dropped(evidences), ==, 51);
    g_assert_cmpuint(iot_evidences_revision(evidences), >, revision);
    g_assert_false(add(evidences, busy, 60, "lamp"));
    g_assert_true(add(evidences, busy, 60, "bulb"));
    for (uint32_t i = 0; i < 50; i++)
        add(evidences, nth_mac(i), 61, "other");
    g_assert_cmpuint(iot_evidences_count(evidences), ==, 52);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/evidences/" #name, test_##name)
    ADD(each_text_of_a_sender_is_kept_once_with_its_first_frame);
    ADD(what_cannot_be_seen_is_no_text);
    ADD(long_texts_are_cut_where_a_character_ends_and_no_blank_stands);
    ADD(one_sender_has_room_for_so_many_and_no_more);
    ADD(all_senders_have_room_for_so_many_and_no_more);
    ADD(bytes_are_those_of_devices_too);
    ADD(pruning_keeps_what_busy_senders_said);
    return g_test_run();
}
