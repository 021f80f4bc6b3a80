/* written.h - reports of a small home, as text and CSV
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_WRITTEN_H
#define IOT_TESTS_WRITTEN_H

#include "counted.h"
#include "lines.h"
#include "write/writer.h"

#define WIDE  "電"       /* two columns */
#define ACUTE "\xcc\x81" /* a combining accent: no column of its own */

typedef void (*text_writer)(const iot_report *report, GString *out);

static const text_writer text_writers[] = {iot_write_conversations_text, iot_write_devices_text,
                                           iot_write_services_text};

static inline const char *
vendor_of(const iot_mac *mac, bool printed, void *user_data)
{
    (void)user_data;
    return mac->bytes[5] != 0x20 ? NULL : printed ? "Maker_00:53:20" : "Maker, Inc.";
}

static inline void
name_lamp(counted *all, const char *name)
{
    see_claim(all->capture, 1, IOT_NAME_SSDP, LAMP_MAC, NULL, name);
}

/* A fresh report in `report`; nothing written yet. */
static inline void
report(counted *all, bool by_address)
{
    iot_report_free(all->report);
    iot_capture_settle(all->capture);
    all->report = iot_report_new(all->capture, all->counters,
                                 &(iot_report_options){.by_address = by_address});
    g_string_truncate(all->out, 0);
}

static inline const char *
csv_of(counted *all, const iot_table *table)
{
    g_string_truncate(all->out, 0);
    iot_write_csv(table, all->report, all->out);
    return all->out->str;
}

static inline const char *
text_of(counted *all, text_writer write)
{
    g_string_truncate(all->out, 0);
    write(all->report, all->out);
    return all->out->str;
}

/* Columns of a terminal, for the characters of these tests. */
static inline unsigned
columns_of(const char *text)
{
    unsigned columns = 0;

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        columns += c >= 0x300 && c < 0x370 ? 0 : c >= 0x2e80 && c < 0xa000 ? 2 : 1;
    }
    return columns;
}

/* Every line of every table fits a terminal, is valid UTF-8, and ends without blanks. */
static inline void
assert_tables_fit(counted *all)
{
    for (unsigned w = 0; w < G_N_ELEMENTS(text_writers); w++) {
        g_auto(GStrv) lines = g_strsplit(text_of(all, text_writers[w]), "\n", -1);
        g_assert_true(g_utf8_validate(all->out->str, -1, NULL));
        for (unsigned i = 0; lines[i]; i++) {
            g_test_message("%s", lines[i]);
            g_assert_cmpuint(columns_of(lines[i]), <=, IOT_TEXT_WIDTH);
            g_assert_false(g_str_has_suffix(lines[i], " "));
        }
    }
}

/* A lamp with a conversation of every known value. */
static inline void
see_everything(counted *all)
{
    iot_observation out = in_stream(lamp_sends(3, CLOUD), TCP, 0, 40000, 443);
    iot_observation in = in_stream(lamp_receives(4, CLOUD), TCP, 0, 443, 40000);

    iot_inventory_add(
        all->inventory,
        &(iot_inventory_entry){.name = "Desk Lamp", .group = "lights", .mac = mac(LAMP_MAC)});
    see_answer(all->capture, 1, LAMP_MAC, LAMP, "cdn.example", CLOUD);
    see_answer(all->capture, 2, LAMP_MAC, LAMP, "cdn.example", SITE);
    out.protocol = "tls";
    count(all, out);
    in.response_ns = 20 * MS + 123;
    count(all, in);
    count(all, in_stream(lamp_sends(5, SITE), UDP, 1, 40001, 443));
}

#endif
