/* test-inventory.c - which entry is found for a MAC or an address, and files as a whole
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "inventory-fixture.h"

#include <glib/gstdio.h>

static void
add(fixture *f, const char *name, const char *group, const char *mac, const char *prefix)
{
    iot_inventory_entry entry = {.name = name, .group = group};

    if (mac)
        g_assert_true(iot_mac_parse(mac, &entry.mac));
    if (prefix)
        g_assert_true(iot_prefix_parse(prefix, &entry.prefix));
    g_assert_true(iot_inventory_add(f->inventory, &entry));
}

static void
test_exact_address_beats_longest_prefix(fixture *f, gconstpointer unused)
{
    (void)unused;
    add(f, "everything", NULL, NULL, "0.0.0.0/0");
    add(f, "house", NULL, NULL, "10.0.0.0/8");
    add(f, "floor", NULL, NULL, "10.1.2.0/25");
    add(f, "room", NULL, NULL, "10.1.2.64/26");
    add(f, "lamp", NULL, NULL, "10.1.2.65");
    add(f, "six", NULL, NULL, "2001:db8::/64");
    iot_addr none = {0};

    g_assert_cmpstr(name_of(f, "10.1.2.65"), ==, "lamp");
    g_assert_cmpstr(name_of(f, "10.1.2.66"), ==, "room");
    g_assert_cmpstr(name_of(f, "10.1.2.1"), ==, "floor");
    g_assert_cmpstr(name_of(f, "10.1.2.129"), ==, "house");
    g_assert_cmpstr(name_of(f, "11.0.0.1"), ==, "everything");
    g_assert_cmpstr(name_of(f, "2001:db8::5"), ==, "six");
    g_assert_null(find(f, "2001:db8:0:1::5"));
    g_assert_null(iot_inventory_find_addr(f->inventory, &none));
}

static void
test_first_entry_wins_and_later_ones_fill_gaps(fixture *f, gconstpointer unused)
{
    iot_inventory_entry allow = {.allow = "*.example.com"};

    (void)unused;
    g_assert_true(iot_mac_parse(MAC, &allow.mac));
    add(f, "lamp", NULL, MAC, NULL);
    add(f, "other", "light", MAC, NULL);
    add(f, NULL, "third", MAC, NULL);
    g_assert_true(iot_inventory_add(f->inventory, &allow));

    const iot_inventory_entry *entry = find(f, MAC);
    g_assert_cmpstr(entry->name, ==, "lamp");
    g_assert_cmpstr(entry->group, ==, "light");
    g_assert_cmpstr(entry->allow, ==, "*.example.com");
}

/* The address went to another device: what is said of it now is not about the first. */
static void
test_filling_an_address_leaves_its_first_mac_alone(fixture *f, gconstpointer unused)
{
    (void)unused;
    add(f, "lamp", NULL, MAC, "10.0.0.5");
    add(f, "plug", "sockets", MAC2, "10.0.0.5");

    g_assert_null(find(f, MAC)->group);
    g_assert_cmpstr(name_of(f, MAC2), ==, "plug");
    g_assert_cmpstr(name_of(f, "10.0.0.5"), ==, "lamp");
    g_assert_cmpstr(find(f, "10.0.0.5")->group, ==, "sockets");
}

static void
test_add_refuses_what_says_nothing(fixture *f, gconstpointer unused)
{
    iot_inventory_entry no_key = {.name = "lamp"}, no_word = {.mac = {{2, 0, 0, 0, 0, 1}}};
    iot_addr none = {0};

    (void)unused;
    g_assert_false(iot_inventory_add(f->inventory, &no_key));
    g_assert_false(iot_inventory_add(f->inventory, &no_word));
    no_word.name = " \t";
    g_assert_false(iot_inventory_add(f->inventory, &no_word));
    g_assert_true(iot_inventory_is_empty(f->inventory));
    g_assert_null(iot_inventory_find_addr(f->inventory, &none));
    iot_inventory_free(NULL);
}

static void
test_strings_are_clean_copies(fixture *f, gconstpointer unused)
{
    char name[] = " Kitchen\x1b Echo\xff ";
    g_autofree char *allow = g_strnfill(IOT_INVENTORY_ALLOW_MAX - 2, 'a');
    iot_inventory_entry entry = {.name = name, .mac = {{2, 0, 0, 0, 0, 1}}};

    (void)unused;
    for (unsigned i = 200; i < strlen(allow); i += 200)
        allow[i] = ' ';
    g_autofree char *longer = g_strconcat("\t", allow, "; ", "cut.example.com", NULL);
    entry.allow = longer;
    g_assert_true(iot_inventory_add(f->inventory, &entry));
    memset(name, 'x', sizeof name - 1);
    memset(longer, 'x', strlen(longer));

    const iot_inventory_entry *kept = iot_inventory_find_mac(f->inventory, &entry.mac);
    g_assert_cmpstr(kept->name, ==, "Kitchen Echo\xef\xbf\xbd");
    g_assert_cmpstr(kept->allow, ==, allow);
}

static void
test_full_table_takes_no_new_key(fixture *f, gconstpointer unused)
{
    g_autoptr(GString) text = g_string_new(NULL);

    (void)unused;
    for (unsigned i = 0; i < IOT_INVENTORY_ENTRIES_MAX + 3; i++)
        g_string_append_printf(text, "10.%u.%u.%u d%u\n", i >> 16, i >> 8 & 255, i & 255, i);
    read_bytes(f, text->str, text->len);
    assert_problems(f, "f:65537: more than 65536 entries; the rest is not used");
    g_assert_cmpstr(name_of(f, "10.0.255.255"), ==, "d65535");
    g_assert_null(find(f, "10.1.0.0"));
    add(f, NULL, "still fills", NULL, "10.0.0.1");
}

static void
test_file_is_read(fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("inventory-XXXXXX", &path, NULL);

    (void)unused;
    g_assert_true(g_close(fd, NULL));
    g_assert_true(g_file_set_contents(path, MAC " cam\nwrong\n", -1, NULL));
    g_assert_true(iot_inventory_read_file(f->inventory, path, f->problems, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(name_of(f, MAC), ==, "cam");
    g_autofree char *expected =
        g_strconcat(path, ":2: \"wrong\" is neither a MAC nor an IP address", NULL);
    assert_problems(f, expected);
    g_unlink(path);
}

static void
test_unreadable_file_is_an_error(fixture *f, gconstpointer unused)
{
    static const struct {
        const char *path, *message;
        int code;
    } cases[] = {
        {"/nonexistent/devices.csv", "/nonexistent/devices.csv: No such file or directory",
         G_FILE_ERROR_NOENT},
        {"/", "/: Is a directory", G_FILE_ERROR_ISDIR},
    };

    (void)unused;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(iot_inventory_read_file(f->inventory, cases[i].path, f->problems, &error));
        g_assert_error(error, G_FILE_ERROR, cases[i].code);
        g_assert_cmpstr(error->message, ==, cases[i].message);
        g_assert_false(iot_inventory_read_file(f->inventory, cases[i].path, f->problems, NULL));
    }
    assert_problems(f, "");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(exact_address_beats_longest_prefix);
    ADD(first_entry_wins_and_later_ones_fill_gaps);
    ADD(filling_an_address_leaves_its_first_mac_alone);
    ADD(add_refuses_what_says_nothing);
    ADD(strings_are_clean_copies);
    ADD(full_table_takes_no_new_key);
    ADD(file_is_read);
    ADD(unreadable_file_is_an_error);
    return g_test_run();
}
