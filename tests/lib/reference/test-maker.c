/* test-maker.c - who has which block of MACs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <glib/gstdio.h>
#include <unistd.h>

#include "reference/makers/maker-end.h"
#include "reference/makers/maker-list.h"

static iot_maker_list *
list_of(const char *text)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("iot-makers-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    iot_maker_list *list = iot_maker_list_new(path, NULL);
    g_assert_nonnull(list);
    g_unlink(path);
    return list;
}

static const char blocks[] = "# nobody\n"
                             "70:EE:50\tNetatmo\n"
                             "34:29:8F\tIEEERegi\tIEEE Registration Authority\n"
                             "34:29:8F:10:00:00/28\tChengduM\tChengdu Meross Technology Co., Ltd.\n"
                             "34:29:8F:20/28\tAdvance\tAdvance River\n" /* as later ones write it */
                             "70:B3:D5\tIEEERegi\tIEEE Registration Authority\n"
                             "70:B3:D5:58:10:00/36\tThermoko\tThermokon Sensortechnik GmbH\n";

static void
the_smallest_block_wins(void)
{
    static const struct {
        uint64_t mac;
        uint8_t least_bits;
        const char *full; /* NULL: nobody */
    } rows[] = {
        {0x34298f1e4125, 24, "Chengdu Meross Technology Co., Ltd."},
        {0x34298f1e4125, 25, "Chengdu Meross Technology Co., Ltd."},
        {0x34298f20ffff, 24, "Advance River"},
        {0x34298f300000, 24, "IEEE Registration Authority"},
        {0x34298f300000, 25, NULL},
        {0x70b3d5581401, 25, "Thermokon Sensortechnik GmbH"},
        {0x70b3d5582401, 24, "IEEE Registration Authority"}, /* the block next to it */
        {0x70ee5000fe24, 24, "Netatmo"},
        {0x70ee5000fe24, 25, NULL},
        {0x70ee5100fe24, 24, NULL},
        {0xffffffffffff, 24, NULL},
        {0, 24, NULL},
    };
    g_autoptr(iot_maker_list) list = list_of(blocks);

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        char brief[IOT_MAKER_NAME_BYTES], full[IOT_MAKER_NAME_BYTES];
        const iot_maker_entry *e = iot_maker_list_smallest(list, rows[i].mac, rows[i].least_bits);
        g_assert_cmpint(e != NULL, ==, rows[i].full != NULL);
        if (e)
            iot_maker_line_names(e->line, e->end, brief, full);
        g_assert_cmpstr(e ? full : NULL, ==, rows[i].full);
    }
}

static void
order_of_lines_does_not_matter(void)
{
    g_autoptr(iot_maker_list) list = list_of("70:B3:D5:58:10:00/36\tThermoko\tThermokon\n"
                                             "34:29:8F:10:00:00/28\tChengduM\tMeross\n"
                                             "34:29:8F:10:00:00/28\tAgain\tAgain\n"
                                             "34:29:8F\tIEEERegi\tIEEE\n");
    char brief[IOT_MAKER_NAME_BYTES], full[IOT_MAKER_NAME_BYTES];
    const iot_maker_entry *e = iot_maker_list_smallest(list, 0x34298f1e4125, IOT_OUI_BITS);

    g_assert_nonnull(e);
    iot_maker_line_names(e->line, e->end, brief, full);
    g_assert_cmpstr(full, ==, "Meross"); /* the first that is about it */
    g_assert_cmpstr(brief, ==, "ChengduM");
}

static void
the_end_is_what_the_block_leaves(void)
{
    static const struct {
        uint64_t mac;
        uint8_t left;
        const char *wide, *narrow;
    } rows[] = {
        {0x70ee5000fe24, 24, "_00:fe:24", "_00:fe:24"},
        {0x34298f1e4125, 20, "_0e:41:25", "_e:41:25"},
        {0x34298f1e4125, 21, "_1e:41:25", "_1e:41:25"}, /* a bit more than a digit */
        {0x34298f1e4125, 17, "_00:41:25", "_0:41:25"},
        {0x34298f1e4125, 16, "_41:25", "_41:25"},
        {0x70b3d5581401, 12, "_04:01", "_4:01"},
        {0x70b3d5581401, 8, "_01", "_01"},
        {0x70b3d5581401, 1, "_01", "_1"},
        {0xffffffffffff, 47, "_7f:ff:ff:ff:ff:ff", "_7f:ff:ff:ff:ff:ff"},
    };
    char end[IOT_MAKER_END_BYTES];

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        iot_maker_end(rows[i].mac, rows[i].left, false, end);
        g_assert_cmpstr(end, ==, rows[i].wide);
        iot_maker_end(rows[i].mac, rows[i].left, true, end);
        g_assert_cmpstr(end, ==, rows[i].narrow);
    }
}

static void
number_of_a_mac(void)
{
    const iot_mac mac = {{0x34, 0x29, 0x8f, 0x1e, 0x41, 0x25}};

    g_assert_cmphex(iot_maker_number(&mac), ==, 0x34298f1e4125);
    g_assert_cmphex(iot_maker_block(0x34298f1e4125, 28), ==, 0x34298f100000);
    g_assert_cmphex(iot_maker_block(0x34298f1e4125, 48), ==, 0x34298f1e4125);
}

static void
what_is_no_list_has_nobody(void)
{
    static const char *const texts[] = {"",
                                        "\n\n",
                                        "34:29\tShort\n",
                                        "34:29:8F:1E:41:25:00\tLong\n",
                                        "34:29:8F/99\tBits\n",
                                        "34:29:8F/20\tBits\n",
                                        "34:29:8F"};
    GError *error = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(iot_maker_list) list = list_of(texts[i]);
        g_assert_null(iot_maker_list_smallest(list, 0x34298f1e4125, IOT_OUI_BITS));
    }
    g_assert_null(iot_maker_list_new("/does/not/exist", &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_error_free(error);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/maker/smallest-block", the_smallest_block_wins);
    g_test_add_func("/maker/order-of-lines", order_of_lines_does_not_matter);
    g_test_add_func("/maker/end", the_end_is_what_the_block_leaves);
    g_test_add_func("/maker/number", number_of_a_mac);
    g_test_add_func("/maker/no-list", what_is_no_list_has_nobody);
    return g_test_run();
}
