/* summary-directory.c - the summaries in a directory, which change while somebody looks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/summary-directory.h"

#include <errno.h>
#include <string.h>

#include "base/hash.h"
#include "command/diagnostics.h"
#include "command/directory-list.h"
#include "command/summary-files.h"

/* Names in one message. */
#define NAMES_SHOWN 3

typedef struct file {
    char *name;
    directory_entry facts; /* when it was last read; without a name */
    iot_summary *whole;    /* NULL: it never was */
    int64_t changed_ns;
    bool is_there;       /* it was, at the last look */
    bool is_read;        /* as it is now, to its end */
    bool said;           /* what is wrong with it, since it was last well */
    bool left_out;       /* as it is now, there is no room for it */
    uint64_t room_bytes; /* there was then */
} file;

struct summary_directory {
    keeper *keeper;
    guint input;
    const char *path;
    uint64_t memory_bytes;
    uint64_t *kept_bytes; /* of all files, those of other directories too */
    progress *progress;
    GPtrArray *files;    /* of file, by name */
    GHashTable *by_name; /* name -> file */
    GHashTable *passed;  /* names that are passed over, and were told */
    bool is_lost;        /* it cannot be looked at, and that was told */
    bool no_room_said;
    bool looked;
};

static void
file_free(gpointer data)
{
    file *f = data;

    iot_summary_free(f->whole);
    g_free(f->name);
    g_free(f);
}

static GHashTable *
names_new(void)
{
    return g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
}

summary_directory *
summary_directory_new(keeper *k, guint input, const char *path, uint64_t memory_bytes,
                      uint64_t *kept_bytes, progress *bar)
{
    summary_directory *d = g_new0(summary_directory, 1);

    d->keeper = k;
    d->input = input;
    d->path = path;
    d->memory_bytes = memory_bytes;
    d->kept_bytes = kept_bytes;
    d->progress = bar;
    d->files = g_ptr_array_new_with_free_func(file_free);
    d->by_name = g_hash_table_new(iot_hash_text, g_str_equal);
    d->passed = names_new();
    return d;
}

void
summary_directory_free(summary_directory *d)
{
    if (!d)
        return;
    g_hash_table_unref(d->passed);
    g_hash_table_unref(d->by_name);
    g_ptr_array_unref(d->files);
    g_free(d);
}

static char *
label_of(const summary_directory *d, const char *name)
{
    return g_str_has_suffix(d->path, "/") ? g_strconcat(d->path, name, NULL)
                                          : g_strconcat(d->path, "/", name, NULL);
}

/* What is no file, or larger than there is memory for all: whatever it is, it is no summary. */
static bool
is_readable(const summary_directory *d, const directory_entry *entry)
{
    return entry->is_file && entry->size <= d->memory_bytes;
}

/* One message, however many there are; and each of them once while it is there. */
static void
tell_passed(summary_directory *d, const GArray *entries)
{
    g_autoptr(GString) names = g_string_new(NULL);
    GHashTable *passed = names_new();
    unsigned n = 0;

    for (guint i = 0; i < entries->len; i++) {
        const directory_entry *entry = &g_array_index(entries, directory_entry, i);
        if (is_readable(d, entry))
            continue;
        g_hash_table_add(passed, g_strdup(entry->name));
        if (g_hash_table_contains(d->passed, entry->name))
            continue;
        if (n++ < NAMES_SHOWN)
            g_string_append_printf(names, "%s%s", n > 1 ? ", " : "", entry->name);
    }
    g_hash_table_unref(d->passed);
    d->passed = passed;
    if (n > NAMES_SHOWN)
        g_string_append_printf(names, " and %u more", n - NAMES_SHOWN);
    if (n > 0)
        diag("%s: passed over, as no regular file of a size that can be read: %s", d->path,
             names->str);
}

static bool
is_same(const directory_entry *a, const directory_entry *b)
{
    return a->size == b->size && a->inode == b->inode && a->mtime_ns == b->mtime_ns;
}

/* What somebody's clock says of the future, or of before we came while we saw it change, is worth
 * less than our own. */
static int64_t
change_time(const summary_directory *d, const directory_entry *entry)
{
    int64_t now_ns = g_get_real_time() * 1000;

    return d->looked || entry->mtime_ns > now_ns ? now_ns : entry->mtime_ns;
}

static void
tell_problems(file *f, const GPtrArray *problems)
{
    if (problems->len > 0 && !f->said)
        diag("%s%s", (const char *)g_ptr_array_index(problems, 0),
             problems->len > 1 ? "; and more like this" : "");
    f->said = problems->len > 0;
}

static uint64_t
file_bytes(const file *f)
{
    return f->whole ? iot_summary_bytes(f->whole) : 0;
}

/* What all others leave of what is for summaries. */
static uint64_t
room_for(const summary_directory *d, const file *f)
{
    uint64_t others_bytes = *d->kept_bytes - file_bytes(f);
    uint64_t share_bytes = summaries_room(d->memory_bytes);

    return share_bytes - MIN(share_bytes, others_bytes);
}

static void
keep(summary_directory *d, file *f, iot_summary *fresh)
{
    *d->kept_bytes -= file_bytes(f);
    iot_summary_free(f->whole);
    f->whole = fresh;
    *d->kept_bytes += file_bytes(f);
}

/* Told once, of whatever file is the first. */
static void
leave_out(summary_directory *d, file *f, const char *label)
{
    if (!d->no_room_said)
        diag("%s: is left out, with all for which there is no room (--memory)", label);
    d->no_room_said = true;
    f->left_out = true;
}

/* What is read takes the place of what was, if it is whole. True if it does. */
static bool
read_file(summary_directory *d, file *f)
{
    g_autofree char *label = label_of(d, f->name);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(iot_summary) fresh = iot_summary_new();
    bytes *b =
        bytes_take(keeper_open_in_directory(d->keeper, d->input, f->name), NULL, NULL, NULL, NULL);

    f->is_read = f->left_out = false;
    f->room_bytes = room_for(d, f);
    summaries_set_room_left(fresh, d->memory_bytes, f->room_bytes);
    if (!b)
        g_ptr_array_add(problems,
                        g_strdup_printf("%s: cannot be read: %s", label, g_strerror(errno)));
    bool whole = b && summary_read_whole(b, label, fresh, d->progress, problems);
    if (iot_summary_is_full(fresh)) {
        leave_out(d, f, label);
        return false;
    }
    whole = whole && iot_summary_check(fresh, problems) > 0;
    if (whole)
        keep(d, f, g_steal_pointer(&fresh));
    f->is_read = whole && problems->len == 0;
    tell_problems(f, problems);
    return whole;
}

static bool
take_entry(summary_directory *d, const directory_entry *entry)
{
    file *f = g_hash_table_lookup(d->by_name, entry->name);

    /* Others may have left room since. */
    if (f && is_same(&f->facts, entry))
        return f->left_out && room_for(d, f) > f->room_bytes && read_file(d, f);
    if (!f) {
        f = g_new0(file, 1);
        f->name = g_strdup(entry->name);
        g_ptr_array_add(d->files, f);
        g_hash_table_insert(d->by_name, f->name, f);
    }
    f->facts = *entry;
    f->facts.name = NULL;
    f->changed_ns = change_time(d, entry);
    return read_file(d, f);
}

static void
note_there(summary_directory *d, const GArray *entries)
{
    for (guint i = 0; i < d->files->len; i++)
        ((file *)g_ptr_array_index(d->files, i))->is_there = false;
    for (guint i = 0; i < entries->len; i++) {
        const directory_entry *entry = &g_array_index(entries, directory_entry, i);
        file *f = g_hash_table_lookup(d->by_name, entry->name);
        if (f && is_readable(d, entry))
            f->is_there = true;
    }
}

/* Before others are read, which may need the room. */
static bool
forget_gone(summary_directory *d, const GArray *entries)
{
    guint had = d->files->len;

    note_there(d, entries);
    for (guint i = had; i > 0; i--) {
        file *f = g_ptr_array_index(d->files, i - 1);
        if (f->is_there)
            continue;
        keep(d, f, NULL);
        g_hash_table_remove(d->by_name, f->name);
        g_ptr_array_remove_index(d->files, i - 1);
    }
    return d->files->len < had;
}

/* Told once, until it is there again: a network that is down for a moment loses nothing. */
static bool
lose(summary_directory *d, const char *why)
{
    if (!d->is_lost)
        diag("%s: cannot be read: %s", d->path, why);
    d->is_lost = true;
    return false;
}

bool
summary_directory_look(summary_directory *d)
{
    g_autoptr(GByteArray) list = g_byte_array_new();
    bool changed = false, more;

    if (!keeper_list(d->keeper, d->input, list))
        return lose(d, g_strerror(errno));
    g_autoptr(GArray) entries = directory_entries(list, &more);
    if (more && !d->looked)
        diag("%s: has more files than are read", d->path);
    tell_passed(d, entries);
    changed |= forget_gone(d, entries);
    for (guint i = 0; i < entries->len; i++) {
        const directory_entry *entry = &g_array_index(entries, directory_entry, i);
        if (is_readable(d, entry))
            changed |= take_entry(d, entry);
    }
    d->is_lost = false;
    d->looked = true;
    return changed;
}

bool
summary_directory_is_complete(const summary_directory *d)
{
    bool complete = !d->is_lost && g_hash_table_size(d->passed) == 0;

    for (guint i = 0; i < d->files->len && complete; i++)
        complete = ((const file *)g_ptr_array_index(d->files, i))->is_read;
    return complete;
}

void
summary_directory_each(const summary_directory *d, summary_directory_fn fn, void *user_data)
{
    for (guint i = 0; i < d->files->len; i++) {
        const file *f = g_ptr_array_index(d->files, i);
        if (f->whole)
            fn(f->whole, f->changed_ns, user_data);
    }
}
