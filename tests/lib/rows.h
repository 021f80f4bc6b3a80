/* rows.h - rows of a report, and whether they add up
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_ROWS_H
#define IOT_TESTS_ROWS_H

#include "counted.h"

/* Must be freed by the caller using iot_report_free. */
static inline iot_report *
report_new(const counted *all, bool by_address)
{
    iot_capture_settle(all->capture);
    return iot_report_new(all->capture, all->counters,
                          &(iot_report_options){.by_address = by_address});
}

static inline const iot_conversation_row *
conversation(const iot_report *report, guint i)
{
    g_assert_cmpuint(i, <, report->conversations->len);
    return g_ptr_array_index(report->conversations, i);
}

static inline const iot_device_row *
device(const iot_report *report, guint i)
{
    g_assert_cmpuint(i, <, report->devices->len);
    return g_ptr_array_index(report->devices, i);
}

static inline const iot_service_row *
service(const iot_report *report, guint i)
{
    g_assert_cmpuint(i, <, report->services->len);
    return g_ptr_array_index(report->services, i);
}

static inline void
assert_traffic(const iot_row *row, uint64_t sent_packets, uint64_t received_packets)
{
    g_assert_cmpuint(row->traffic.sent.packets, ==, sent_packets);
    g_assert_cmpuint(row->traffic.received.packets, ==, received_packets);
}

static inline void
assert_conversation(const iot_report *report, guint i, const char *device_name, const char *name,
                    uint64_t packets)
{
    const iot_conversation_row *row = conversation(report, i);

    g_assert_cmpstr(iot_device_name(row->base.device), ==, device_name);
    g_assert_cmpstr(row->name, ==, name);
    g_assert_cmpuint(iot_traffic_packets(&row->base.traffic), ==, packets);
}

/* Rows and rest make the total, and the total what the counters hold. */
static inline void
assert_adds_up(const iot_report *report, uint64_t packets, uint64_t bytes)
{
    iot_count sum = {0};

    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_traffic *traffic = &conversation(report, i)->base.traffic;
        iot_count_add(&sum, &traffic->sent);
        iot_count_add(&sum, &traffic->received);
    }
    for (int i = 0; i < IOT_DIRECTIONS; i++)
        iot_count_add(&sum, &report->rest[i]);
    g_assert_cmpmem(&sum, sizeof sum, &report->total, sizeof report->total);
    g_assert_cmpuint(report->total.packets, ==, packets);
    g_assert_cmpuint(report->total.bytes, ==, bytes);
}

#endif
