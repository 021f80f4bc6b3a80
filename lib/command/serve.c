/* serve.c - the picture for browsers, renewed while packets come
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/serve.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/budget.h"
#include "base/json-write.h"
#include "command/diagnostics.h"
#include "command/serve-address.h"
#include "command/serve-answer.h"
#include "command/serve-token.h"
#include "command/signals.h"
#include "write/live-page.h"

/* Between two looks at who asks, while packets come without a pause; and how long one may take. */
#define EVERY_MS 5
#define LOOK_MS  10
/* Without a question, who is slow is still cut off. */
#define IDLE_MS 500
/* Of a question's head, with room for ours. */
#define HEAD_MAX_BYTES 16384
/* A connection that says nothing at all. */
#define SILENT_S 20
/* Answers that are not the newest any more have this part of what reports have. */
#define ROOM_SHARE 4

#define NS_PER_MS 1000000

struct server {
    const options *options;
    serve_address address;
    char *token;                                                 /* NULL: none is needed */
    bool is_new;                                                 /* nobody knows the token yet */
    int socket;                                                  /* -1: the daemon has it */
    bool inherited[SERVER_READERS_TO - SERVER_READERS_FROM + 1]; /* open when we began */
    int holder;         /* of numbers that no reader may have */
    bool port_is_found; /* nobody said which */
    gint64 next_us;     /* when to look next */
    bool over;          /* all was read */
    server_source from; /* what is shown */
    GString *policy;
    site site;
    struct MHD_Daemon *daemon; /* NULL: it has not begun */
};

/* --- What is shown */

static void
write_kept(const server *s, iot_json_writer *to)
{
    const kept *k = s->from.kept;
    uint64_t n = k ? kept_packets(k) : 0;

    if (!k) {
        iot_json_put_text(to, "kept", NULL);
        return;
    }
    iot_json_begin(to, "kept", '{');
    iot_json_put_int(to, "packets", (int64_t)n);
    if (n > 0)
        iot_json_put_int(to, "since_ms", kept_since_ns(k) / NS_PER_MS);
    iot_json_end(to, '}');
}

static void
write_state(GString *out, void *user_data)
{
    const server *s = user_data;
    iot_json_writer to = {.text = out};

    iot_json_begin(&to, NULL, '{');
    iot_json_put_text(&to, "interface", s->options->interface);
    iot_json_put_bool(&to, "over", s->over);
    write_kept(s, &to);
    g_string_append(out, ",\"picture\":");
    s->from.write(out, s->from.user_data);
    g_string_append_c(out, '}');
}

static uint64_t
version_of_state(void *user_data)
{
    const server *s = user_data;

    return s->from.packets(s->from.user_data) * 2 + s->over;
}

/* --- The socket */

/* At other addresses than this machine's own, everybody around could look; and whole packets, taken
 * with root's rights, are not for every user of this one. */
static bool
find_token(server *s, GError **error)
{
    if (s->options->serve_token) {
        s->token = serve_token_read(s->options->serve_token, error);
        return s->token != NULL;
    }
    s->is_new = !serve_address_is_loopback(&s->address) || s->options->keep_bytes > 0;
    s->token = s->is_new ? serve_token_new() : NULL;
    return true;
}

server *
server_new(const options *o, GError **error)
{
    server *s = g_new0(server, 1);

    s->options = o;
    s->socket = s->holder = -1;
    for (int fd = SERVER_READERS_FROM; fd <= SERVER_READERS_TO; fd++)
        s->inherited[fd - SERVER_READERS_FROM] = fcntl(fd, F_GETFD) >= 0;
    if (!serve_address_parse(o->serve, &s->address)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--serve: \"%s\" is no port, ADDRESS:PORT or [ADDRESS]:PORT", o->serve);
    } else if (find_token(s, error)) {
        s->port_is_found = s->address.port == 0;
        s->socket = serve_address_listen(&s->address, error);
    }
    if (s->socket >= 0)
        return s;
    server_free(s);
    return NULL;
}

void
server_free(server *s)
{
    if (!s)
        return;
    if (s->site.page)
        MHD_destroy_response(s->site.page);
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    revisions_free(s->site.revisions);
    readers_free(s->site.readers);
    if (s->policy)
        g_string_free(s->policy, TRUE);
    if (s->socket >= 0)
        close(s->socket);
    if (s->holder >= 0)
        close(s->holder);
    g_free(s->token);
    g_free(s);
}

int
server_socket(const server *s)
{
    return s ? s->socket : -1;
}

int
server_holder(const server *s)
{
    return s ? s->holder : -1;
}

/* --- The daemon */

static void
on_connection(void *user_data, struct MHD_Connection *connection, void **reader_of_it,
              enum MHD_ConnectionNotificationCode what)
{
    site *at = user_data;
    const union MHD_ConnectionInfo *info;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *reader_of_it = reader_came(at->readers, info->connect_fd);
    } else {
        reader_gone(at->readers, *reader_of_it);
        *reader_of_it = NULL;
    }
}

static void
on_answered(void *user_data G_GNUC_UNUSED, struct MHD_Connection *connection,
            void **begun G_GNUC_UNUSED, enum MHD_RequestTerminationCode how G_GNUC_UNUSED)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    if (info && info->socket_context)
        reader_waits(info->socket_context);
}

static void
make_site(server *s)
{
    const serve_source source = {write_state, version_of_state, s};
    GString *page = g_string_new(NULL);

    s->policy = g_string_new(NULL);
    iot_write_live_page(page, s->policy);
    gsize length = page->len;
    s->site = (site){
        .token = s->token,
        .readers = readers_new(),
        .revisions = revisions_new(
            &source, iot_budget_share(s->options->memory_bytes, IOT_BUDGET_REPORTS) / ROOM_SHARE),
        .page = MHD_create_response_from_buffer(length, g_string_free(page, FALSE),
                                                MHD_RESPMEM_MUST_FREE),
        .policy = s->policy->str,
        .kept = s->from.kept,
    };
    MHD_add_response_header(s->site.page, MHD_HTTP_HEADER_CONTENT_TYPE, "text/html; charset=utf-8");
}

/* Whatever has a number below those of readers keeps it; a number that becomes free there is taken
 * at once, or a reader would get it. */
static void
hold_numbers(const server *s)
{
    int fd;

    do
        fd = dup(s->holder);
    while (fd >= 0 && fd < SERVER_READERS_FROM);
    if (fd >= SERVER_READERS_FROM)
        close(fd);
}

/* What whoever started us left open there was for what we have opened by now. */
static bool
free_numbers(const server *s, GError **error)
{
    for (int fd = SERVER_READERS_FROM; fd <= SERVER_READERS_TO; fd++) {
        if (s->inherited[fd - SERVER_READERS_FROM]) {
            close(fd);
        } else if (fcntl(fd, F_GETFD) >= 0) {
            g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_MFILE,
                                "--serve: too many files are open");
            return false;
        }
    }
    return true;
}

/* No name here has an escape in it: what has one names nothing. */
static size_t
leave_as_it_is(void *user_data G_GNUC_UNUSED, struct MHD_Connection *connection G_GNUC_UNUSED,
               char *text)
{
    return strlen(text);
}

static bool
start_daemon(server *s, GError **error)
{
    s->daemon = MHD_start_daemon(
        MHD_USE_EPOLL, s->address.port, NULL, NULL, answer, &s->site, MHD_OPTION_LISTEN_SOCKET,
        s->socket, MHD_OPTION_CONNECTION_LIMIT, (unsigned)READERS_CONNECTIONS_MAX,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_as_it_is, NULL, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)SILENT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_MAX_BYTES,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION, on_connection, &s->site,
        MHD_OPTION_NOTIFY_COMPLETED, on_answered, NULL, MHD_OPTION_END);
    if (s->daemon) {
        s->socket = -1;
        return true;
    }
    g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                        "--serve: libmicrohttpd does not start");
    return false;
}

bool
server_begin(server *s, const server_source *source, GError **error)
{
    s->from = *source;
    s->holder = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (!free_numbers(s, error))
        return false;
    make_site(s);
    if (!start_daemon(s, error))
        return false;
    hold_numbers(s);
    return true;
}

void
server_tell(const server *s, bool quiet)
{
    /* Whoever does not know the port or the token cannot look. */
    if (quiet && !s->is_new && !s->port_is_found)
        return;
    g_autofree char *url = serve_address_url(&s->address);
    diag("the page is at %s%s%s", url, s->token ? "?token=" : "",
         !s->token   ? ""
         : s->is_new ? s->token
                     : "…, with the token of --serve-token");
}

int
server_descriptor(const server *s)
{
    const union MHD_DaemonInfo *info =
        s && s->daemon ? MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;

    return info ? info->epoll_fd : -1;
}

int
server_wait_ms(const server *s, int ms)
{
    MHD_UNSIGNED_LONG_LONG most;

    if (!s || !s->daemon || MHD_get_timeout(s->daemon, &most) != MHD_YES)
        return ms;
    return (int)MIN((MHD_UNSIGNED_LONG_LONG)ms, most);
}

void
server_tick(server *s)
{
    if (!s || !s->daemon || g_get_monotonic_time() < s->next_us)
        return;
    readers_cut_slow(s->site.readers);
    hold_numbers(s);
    gint64 last_us = g_get_monotonic_time() + LOOK_MS * G_TIME_SPAN_MILLISECOND;
    do
        MHD_run(s->daemon);
    while (server_wait_ms(s, IDLE_MS) == 0 && g_get_monotonic_time() < last_us);
    s->next_us = g_get_monotonic_time() + EVERY_MS * G_TIME_SPAN_MILLISECOND;
}

void
server_go_on(server *s)
{
    struct pollfd asked = {.fd = server_descriptor(s), .events = POLLIN};

    s->over = true;
    while (!signals_wanted()) {
        poll(&asked, 1, server_wait_ms(s, IDLE_MS));
        s->next_us = 0;
        server_tick(s);
    }
}
