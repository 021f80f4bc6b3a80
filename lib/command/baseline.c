/* baseline.c - the summaries of --since: what is known already
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/baseline.h"

#include <errno.h>
#include <unistd.h>

#include "command/diagnostics.h"
#include "command/summary-files.h"

#define OPTION "--since: "

typedef struct input {
    char *name;
    int fd; /* -1: it was read */
} input;

struct baseline {
    GArray *inputs; /* of input */
    iot_summary *summary;
    intake *in;
    iot_snapshot *snapshot; /* NULL: nothing was read yet */
};

static void
input_clear(gpointer data)
{
    input *one = data;

    g_free(one->name);
    if (one->fd >= 0)
        close(one->fd);
}

baseline *
baseline_open(char *const *paths, const iot_capture_options *how, GError **error)
{
    baseline *b = g_new0(baseline, 1);

    b->inputs = g_array_new(FALSE, FALSE, sizeof(input));
    g_array_set_clear_func(b->inputs, input_clear);
    b->summary = iot_summary_new();
    summaries_set_room(b->summary, how->memory_bytes);
    b->in = intake_new(how, false);
    for (guint i = 0; paths[i]; i++) {
        input one = {g_strdup(paths[i]), keeper_open_path(paths[i])};
        int reason = errno;
        g_array_append_val(b->inputs, one);
        if (one.fd >= 0)
            continue;
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(reason), OPTION "%s: %s",
                    paths[i], g_strerror(reason));
        baseline_free(b);
        return NULL;
    }
    return b;
}

void
baseline_free(baseline *b)
{
    if (!b)
        return;
    iot_snapshot_free(b->snapshot);
    intake_free(b->in);
    iot_summary_free(b->summary);
    g_array_unref(b->inputs);
    g_free(b);
}

/* One message for each file: a wrong one is wrong in every line. Must be freed by the caller. */
static char *
first_of(const GPtrArray *problems)
{
    return g_strdup_printf("%s%s", (const char *)g_ptr_array_index(problems, 0),
                           problems->len > 1 ? "; and more like this" : "");
}

/* @param told gets a message for each file that cannot be used, or not all of it */
static bool
read_inputs(baseline *b, GPtrArray *told, GError **error)
{
    for (guint i = 0; i < b->inputs->len; i++) {
        input *one = &g_array_index(b->inputs, input, i);
        bytes *all = bytes_take(one->fd, NULL, NULL, NULL, error);
        one->fd = -1;
        if (!all) {
            g_prefix_error(error, OPTION "%s: ", one->name);
            return false;
        }
        g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
        summary_read_quietly(all, one->name, b->summary, problems);
        if (problems->len > 0)
            g_ptr_array_add(told, first_of(problems));
    }
    return true;
}

bool
baseline_read(baseline *b, const iot_settings *settings, bool *ret_complete, GError **error)
{
    g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
    bool complete = true;

    if (!read_inputs(b, told, error))
        return false;
    if (summaries_use(b->summary, b->in, &complete) == 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    OPTION "%s: none of it is a summary, as --summary writes one",
                    told->len > 0 ? (const char *)g_ptr_array_index(told, 0)
                                  : g_array_index(b->inputs, input, 0).name);
        return false;
    }
    for (guint i = 0; i < told->len; i++)
        diag(OPTION "%s", (const char *)g_ptr_array_index(told, i));
    *ret_complete &= complete && told->len == 0;
    intake_settle(b->in);
    g_autoptr(GArray) spans = iot_spans_of_summary(b->summary);
    b->snapshot = iot_snapshot_new(&(iot_snapshot_source){.capture = b->in->capture,
                                                          .counters = b->in->counters,
                                                          .settings = settings,
                                                          .spans = spans,
                                                          .spoken = true});
    return true;
}

const iot_snapshot *
baseline_snapshot(const baseline *b)
{
    return b->snapshot;
}
