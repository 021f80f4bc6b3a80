/* test-rows-conversations.c - rows of conversations that are right after each packet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/rows-conversations.h"

#include "rows.h"

/* Takes a packet in, and adds it to the rows as a flow of one packet. */
static const iot_conversation_row *
add(counted *all, iot_conversation_rows *rows, iot_observation obs)
{
    iot_flow_id id = count(all, obs);
    const iot_count one = {1, obs.length_bytes, obs.time_ns, obs.time_ns, 0};
    iot_flow_view view;
    const iot_fold_flow flow = {all->capture, id, &view, one, IOT_PAIR_NONE, NULL};

    iot_capture_place(all->capture, id);
    iot_capture_describe(all->capture, id, &view);
    return iot_conversation_rows_add(rows, &flow);
}

static iot_conversation_rows *
rows_new(const counted *all, iot_interned *names)
{
    return iot_conversation_rows_new(all->capture, names, true);
}

static void
test_rows_grow_with_the_conversations(void)
{
    g_auto(counted) all = counted_new(NULL);
    g_autoptr(iot_interned) names = iot_interned_new();
    iot_conversation_rows *rows = rows_new(&all, names);

    g_assert_cmpuint(iot_conversation_rows_all(rows)->len, ==, 0);
    g_assert_cmpuint(add(&all, rows, lamp_sends(1, CLOUD))->number, ==, 0);
    g_assert_cmpuint(add(&all, rows, lamp_sends(2, SITE))->number, ==, 1);
    g_assert_cmpuint(add(&all, rows, lamp_receives(3, CLOUD))->number, ==, 0);
    g_assert_cmpuint(iot_conversation_rows_all(rows)->len, ==, 2);
    iot_conversation_rows_free(rows);
}

static void
test_packets_one_by_one_make_the_rows_of_a_report(void)
{
    g_auto(counted) all = counted_new(NULL);
    g_autoptr(iot_interned) names = iot_interned_new();

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "cdn.example", CLOUD);
    iot_capture_settle(all.capture);
    iot_conversation_rows *rows = rows_new(&all, names);
    add(&all, rows, in_stream(lamp_sends(2, CLOUD), TCP, 0, 40000, 80));
    add(&all, rows, in_stream(lamp_sends(3, CLOUD), TCP, 1, 40001, 443));
    const iot_conversation_row *row =
        add(&all, rows, in_stream(lamp_receives(4, CLOUD), TCP, 1, 443, 40001));
    g_assert_cmpstr(row->name, ==, "cdn.example");
    g_assert_cmpuint(row->services->len, ==, 2);
    g_assert_cmpuint(g_array_index(row->services, iot_service_use, 0).service.port, ==, 80);
    const uint32_t number = row->number;
    g_autoptr(iot_report) report = report_new(&all, true);
    g_assert_cmpmem(&row->base.traffic, sizeof row->base.traffic,
                    &conversation(report, number)->base.traffic, sizeof row->base.traffic);
    g_autoptr(GPtrArray) ended = iot_conversation_rows_end(rows);
    row = g_ptr_array_index(ended, number);
    g_assert_cmpuint(g_array_index(row->services, iot_service_use, 0).service.port, ==, 443);
}

static void
test_remote_without_a_name_is_its_address_only_in_the_end(void)
{
    g_auto(counted) all = counted_new(NULL);
    g_autoptr(iot_interned) names = iot_interned_new();
    iot_conversation_rows *rows = rows_new(&all, names);

    g_assert_null(add(&all, rows, lamp_sends(1, CLOUD))->name);
    g_autoptr(GPtrArray) ended = iot_conversation_rows_end(rows);
    const iot_conversation_row *row = g_ptr_array_index(ended, 0);
    g_assert_cmpstr(row->name, ==, CLOUD);
}

#define ADD(name) g_test_add_func("/rows-conversations/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(rows_grow_with_the_conversations);
    ADD(packets_one_by_one_make_the_rows_of_a_report);
    ADD(remote_without_a_name_is_its_address_only_in_the_end);
    return g_test_run();
}
