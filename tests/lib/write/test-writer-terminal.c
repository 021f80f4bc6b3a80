/* test-writer-terminal.c - text for a terminal: what is left out of it, and what stands out
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "written.h"

#define BOLD "\033[1m"

static void
report_for(counted *all, const iot_text_style *style)
{
    iot_report_free(all->report);
    iot_capture_settle(all->capture);
    all->report =
        iot_report_new(all->capture, all->counters, &(iot_report_options){.text = *style});
}

static unsigned
widest_line(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    unsigned widest = 0;

    for (unsigned i = 0; lines[i]; i++)
        widest = MAX(widest, columns_of(lines[i]));
    return widest;
}

static void
see_a_long_name(counted *all)
{
    iot_observation in = in_stream(lamp_receives(4, CLOUD), TCP, 0, 443, 40000);

    see_answer(all->capture, 1, LAMP_MAC, LAMP, "a-name-of-some-length.cloud.example", CLOUD);
    in.response_ns = 20 * MS;
    count(all, in_stream(lamp_sends(3, CLOUD), TCP, 0, 40000, 443));
    count(all, in);
}

static void
test_columns_that_matter_least_go(void)
{
    static const struct {
        unsigned width;
        const char *titles, *told;
    } cases[] = {
        {200, "Sent Recv First Last RTT At most", NULL},
        {90, "Sent Recv RTT At most", "90 columns: First, Last; there\n"},
        {70, "Sent Recv RTT At most", "70 columns: Address, packets, First, Last; there\n"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(counted) all = counted_new(vendor_of);
        see_a_long_name(&all);
        report_for(&all, &(iot_text_style){.width = cases[i].width, .more = "there"});
        const char *text = text_of(&all, iot_write_conversations_text);
        g_autofree char *titles = nth_line(text, 2);
        g_autoptr(GRegex) blanks = g_regex_new(" +", 0, 0, NULL);
        g_autofree char *joined = g_regex_replace_literal(blanks, titles, -1, 0, " ", 0, NULL);
        g_test_message("%s", text);
        g_assert_true(g_str_has_suffix(joined, cases[i].titles));
        g_assert_cmpuint(widest_line(text), <=, cases[i].width);
        if (cases[i].told)
            assert_has(text, cases[i].told);
        else
            assert_has_not(text, "Not shown");
    }
}

static void
test_a_file_loses_nothing(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    see_a_long_name(&all);
    report(&all, false);
    assert_has_not(text_of(&all, iot_write_conversations_text), "Not shown");
    assert_has(all.out->str, "First");
    g_assert_null(strchr(all.out->str, '\033'));
}

static void
test_devices_stand_out_where_there_are_colors(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    name_lamp(&all, "\033[31mlamp");
    count(&all, lamp_sends(2, CLOUD));
    for (unsigned color = 0; color < 2; color++) {
        report_for(&all, &(iot_text_style){.width = 80, .color = color});
        text_of(&all, iot_write_conversations_text);
        g_test_message("%s", all.out->str);
        /* What a name brings along colours nothing. */
        assert_has(all.out->str, color ? "\n" BOLD "[31mlamp\033[0m  " : "\n[31mlamp  ");
        text_of(&all, iot_write_devices_text);
        assert_has(all.out->str, color ? "\n" BOLD "[31mlamp\033[0m" : "\n[31mlamp");
        g_assert_true(color || !strchr(all.out->str, '\033'));
    }
}

#define ADD(name) g_test_add_func("/writer/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(columns_that_matter_least_go);
    ADD(a_file_loses_nothing);
    ADD(devices_stand_out_where_there_are_colors);
    return g_test_run();
}
