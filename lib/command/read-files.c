/* read-files.c - captures in files, one after the other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/read-files.h"

#include <string.h>

#include "base/nearest.h"
#include "command/diagnostics.h"
#include "command/input-stream.h"
#include "command/options.h"
#include "command/signals.h"

/* Packets between two looks at the clock. */
#define STRIDE 4096

typedef struct file {
    const char *name; /* for people */
    bytes *bytes;
    packets packets;
    char *broken; /* why libpcap went no further; NULL: it did */
    uint64_t frames_before;
    uint64_t ended_at; /* bytes of the file that were taken */
} file;

/* "after frame 17, at byte 4096" */
static char *
place_of_end(const file *f, const intake *in)
{
    uint64_t frames = in->frames - f->frames_before;
    GString *place = g_string_new(NULL);

    if (frames > 0)
        g_string_append_printf(place, "after frame %" G_GUINT64_FORMAT, in->frames);
    else
        g_string_append(place, "before its first frame");
    if (f->frames_before > 0 && frames > 0)
        g_string_append_printf(place, " (its frame %" G_GUINT64_FORMAT ")", frames);
    g_string_append_printf(place, ", at byte %" G_GUINT64_FORMAT "%s", f->ended_at,
                           bytes_are_compressed(f->bytes) ? " of the compressed file" : "");
    return g_string_free(place, FALSE);
}

/* What libpcap says of a stream whose bytes ended early is the consequence, not the reason. */
static bool
report_end(const file *f, const intake *in)
{
    const char *trouble = bytes_trouble(f->bytes);
    const char *why = trouble ? trouble : f->broken;

    if (!why)
        return true;
    g_autofree char *place = place_of_end(f, in);
    diag("%s: ends %s: %s", f->name, place, why);
    return false;
}

static void
read_packets(file *f, const files_plan *plan)
{
    int n;

    do {
        n = packets_take(&f->packets, STRIDE);
        if (plan->progress)
            progress_update(plan->progress, bytes_taken(f->bytes), bytes_size(f->bytes));
    } while (n > 0);
    f->ended_at = bytes_taken(f->bytes);
    if (n == PCAP_ERROR && !signals_wanted())
        f->broken = g_strdup(pcap_geterr(f->packets.pcap));
}

/* What is no capture is said by its bytes if they are at fault, else by libpcap. */
static bool
open_packets(file *f)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    FILE *stream = bytes_stream(f->bytes);

    f->packets.pcap =
        pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, why);
    if (f->packets.pcap)
        return true;
    const char *trouble = bytes_trouble(f->bytes);
    if (!signals_wanted())
        diag("%s: is no capture: %s", f->name,
             trouble                      ? trouble
             : bytes_taken(f->bytes) == 0 ? "it is empty"
                                          : why);
    fclose(stream);
    return false;
}

/* True if there was nothing to read, or something that can be read. */
static bool
report_links(const file *f, link_filters *filters)
{
    g_autoptr(GError) unread = NULL;
    g_autofree char *not_judged = filters ? link_filters_not_judged(filters) : NULL;

    if (!packets_were_read(&f->packets, &unread))
        diag("%s: %s", f->name, unread->message);
    if (not_judged)
        diag("%s: --filter does not count %s", f->name, not_judged);
    return !unread;
}

/* True if it was read to its end. */
static bool
read_open_file(file *f, const files_plan *plan, GError **error)
{
    g_autoptr(GError) local = NULL;
    bool complete = false;

    if (!open_packets(f))
        return signals_wanted();
    bool ready = packets_begin(&f->packets, plan->filters, &local);
    keeper_end_filters(plan->keeper);
    if (ready) {
        read_packets(f, plan);
        complete = report_end(f, plan->in);
        complete &= report_links(f, plan->filters);
    } else if (g_error_matches(local, PACKETS_ERROR, PACKETS_ERROR_FILTER)) {
        g_propagate_error(error, g_steal_pointer(&local));
    } else {
        diag("%s: %s", f->name, local->message);
    }
    packets_end(&f->packets);
    return complete;
}

/* A summary is lines of JSON objects, which no capture begins like. */
static bool
is_summary(const file *f)
{
    FILE *stream = bytes_stream(f->bytes);
    int c = getc(stream);

    ungetc(c, stream);
    return c == '{';
}

/* A word that is no file can be a table, or a command that is no first word. */
static void
tell_unread(const char *name, const GError *error)
{
    bool is_file = !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_autofree char *meant = is_file ? NULL : options_meant(name);
    g_autofree char *hint = iot_nearest_hint(meant);

    diag("%s: cannot be read: %s%s", name, error->message, hint);
}

static bool
read_file(guint input, const files_plan *plan, GError **error)
{
    g_autoptr(GError) local = NULL;
    const char *path = plan->paths[input];
    file f = {
        .name = strcmp(path, BYTES_STDIN) == 0 ? "standard input" : path,
        .packets = {.in = plan->in, .after = plan->after, .user_data = plan->user_data},
        .frames_before = plan->in->frames,
    };

    f.bytes = bytes_take(keeper_open(plan->keeper, input), plan->after, plan->user_data,
                         plan->asked, &local);
    if (!f.bytes) {
        tell_unread(f.name, local);
        return false;
    }
    bool complete = true;
    if (plan->summary && is_summary(&f)) {
        keeper_end_filters(plan->keeper);
        summary_read_bytes(f.bytes, f.name, plan->summary, plan->progress, &complete);
        return complete;
    }
    f.packets.bytes = f.bytes;
    f.packets.interfaces = bytes_pcapng(f.bytes);
    plan->in->span = (iot_span){0};
    complete = read_open_file(&f, plan, error);
    if (plan->spans && plan->in->frames > f.frames_before)
        g_array_append_val(plan->spans, plan->in->span);
    bytes_free(f.bytes);
    g_free(f.broken);
    return complete;
}

bool
files_read(const files_plan *plan, bool *ret_complete, GError **error)
{
    GError *local = NULL;
    bool complete = true;

    for (guint i = plan->first; plan->paths[i] && (i < plan->end || !plan->end) && !local; i++)
        if (!signals_wanted() && !intake_is_full(plan->in))
            complete &= read_file(i, plan, &local);
    if (plan->progress)
        progress_end(plan->progress);
    *ret_complete = complete;
    if (local)
        g_propagate_error(error, local);
    return local == NULL;
}
