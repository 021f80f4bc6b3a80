/* collector-files.c - the files that a collector keeps: one summary for each hour
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/collector-files.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Room for the rest of a file's name. */
#define NAME_MAX_BYTES 128
#define TIME_FORMAT    "%Y%m%dT%H%M%SZ"
#define TIME_BYTES     (sizeof "20261130T080000Z" - 1)

typedef struct kept {
    char *name;
    gint64 begin_s;
    uint64_t bytes;
    bool is_ahead; /* of the next hour: somebody's clock was wrong */
} kept;

static bool
is_plain(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
}

char *
collector_name_new(const char *interface)
{
    char *name = g_strdup_printf("%s-%s", g_get_host_name(), interface);

    if (strlen(name) > NAME_MAX_BYTES)
        name[NAME_MAX_BYTES] = '\0';
    for (char *c = name; *c; c++)
        if (!is_plain(*c) || (c == name && *c == '.'))
            *c = '_';
    return name;
}

bool
collector_name_is_good(const char *name)
{
    gsize length = strlen(name);

    if (length == 0 || length > NAME_MAX_BYTES || name[0] == '.' || name[0] == '-')
        return false;
    for (; *name; name++)
        if (!is_plain(*name))
            return false;
    return true;
}

char *
collector_file_new(const char *name, gint64 begin_s)
{
    g_autoptr(GDateTime) begin = g_date_time_new_from_unix_utc(begin_s);
    g_autofree char *when = begin ? g_date_time_format(begin, TIME_FORMAT) : NULL;

    return g_strconcat(name, "-", when ? when : "00000000T000000Z", COLLECTOR_SUFFIX, NULL);
}

static bool
take_number(const char **at, int digits, int *ret_number)
{
    *ret_number = 0;
    for (int i = 0; i < digits; i++, (*at)++) {
        if (!g_ascii_isdigit(**at))
            return false;
        *ret_number = 10 * *ret_number + (**at - '0');
    }
    return true;
}

bool
collector_file_parse(const char *name, const char *file, gint64 *ret_begin_s)
{
    gsize length = strlen(name);
    int year, month, day, hour, minute, second;

    if (strlen(file) != length + 1 + TIME_BYTES + strlen(COLLECTOR_SUFFIX) ||
        !g_str_has_prefix(file, name) || file[length] != '-')
        return false;
    const char *at = file + length + 1;
    if (!take_number(&at, 4, &year) || !take_number(&at, 2, &month) || !take_number(&at, 2, &day) ||
        *at++ != 'T' || !take_number(&at, 2, &hour) || !take_number(&at, 2, &minute) ||
        !take_number(&at, 2, &second) || strcmp(at, "Z" COLLECTOR_SUFFIX) != 0)
        return false;
    g_autoptr(GDateTime) begin = g_date_time_new_utc(year, month, day, hour, minute, second);
    if (begin)
        *ret_begin_s = g_date_time_to_unix(begin);
    return begin != NULL;
}

static void
kept_clear(gpointer data)
{
    g_free(((kept *)data)->name);
}

/* The latest first; what was never yet counts as the oldest. */
static int
compare(gconstpointer a, gconstpointer b)
{
    const kept *x = a, *y = b;

    if (x->is_ahead != y->is_ahead)
        return x->is_ahead - y->is_ahead;
    return x->begin_s > y->begin_s ? -1 : x->begin_s < y->begin_s;
}

static GArray *
list(int directory, const collector_bounds *bounds, gint64 now_s)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(kept));
    int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    struct stat facts;

    g_array_set_clear_func(all, kept_clear);
    while (dir && (entry = readdir(dir))) {
        kept found;
        if (!collector_file_parse(bounds->name, entry->d_name, &found.begin_s) ||
            fstatat(directory, entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(facts.st_mode))
            continue;
        found.name = g_strdup(entry->d_name);
        found.bytes = (uint64_t)facts.st_size;
        found.is_ahead = found.begin_s > now_s + bounds->rotate_s;
        g_array_append_val(all, found);
    }
    if (dir)
        closedir(dir);
    else if (fd >= 0)
        close(fd);
    g_array_sort(all, compare);
    return all;
}

static bool
is_at_hand(const kept *file, const collector_bounds *bounds, gint64 now_s)
{
    return file->begin_s <= now_s && now_s < file->begin_s + bounds->rotate_s;
}

static bool
is_too_old(const kept *file, const collector_bounds *bounds, gint64 now_s)
{
    return file->begin_s + bounds->rotate_s + bounds->keep_s < now_s;
}

unsigned
collector_files_prune(int directory, const collector_bounds *bounds, gint64 now_s)
{
    g_autoptr(GArray) all = list(directory, bounds, now_s);
    uint64_t bytes = 0;
    unsigned gone = 0;

    for (guint i = 0; i < all->len; i++) {
        const kept *file = &g_array_index(all, kept, i);
        bytes += file->bytes;
        if (i > 0 && !is_at_hand(file, bounds, now_s) &&
            (bytes > bounds->keep_bytes_max || is_too_old(file, bounds, now_s)))
            gone += unlinkat(directory, file->name, 0) == 0;
    }
    return gone;
}
