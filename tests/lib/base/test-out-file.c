/* test-out-file.c - files that are written: whole or not at all
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a user sees of it is tested by tests/command/safe-output.py.
 */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/out/out-directory.h"
#include "base/out/out-guard.h"

static char *dir; /* the test's own */

static char *
in_dir(const char *name)
{
    return g_build_filename(dir, name, NULL);
}

static void
assert_holds(const char *path, const char *wanted)
{
    g_autofree char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, wanted);
}

static guint
count_files(void)
{
    g_autoptr(GDir) files = g_dir_open(dir, 0, NULL);
    guint count = 0;

    while (g_dir_read_name(files))
        count++;
    return count;
}

static void
write_text(iot_out_file *f, const char *text)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(iot_out_file_begin(f, &error));
    g_assert_true(iot_out_file_write(f, text, strlen(text), &error));
    g_assert_no_error(error);
}

static void
a_file_has_a_name_when_it_is_committed(void)
{
    g_autofree char *path = in_dir("late");
    g_autoptr(iot_out_file) f = iot_out_file_find(path, NULL);
    struct stat facts;
    guint before = count_files();

    write_text(f, "one");
    g_assert_cmpuint(count_files(), ==, before);
    g_assert_true(iot_out_file_commit(f, NULL));
    assert_holds(path, "one");
    g_assert_true(iot_out_file_stat(f, &facts));
    g_assert_cmpuint(facts.st_mode & 0777, ==, 0600);
    g_assert_cmpuint(count_files(), ==, before + 1);
}

static void
it_can_be_written_again(void)
{
    g_autofree char *path = in_dir("again");
    g_autoptr(iot_out_file) f = iot_out_file_find(path, NULL);

    for (unsigned i = 0; i < 3; i++) {
        char text[] = {(char)('a' + i), '\0'};
        write_text(f, text);
        g_assert_true(iot_out_file_commit(f, NULL));
        assert_holds(path, text);
        g_assert_cmpint(g_chmod(path, 0640), ==, 0);
    }
    g_assert_null(iot_out_file_note(f));
}

static void
what_is_not_committed_is_gone(void)
{
    g_autofree char *path = in_dir("kept");
    guint before;

    g_assert_true(iot_out_file_save(path, "old", 3, NULL));
    before = count_files();
    iot_out_file *f = iot_out_file_find(path, NULL);
    write_text(f, "new");
    iot_out_file_free(f);
    assert_holds(path, "old");
    g_assert_cmpuint(count_files(), ==, before);
}

static void
an_error_names_file_and_reason(void)
{
    static const struct {
        const char *name, *says;
    } cases[] = {
        {".", "Is a directory"},          {"", "Is a directory"},
        {"no/file", "No such file"},      {"made-by-none/", "No such file"},
        {"late/file", "Not a directory"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *path = g_strconcat(dir, "/", cases[i].name, NULL);
        g_assert_null(iot_out_file_find(path, &error));
        g_assert_true(g_str_has_prefix(error->message, path));
        g_assert_nonnull(strstr(error->message, cases[i].says));
    }
}

static void
two_names_of_a_place_are_the_same(void)
{
    g_autofree char *path = in_dir("late"), *link = in_dir("to-late"), *new = in_dir("new"),
                    *round = in_dir("./new");
    g_assert_cmpint(symlink("late", link), ==, 0);
    g_autoptr(iot_out_file) a = iot_out_file_find(path, NULL);
    g_autoptr(iot_out_file) b = iot_out_file_find(link, NULL);
    g_autoptr(iot_out_file) c = iot_out_file_find(new, NULL);
    g_autoptr(iot_out_file) d = iot_out_file_find(round, NULL);

    g_assert_true(iot_out_file_is_same(a, b));
    g_assert_true(iot_out_file_is_same(c, d));
    g_assert_false(iot_out_file_is_same(a, c));
}

static bool
is_text(const char *name, void *user_data G_GNUC_UNUSED)
{
    return g_str_has_suffix(name, ".txt");
}

static void
a_guard_spares_what_is_not_written(void)
{
    g_autofree char *path = in_dir("late"), *hard = in_dir("hard.txt"), *other = in_dir("again");
    g_autoptr(iot_out_file) f = iot_out_file_find(path, NULL);
    g_autoptr(iot_out_guard) of_file = iot_out_guard_new(), of_directory = iot_out_guard_new();
    g_autoptr(GError) error = NULL;

    iot_out_guard_add_file(of_file, f);
    g_assert_true(iot_out_guard_spares(of_file, other, NULL));
    g_assert_true(iot_out_guard_spares(of_file, "/dev/null", NULL));
    g_assert_true(iot_out_guard_spares(of_file, "/no/such", NULL));
    g_assert_false(iot_out_guard_spares(of_file, path, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
    g_assert_true(iot_out_guard_spares_directory(of_file, dir, ".txt", NULL));
    iot_out_guard_add_directory(of_directory, dir, is_text, NULL);
    g_assert_true(iot_out_guard_spares(of_directory, path, NULL));
    g_assert_cmpint(link(path, hard), ==, 0);
    g_assert_false(iot_out_guard_spares_directory(of_file, dir, ".txt", NULL));
    iot_out_guard_add_directory(of_directory, dir, is_text, NULL);
    g_assert_false(iot_out_guard_spares(of_directory, path, NULL));
}

static void
a_guard_knows_what_is_open(void)
{
    g_autofree char *path = in_dir("late");
    g_autoptr(iot_out_file) f = iot_out_file_find(path, NULL);
    g_autoptr(iot_out_guard) guard = iot_out_guard_new();

    iot_out_guard_add_file(guard, f);
    write_text(f, "its own new text is another file");
    g_assert_true(iot_out_guard_spares_open_files(guard, NULL));
    FILE *reader = g_fopen(path, "r");
    g_assert_false(iot_out_guard_spares_open_files(guard, NULL));
    fclose(reader);
}

static void
a_directory_that_is_not_used_goes(void)
{
    g_autofree char *outer = in_dir("made"), *path = in_dir("made/deep/");
    g_autoptr(GString) text = g_string_new("text");
    iot_out_directory *d = iot_out_directory_open(path, NULL);

    g_assert_true(g_file_test(path, G_FILE_TEST_IS_DIR));
    iot_out_directory_free(d);
    g_assert_false(g_file_test(outer, G_FILE_TEST_EXISTS));
    d = iot_out_directory_open(path, NULL);
    g_assert_true(iot_out_directory_save(d, "file", text, NULL));
    iot_out_directory_free(d);
    g_autofree char *file = g_build_filename(path, "file", NULL);
    assert_holds(file, "text");
    g_unlink(file);
    g_rmdir(path);
    g_rmdir(outer);
}

static void
clean_up(void)
{
    g_autoptr(GDir) files = g_dir_open(dir, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name(files))) {
        g_autofree char *path = in_dir(name);
        g_unlink(path);
    }
    g_rmdir(dir);
    g_free(dir);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    dir = g_dir_make_tmp("out-file-XXXXXX", NULL);
    g_test_add_func("/out-file/named-late", a_file_has_a_name_when_it_is_committed);
    g_test_add_func("/out-file/again", it_can_be_written_again);
    g_test_add_func("/out-file/not-committed", what_is_not_committed_is_gone);
    g_test_add_func("/out-file/errors", an_error_names_file_and_reason);
    g_test_add_func("/out-file/same", two_names_of_a_place_are_the_same);
    g_test_add_func("/out-file/guard", a_guard_spares_what_is_not_written);
    g_test_add_func("/out-file/guard-open", a_guard_knows_what_is_open);
    g_test_add_func("/out-file/directory", a_directory_that_is_not_used_goes);
    int status = g_test_run();
    clean_up();
    return status;
}
