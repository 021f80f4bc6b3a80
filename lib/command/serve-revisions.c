/* serve-revisions.c - what the page shows, made once for all its readers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/serve-revisions.h"

/* As reports do (watch.c): packets would pile up behind it. */
#define SHARE_OF_TIME 10

/* One of them; freed by libmicrohttpd when its last reader has it. */
typedef struct revision {
    revisions *all;
    char *text;
    gsize length;
} revision;

struct revisions {
    serve_source source;
    uint64_t room_bytes, held_bytes; /* by readers, the newest included */
    struct MHD_Response *newest;     /* NULL: there is none yet */
    gsize newest_bytes;
    uint64_t version;
    gint64 next_us;
    uint32_t run; /* tells those of another run apart */
    uint64_t number;
    char tag[48];
};

revisions *
revisions_new(const serve_source *source, uint64_t room_bytes)
{
    revisions *all = g_new0(revisions, 1);

    all->source = *source;
    all->room_bytes = room_bytes;
    all->run = g_random_int();
    return all;
}

void
revisions_free(revisions *all)
{
    if (!all)
        return;
    if (all->newest)
        MHD_destroy_response(all->newest);
    g_free(all);
}

static void
free_revision(void *data)
{
    revision *one = data;

    one->all->held_bytes -= one->length;
    g_free(one->text);
    g_free(one);
}

static struct MHD_Response *
make(revisions *all)
{
    GString *text = g_string_new(NULL);
    revision *one = g_new0(revision, 1);

    all->source.write(text, all->source.user_data);
    one->all = all;
    one->length = text->len;
    one->text = g_string_free(text, FALSE);
    all->held_bytes += one->length;
    all->newest_bytes = one->length;
    return MHD_create_response_from_buffer_with_free_callback_cls(one->length, one->text,
                                                                  free_revision, one);
}

static void
renew(revisions *all)
{
    gint64 begin_us = g_get_monotonic_time();

    if (all->newest)
        MHD_destroy_response(all->newest);
    all->version = all->source.version(all->source.user_data);
    all->newest = make(all);
    g_snprintf(all->tag, sizeof all->tag, "\"%08x-%" G_GUINT64_FORMAT "\"", all->run,
               ++all->number);
    MHD_add_response_header(all->newest, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    MHD_add_response_header(all->newest, MHD_HTTP_HEADER_ETAG, all->tag);
    gint64 end_us = g_get_monotonic_time();
    all->next_us = end_us + MAX(REVISIONS_EVERY_MS * G_TIME_SPAN_MILLISECOND,
                                (end_us - begin_us) * SHARE_OF_TIME);
}

static bool
is_due(revisions *all)
{
    return g_get_monotonic_time() >= all->next_us &&
           all->source.version(all->source.user_data) != all->version;
}

/* The newest becomes an older one. */
static bool
has_room(const revisions *all)
{
    return all->held_bytes == all->newest_bytes || all->held_bytes <= all->room_bytes;
}

struct MHD_Response *
revisions_get(revisions *all, readers *who)
{
    if (!all->newest)
        renew(all);
    else if (is_due(all) && has_room(all))
        renew(all);
    else if (is_due(all))
        readers_cut_behind(who);
    return all->newest;
}

const char *
revisions_tag(const revisions *all)
{
    return all->tag;
}
