/* test-out-portable.c - files written by what GLib has
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The library that is tested here has the other way to write them: this is the file itself.
 */
#include "base/out/out-portable.c"

#include <glib/gstdio.h>
#include <unistd.h>

typedef struct place {
    char *directory;
} place;

static void
set_up(place *p, gconstpointer data)
{
    (void)data;
    p->directory = g_dir_make_tmp("iot-portable-XXXXXX", NULL);
    g_assert_nonnull(p->directory);
}

static void
tear_down(place *p, gconstpointer data)
{
    g_autoptr(GDir) entries = g_dir_open(p->directory, 0, NULL);
    const char *name;

    (void)data;
    while ((name = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(p->directory, name, NULL);
        g_remove(path);
    }
    g_rmdir(p->directory);
    g_free(p->directory);
}

static char *
in(const place *p, const char *name)
{
    return g_build_filename(p->directory, name, NULL);
}

static void
put(const char *path, const char *text)
{
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
assert_holds(const char *path, const char *text)
{
    g_autofree char *now = NULL;

    g_assert_true(g_file_get_contents(path, &now, NULL, NULL));
    g_assert_cmpstr(now, ==, text);
}

static void
assert_saves(const char *path, const char *text)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(iot_out_file_save(path, text, strlen(text), &error));
    g_assert_no_error(error);
}

static void
assert_refused(bool good, GError **error, const char *words)
{
    g_assert_false(good);
    g_assert_nonnull(*error);
    g_assert_nonnull(strstr((*error)->message, words));
    g_clear_error(error);
}

static void
test_new_and_old(place *p, gconstpointer data)
{
    g_autofree char *path = in(p, "report.json");
    GStatBuf facts;

    (void)data;
    assert_saves(path, "one");
    assert_holds(path, "one");
    g_assert_cmpint(g_stat(path, &facts), ==, 0);
    g_assert_cmpint(facts.st_mode & 077, ==, 0);
    g_assert_cmpint(g_chmod(path, 0644), ==, 0);
    assert_saves(path, "another");
    assert_holds(path, "another");
    g_assert_cmpint(g_stat(path, &facts), ==, 0);
    g_assert_cmpint(facts.st_mode & 0777, ==, 0644);
}

/* ".." behind a linked directory is what the system says it is. */
static void
test_linked_directories(place *p, gconstpointer data)
{
    g_autofree char *deep = in(p, "deep"), *inner = in(p, "deep/inner"), *link = in(p, "link");
    g_autofree char *up = in(p, "link/../report"), *real = in(p, "deep/report"),
                    *wrong = in(p, "report");
    g_autofree char *there = in(p, "deep/new"), *by_link = in(p, "also/new"), *also = in(p, "also");

    (void)data;
    g_assert_cmpint(g_mkdir_with_parents(inner, 0700), ==, 0);
    g_assert_cmpint(symlink("deep/inner", link), ==, 0);
    g_assert_cmpint(symlink("deep", also), ==, 0);
    assert_saves(up, "text");
    assert_holds(real, "text");
    g_assert_false(g_file_test(wrong, G_FILE_TEST_EXISTS));
    g_autoptr(iot_out_file) a = iot_out_file_find(there, NULL);
    g_autoptr(iot_out_file) b = iot_out_file_find(by_link, NULL);
    g_assert_true(iot_out_file_is_same(a, b));
    g_remove(real);
    g_rmdir(inner);
    g_rmdir(deep);
}

static void
test_nothing_before_the_end(place *p, gconstpointer data)
{
    g_autofree char *path = in(p, "report.json");

    (void)data;
    put(path, "old");
    iot_out_file *f = iot_out_file_find(path, NULL);
    g_assert_true(iot_out_file_begin(f, NULL) && iot_out_file_write(f, "new", 3, NULL));
    assert_holds(path, "old");
    iot_out_file_free(f);
    assert_holds(path, "old");
}

static void
test_links_stay(place *p, gconstpointer data)
{
    g_autofree char *path = in(p, "report.json"), *link = in(p, "link"), *chain = in(p, "chain");

    (void)data;
    put(path, "old");
    g_assert_cmpint(symlink("report.json", link), ==, 0);
    g_assert_cmpint(symlink(link, chain), ==, 0);
    assert_saves(chain, "new");
    assert_holds(path, "new");
    g_assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    g_assert_true(g_file_test(chain, G_FILE_TEST_IS_SYMLINK));
    /* One that leads to nothing yet, and one that leads in a circle. */
    g_assert_cmpint(g_unlink(path), ==, 0);
    assert_saves(link, "again");
    assert_holds(path, "again");
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_assert_cmpint(symlink("chain", path), ==, 0);
    GError *error = NULL;
    assert_refused(iot_out_file_save(link, "x", 1, &error), &error, "symbolic links");
}

static void
test_what_cannot_be_written(place *p, gconstpointer data)
{
    g_autofree char *nowhere = in(p, "no/such/place");
    GError *error = NULL;

    (void)data;
    assert_refused(iot_out_file_save(p->directory, "x", 1, &error), &error, "directory");
    assert_refused(iot_out_file_save(nowhere, "x", 1, &error), &error, "No such file");
}

static void
test_devices_are_written_to(place *p, gconstpointer data)
{
    GStatBuf facts;

    (void)p, (void)data;
    assert_saves("/dev/null", "x");
    g_assert_cmpint(g_stat("/dev/null", &facts), ==, 0);
    g_assert_false(S_ISREG(facts.st_mode));
}

static void
test_what_is_read_is_spared(place *p, gconstpointer data)
{
    g_autofree char *path = in(p, "devices.csv"), *other = in(p, "other"), *link = in(p, "link");
    g_autoptr(iot_out_guard) guard = iot_out_guard_new();
    g_autoptr(iot_out_file) f = iot_out_file_find(path, NULL);
    GError *error = NULL;

    (void)data;
    put(path, "name,mac\n");
    put(other, "name,mac\n");
    g_assert_cmpint(symlink("devices.csv", link), ==, 0);
    iot_out_guard_add_file(guard, f);
    g_assert_true(iot_out_guard_spares(guard, other, NULL));
    assert_refused(iot_out_guard_spares(guard, link, &error), &error, "also read");
    assert_refused(iot_out_guard_spares_directory(guard, p->directory, ".csv", &error), &error,
                   "also read");
    g_assert_true(iot_out_guard_spares_directory(guard, p->directory, ".mmdb", NULL));
    g_assert_true(iot_out_guard_spares_open_files(guard, NULL));
}

static void
test_captures_are_spared(place *p, gconstpointer data)
{
    static const char *const begins[] = {
        "\n\r\r\n",
        "\xa1\xb2\xc3\xd4",
        "\xd4\xc3\xb2\xa1",
        "\xa1\xb2\x3c\x4d",
        "\x4d\x3c\xb2\xa1",
        "\xa1\xb2\xcd\x34",
        "\x34\xcd\xb2\xa1",
        "snoop",
        "\x1f\x8b\x08\x04",
        "\x28\xb5\x2f\xfd",
        "\x04\x22\x4d\x18",
        "\xfd"
        "7zXZ",
    };
    g_autofree char *path = in(p, "home.pcapng");
    g_autoptr(iot_out_guard) guard = iot_out_guard_new();
    g_autoptr(iot_out_file) f = iot_out_file_find(path, NULL);
    GError *error = NULL;

    (void)data;
    iot_out_guard_add_file(guard, f);
    for (unsigned i = 0; i < G_N_ELEMENTS(begins); i++) {
        g_autofree char *text = g_strconcat(begins[i], " and more", NULL);
        put(path, text);
        assert_refused(iot_out_guard_spares_open_files(guard, &error), &error, "is a capture");
    }
    put(path, "{\"devices\": []}");
    g_assert_true(iot_out_guard_spares_open_files(guard, NULL));
}

static bool
is_page(const char *name, void *user_data)
{
    (void)user_data;
    return g_str_has_suffix(name, ".md");
}

static void
test_directories(place *p, gconstpointer data)
{
    g_autofree char *made = in(p, "pages"), *page = g_build_filename(made, "lamp.md", NULL);
    g_autoptr(GString) text = g_string_new("# Lamp\n");
    GError *error = NULL;

    (void)data;
    iot_out_directory_free(iot_out_directory_open(made, NULL));
    g_assert_false(g_file_test(made, G_FILE_TEST_EXISTS));
    iot_out_directory *d = iot_out_directory_open(made, NULL);
    g_assert_true(iot_out_directory_save(d, "lamp.md", text, NULL));
    iot_out_directory_free(d);
    assert_holds(page, "# Lamp\n");
    g_autoptr(iot_out_guard) guard = iot_out_guard_new();
    iot_out_guard_add_directory(guard, made, is_page, NULL);
    assert_refused(iot_out_guard_spares(guard, page, &error), &error, "also read");
    g_unlink(page);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(place *p, gconstpointer data);
    } tests[] = {
        {"/out-portable/new-and-old", test_new_and_old},
        {"/out-portable/nothing-before-the-end", test_nothing_before_the_end},
        {"/out-portable/links-stay", test_links_stay},
        {"/out-portable/linked-directories", test_linked_directories},
        {"/out-portable/what-cannot-be-written", test_what_cannot_be_written},
        {"/out-portable/devices-are-written-to", test_devices_are_written_to},
        {"/out-portable/what-is-read-is-spared", test_what_is_read_is_spared},
        {"/out-portable/captures-are-spared", test_captures_are_spared},
        {"/out-portable/directories", test_directories},
    };

    g_test_init(&argc, &argv, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].name, place, NULL, set_up, tests[i].run, tear_down);
    return g_test_run();
}
