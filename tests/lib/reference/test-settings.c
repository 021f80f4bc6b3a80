/* test-settings.c - what the user says beforehand
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "reference/settings.h"

#include <glib/gstdio.h>
#include <string.h>

static void
note(const char *setting, const char *problem, void *told)
{
    g_string_append_printf(told, "%s: %s\n", setting, problem);
}

static void
count(const char *problem G_GNUC_UNUSED, void *n)
{
    ++*(unsigned *)n;
}

static void
test_nothing_is_said_at_first(void)
{
    g_autoptr(iot_settings) settings = iot_settings_new(NULL, NULL);

    g_assert_true(iot_settings_read_texts(settings, &(iot_settings_texts){0}, NULL, NULL));
    g_assert_true(iot_inventory_is_empty(settings->inventory));
    g_assert_null(settings->mud);
    g_assert_cmpuint(settings->local_networks->len, ==, 0);
    g_assert_cmpuint(settings->resolvers->len, ==, 0);
    g_assert_cmpuint(settings->time_servers->len, ==, 0);
    g_assert_cmpint(settings->locator.medium, ==, IOT_MEDIUM_FIBRE);
    g_assert_false(settings->locator.has_home);
    g_assert_false(settings->incomplete);
}

static void
test_texts_are_understood_and_replace_those_before(void)
{
    g_autoptr(iot_settings) settings = iot_settings_new(NULL, NULL);
    const iot_settings_texts texts = {
        .local_networks = "203.0.113.0/24, 2001:db8::/32",
        .resolvers = "9.9.9.9",
        .ntp_servers = "192.0.2.1;192.0.2.2",
        .medium = "CAT6A",
        .home = "48.1,11.6",
        .overhead_us = 250,
        .periodic_all = true,
    };

    for (unsigned i = 0; i < 2; i++) {
        g_assert_true(iot_settings_read_texts(settings, &texts, NULL, NULL));
        g_assert_cmpuint(settings->local_networks->len, ==, 2);
        g_assert_cmpuint(settings->resolvers->len, ==, 1);
        g_assert_cmpuint(settings->time_servers->len, ==, 2);
    }
    assert_addr(&g_array_index(settings->time_servers, iot_addr, 1), "192.0.2.2");
    g_assert_cmpint(settings->locator.medium, ==, IOT_MEDIUM_CAT6A);
    g_assert_true(settings->locator.has_home);
    g_assert_cmpint(settings->locator.overhead_ns, ==, 250000);
    g_assert_true(settings->periodic_all);
}

static void
test_each_text_that_is_wrong_is_told_by_its_setting_and_the_rest_used(void)
{
    g_autoptr(iot_settings) settings = iot_settings_new(NULL, NULL);
    g_autoptr(GString) told = g_string_new(NULL);
    const iot_settings_texts good = {.medium = "cat7", .home = "1,2"};
    const iot_settings_texts bad = {
        .local_networks = "here, 203.0.113.0/24",
        .resolvers = "9.9.9.9 9.9.9",
        .ntp_servers = "noon",
        .medium = "string",
        .home = "at home",
    };

    g_assert_true(iot_settings_read_texts(settings, &good, note, told));
    g_assert_cmpstr(told->str, ==, "");
    g_assert_false(iot_settings_read_texts(settings, &bad, note, told));
    g_assert_nonnull(strstr(told->str, "medium: \"string\" is not a medium; there are fibre"));
    g_assert_nonnull(strstr(told->str, "local_networks: \"here\" is not a network"));
    g_assert_nonnull(strstr(told->str, "resolvers: \"9.9.9\" is not an address\n"));
    g_assert_nonnull(strstr(told->str, "ntp_servers: \"noon\" is not an address\n"));
    g_assert_nonnull(strstr(told->str, "home: \"at home\" is not \"latitude,longitude\""));
    g_assert_cmpuint(settings->local_networks->len, ==, 1);
    g_assert_cmpuint(settings->resolvers->len, ==, 1);
    g_assert_cmpint(settings->locator.medium, ==, IOT_MEDIUM_CAT7);
    g_assert_false(settings->locator.has_home);
}

static void
test_files_are_read_first_and_understood_later(void)
{
    g_autofree char *directory = g_dir_make_tmp("iot-settings-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "devices.csv", NULL);
    g_autoptr(iot_settings) settings = iot_settings_new(NULL, NULL);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    const char *const paths[] = {path, NULL};
    iot_mac lamp = mac("00:00:5e:00:53:01");

    g_assert_true(
        g_file_set_contents(path, "name,mac\nlamp,00:00:5e:00:53:01\nbad,mac\n", -1, NULL));
    iot_settings_load(settings, &(iot_settings_files){.inventories = paths}, problems);
    g_assert_cmpint(g_remove(path), ==, 0);
    g_assert_cmpint(g_rmdir(directory), ==, 0);
    g_assert_cmpuint(problems->len, ==, 0);
    g_assert_null(iot_inventory_find_mac(settings->inventory, &lamp));
    iot_settings_understand(settings, problems);
    g_assert_nonnull(iot_inventory_find_mac(settings->inventory, &lamp));
    g_assert_cmpuint(problems->len, ==, 1);
    g_assert_false(settings->incomplete);
}

static void
test_what_is_named_and_missing_is_told_and_what_is_usual_need_not_be_there(void)
{
    static const char *const nowhere[] = {"/nonexistent/here", NULL};
    unsigned databases = 0;
    g_autoptr(iot_settings) settings = iot_settings_new(count, &databases);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    iot_settings_load(settings, &(iot_settings_files){.usual_databases = nowhere}, problems);
    g_assert_cmpuint(databases + problems->len, ==, 0);
    g_assert_false(settings->incomplete);
    iot_settings_load(settings,
                      &(iot_settings_files){.inventories = nowhere,
                                            .mud_directory = nowhere[0],
                                            .databases = nowhere},
                      problems);
    g_assert_cmpuint(problems->len, ==, 2);
    g_assert_cmpuint(databases, ==, 1);
    g_assert_true(settings->incomplete);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/settings/" #name, test_##name)
    ADD(nothing_is_said_at_first);
    ADD(texts_are_understood_and_replace_those_before);
    ADD(each_text_that_is_wrong_is_told_by_its_setting_and_the_rest_used);
    ADD(files_are_read_first_and_understood_later);
    ADD(what_is_named_and_missing_is_told_and_what_is_usual_need_not_be_there);
    return g_test_run();
}
