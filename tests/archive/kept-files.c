/* kept-files.c - which files of a collector go, and what is told of a directory
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/collector-files.h"
#include "command/directory-list.h"

#define HOUR_S INT64_C(3600)
#define NOW_S  (INT64_C(472222) * HOUR_S + 60)
#define DAY_S  (24 * HOUR_S)

/* In place of the system's, which has no reason to fail here. */
static bool no_stream;

__attribute__((visibility("default"))) DIR *
fdopendir(int fd)
{
    DIR *(*real)(int) = (DIR * (*)(int)) dlsym(RTLD_NEXT, "fdopendir");

    if (!no_stream)
        return real(fd);
    errno = ENOMEM;
    return NULL;
}

typedef struct place {
    char *path;
    int fd;
} place;

static place
place_new(void)
{
    place p = {.path = g_dir_make_tmp("kept-XXXXXX", NULL)};

    p.fd = open(p.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    g_assert_cmpint(p.fd, >=, 0);
    return p;
}

static void
place_free(place *p)
{
    GDir *dir = g_dir_open(p->path, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name(dir)))
        unlinkat(p->fd, name, 0);
    g_dir_close(dir);
    close(p->fd);
    g_rmdir(p->path);
    g_free(p->path);
}

static void
put_hour(const place *p, gint64 begin_s)
{
    g_autofree char *name = collector_file_new("one", begin_s);
    g_autofree char *path = g_build_filename(p->path, name, NULL);

    g_assert_true(g_file_set_contents(path, "1234567890", 10, NULL));
}

static bool
has_hour(const place *p, gint64 begin_s)
{
    g_autofree char *name = collector_file_new("one", begin_s);

    return faccessat(p->fd, name, F_OK, 0) == 0;
}

static gint64
this_hour(void)
{
    return NOW_S / HOUR_S * HOUR_S;
}

/* A clock was ahead for a while: its hours are no reason to forget this one, nor those before. */
static void
test_hours_to_come_go_first(void)
{
    const collector_bounds bounds = {"one", HOUR_S, DAY_S, 30};
    place p = place_new();

    for (int i = -2; i <= 0; i++)
        put_hour(&p, this_hour() + i * HOUR_S);
    put_hour(&p, this_hour() + 365 * DAY_S);
    put_hour(&p, this_hour() + 366 * DAY_S);
    g_assert_cmpuint(collector_files_prune(p.fd, &bounds, NOW_S), ==, 2);
    for (int i = -2; i <= 0; i++)
        g_assert_true(has_hour(&p, this_hour() + i * HOUR_S));
    place_free(&p);
}

/* The next hour may have begun by the clock of a moment ago. */
static void
test_the_hour_at_hand_never_goes(void)
{
    const collector_bounds bounds = {"one", HOUR_S, DAY_S, 1};
    place p = place_new();

    for (int i = -1; i <= 1; i++)
        put_hour(&p, this_hour() + i * HOUR_S);
    g_assert_cmpuint(collector_files_prune(p.fd, &bounds, NOW_S), ==, 1);
    g_assert_false(has_hour(&p, this_hour() - HOUR_S));
    g_assert_true(has_hour(&p, this_hour()));
    place_free(&p);
}

static void
test_what_is_too_old_goes(void)
{
    const collector_bounds bounds = {"one", HOUR_S, DAY_S, 1000};
    place p = place_new();

    put_hour(&p, this_hour());
    put_hour(&p, this_hour() - DAY_S);
    put_hour(&p, this_hour() - DAY_S - 2 * HOUR_S);
    g_assert_cmpuint(collector_files_prune(p.fd, &bounds, NOW_S), ==, 1);
    g_assert_false(has_hour(&p, this_hour() - DAY_S - 2 * HOUR_S));
    place_free(&p);
}

static void
test_names_of_others_are_none(void)
{
    static const char *const names[] = {"",
                                        "o",
                                        "one",
                                        "one-",
                                        "two-20261130T080000Z.summary.gz",
                                        "one-20261330T080000Z.summary.gz"};
    gint64 begin_s = 7;

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        g_assert_false(collector_file_parse("one", names[i], &begin_s));
    g_assert_cmpint(begin_s, ==, 7);
    g_assert_true(collector_file_parse("one", "one-20261130T080000Z.summary.gz", &begin_s));
}

/* Whatever a file system keeps; those that keep less are asked for what they made of it. */
static void
test_times_that_cannot_be_counted(void)
{
    static const gint64 times_s[] = {INT64_C(9300000000), INT64_C(-9300000000), 5};
    place p = place_new();
    g_autofree char *path = g_build_filename(p.path, "a.summary", NULL);

    g_assert_true(g_file_set_contents(path, "x", 1, NULL));
    for (unsigned i = 0; i < G_N_ELEMENTS(times_s); i++) {
        const struct timespec at[2] = {{.tv_sec = times_s[i]}, {.tv_sec = times_s[i]}};
        g_autoptr(GByteArray) list = g_byte_array_new();
        struct stat facts;
        bool more;

        g_assert_cmpint(utimensat(p.fd, "a.summary", at, 0), ==, 0);
        g_assert_cmpint(stat(path, &facts), ==, 0);
        g_assert_true(directory_list(p.fd, list));
        g_autoptr(GArray) entries = directory_entries(list, &more);
        g_assert_cmpuint(entries->len, ==, 1);
        gint64 told_ns = g_array_index(entries, directory_entry, 0).mtime_ns;
        g_assert_cmpint(told_ns > 0, ==, facts.st_mtim.tv_sec > 0);
        if (ABS(facts.st_mtim.tv_sec) < INT64_C(9000000000))
            g_assert_cmpint(told_ns / 1000000000, ==, facts.st_mtim.tv_sec);
    }
    place_free(&p);
}

static void
test_no_descriptor_is_left_open(void)
{
    place p = place_new();
    g_autoptr(GByteArray) list = g_byte_array_new();
    int next = dup(p.fd);

    close(next);
    no_stream = true;
    errno = 0;
    g_assert_false(directory_list(p.fd, list));
    g_assert_cmpint(errno, ==, ENOMEM);
    no_stream = false;
    int after = dup(p.fd);
    g_assert_cmpint(after, ==, next);
    close(after);
    place_free(&p);
}

int
main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/kept/to-come", test_hours_to_come_go_first);
    g_test_add_func("/kept/at-hand", test_the_hour_at_hand_never_goes);
    g_test_add_func("/kept/old", test_what_is_too_old_goes);
    g_test_add_func("/kept/names", test_names_of_others_are_none);
    g_test_add_func("/kept/times", test_times_that_cannot_be_counted);
    g_test_add_func("/kept/descriptors", test_no_descriptor_is_left_open);
    return g_test_run();
}
