/* serve-answer.c - what is answered to whom
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/serve-answer.h"

#include <string.h>

#include "command/serve-address.h"
#include "command/serve-token.h"

#define BEARER  "Bearer "
#define PACKETS "/packets/"
#define PCAPNG  ".pcapng"
/* Of packets in one go. */
#define PACKETS_BYTES 65536

/* One question. */
typedef struct question {
    site *site;
    struct MHD_Connection *connection;
    const char *path;
} question;

static const char *
header(const question *q, const char *name)
{
    return MHD_lookup_connection_value(q->connection, MHD_HEADER_KIND, name);
}

static reader *
reader_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info->socket_context;
}

/* Of every answer: nobody keeps it, frames it, guesses what it is, or has it told to others. */
static void
add_headers(const question *q, struct MHD_Response *response)
{
    const char *const all[][2] = {
        {"Cache-Control", "no-store"},
        {"Content-Security-Policy", q->site->policy},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Referrer-Policy", "no-referrer"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
        if (!MHD_get_response_header(response, all[i][0]))
            MHD_add_response_header(response, all[i][0], all[i][1]);
}

/* A line of text, none if it is NULL; `name` and `value` are a header more, or NULL. */
static enum MHD_Result
say(const question *q, unsigned status, const char *text, const char *name, const char *value)
{
    g_autofree char *line = text ? g_strconcat(text, "\n", NULL) : g_strdup("");
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(line), line, MHD_RESPMEM_MUST_COPY);

    add_headers(q, response);
    if (text)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                                "text/plain; charset=utf-8");
    if (name)
        MHD_add_response_header(response, name, value);
    reader_is_answered(reader_of(q->connection), false);
    enum MHD_Result result = MHD_queue_response(q->connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result
give(const question *q, struct MHD_Response *response)
{
    add_headers(q, response);
    reader_is_answered(reader_of(q->connection), false);
    return MHD_queue_response(q->connection, MHD_HTTP_OK, response);
}

/* --- Who may ask */

typedef struct counted {
    const char *name;
    unsigned n;
} counted;

static enum MHD_Result
count_header(void *user_data, enum MHD_ValueKind kind G_GNUC_UNUSED, const char *name,
             const char *value G_GNUC_UNUSED)
{
    counted *c = user_data;

    c->n += g_ascii_strcasecmp(name, c->name) == 0;
    return MHD_YES;
}

static bool
is_once(const question *q, const char *name)
{
    counted c = {.name = name};

    MHD_get_connection_values(q->connection, MHD_HEADER_KIND, count_header, &c);
    return c.n == 1;
}

static bool
host_is_ours(const question *q)
{
    return is_once(q, MHD_HTTP_HEADER_HOST) && serve_host_is_ours(header(q, MHD_HTTP_HEADER_HOST));
}

/* A page says where it is from if it is not a plain visit; it can only be our own. */
static bool
is_from_us(const question *q)
{
    const char *origin = header(q, MHD_HTTP_HEADER_ORIGIN), *from = header(q, "Sec-Fetch-Site");
    g_autofree char *ours = g_strconcat("http://", header(q, MHD_HTTP_HEADER_HOST), NULL);

    if (origin && g_ascii_strcasecmp(origin, ours) != 0)
        return false;
    return !from || strcmp(q->path, "/") == 0 || strcmp(from, "same-origin") == 0 ||
           strcmp(from, "none") == 0;
}

/* In the URL, for browsers; in a header, for scripts. */
static bool
knows_token(const question *q)
{
    const char *token = q->site->token, *given = header(q, MHD_HTTP_HEADER_AUTHORIZATION);

    if (!token)
        return true;
    if (given)
        return g_str_has_prefix(given, BEARER) && serve_token_is(token, given + strlen(BEARER));
    return serve_token_is(
        token, MHD_lookup_connection_value(q->connection, MHD_GET_ARGUMENT_KIND, "token"));
}

/* --- What is asked for */

static enum MHD_Result
give_state(const question *q)
{
    struct MHD_Response *newest = revisions_get(q->site->revisions, q->site->readers);
    const char *tag = revisions_tag(q->site->revisions);
    const char *known = header(q, MHD_HTTP_HEADER_IF_NONE_MATCH);

    if (!known || strcmp(known, tag) != 0)
        return give(q, newest);
    return say(q, MHD_HTTP_NOT_MODIFIED, NULL, MHD_HTTP_HEADER_ETAG, tag);
}

static gssize
more_packets(void *search, uint64_t at G_GNUC_UNUSED, char *to, size_t max)
{
    size_t bytes = kept_search_take(search, to, max);

    return bytes > 0 ? (gssize)bytes : MHD_CONTENT_READER_END_OF_STREAM;
}

static void
free_search(void *search)
{
    kept_search_free(search);
}

/* Of "/packets/NAMES.pcapng", NAMES. NULL: it is no such path. Must be freed by the caller. */
static char *
names_in(const char *path)
{
    gsize length = strlen(path), begin = strlen(PACKETS), end = strlen(PCAPNG);

    if (!g_str_has_prefix(path, PACKETS) || !g_str_has_suffix(path, PCAPNG) ||
        length <= begin + end)
        return NULL;
    return g_strndup(path + begin, length - begin - end);
}

/* The first name, as file systems and browsers take it. */
static char *
disposition_of(const char *names)
{
    g_autofree char *first = g_strndup(names, strcspn(names, ","));

    return g_strdup_printf("attachment; filename=\"%s.pcapng\"", g_strdelimit(first, ":", '-'));
}

static enum MHD_Result
give_packets(const question *q, const char *names)
{
    kept_search *search = q->site->kept ? kept_find(q->site->kept, names) : NULL;

    if (!search)
        return say(q, MHD_HTTP_NOT_FOUND,
                   q->site->kept ? "These are no MACs or addresses."
                                 : "No packets are kept: --keep.",
                   NULL, NULL);
    g_autofree char *disposition = disposition_of(names);
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, PACKETS_BYTES, more_packets, search, free_search);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/x-pcapng");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION, disposition);
    enum MHD_Result result = give(q, response);
    reader_is_answered(reader_of(q->connection), true);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result
give_what(const question *q)
{
    if (strcmp(q->path, "/") == 0)
        return give(q, q->site->page);
    if (strcmp(q->path, "/state.json") == 0)
        return give_state(q);
    g_autofree char *names = names_in(q->path);
    if (names)
        return give_packets(q, names);
    return say(q, MHD_HTTP_NOT_FOUND, "There is nothing by that name here.", NULL, NULL);
}

/* Who is not let in keeps no connection: they would take the place of those who are. */
static enum MHD_Result
turn_away(const question *q, unsigned status, const char *why)
{
    return say(q, status, why, MHD_HTTP_HEADER_CONNECTION, "close");
}

static enum MHD_Result
judge(const question *q)
{
    if (!host_is_ours(q))
        return turn_away(q, MHD_HTTP_MISDIRECTED_REQUEST,
                         "Ask by this machine's address, its own name, or localhost.");
    if (!is_from_us(q))
        return turn_away(q, MHD_HTTP_FORBIDDEN, "Other sites may not ask.");
    if (!knows_token(q))
        return turn_away(q, MHD_HTTP_FORBIDDEN, "Ask with the token, as in the URL that was told.");
    if (!reader_sits(q->site->readers, reader_of(q->connection)))
        return turn_away(q, MHD_HTTP_SERVICE_UNAVAILABLE,
                         "There are too many readers; come back later.");
    return give_what(q);
}

/* Answered at once is what is not to be read to its end: the connection is closed behind it. */
static bool
has_body(const question *q)
{
    const char *length = header(q, MHD_HTTP_HEADER_CONTENT_LENGTH);

    return (length && strcmp(length, "0") != 0) || header(q, MHD_HTTP_HEADER_TRANSFER_ENCODING);
}

enum MHD_Result
answer(void *user_data, struct MHD_Connection *connection, const char *url, const char *method,
       const char *version G_GNUC_UNUSED, const char *upload G_GNUC_UNUSED,
       size_t *upload_bytes G_GNUC_UNUSED, void **begun)
{
    static const char mark;
    const question q = {user_data, connection, url};

    if (*begun)
        return judge(&q);
    *begun = (void *)&mark;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
        return say(&q, MHD_HTTP_METHOD_NOT_ALLOWED, "Nothing can be changed here.",
                   MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    if (has_body(&q))
        return say(&q, MHD_HTTP_BAD_REQUEST, "A question has no body.", NULL, NULL);
    return MHD_YES;
}
