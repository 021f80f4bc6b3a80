/* keeper-serve.c - the keeper's own side
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every word of a request may be forged: it chooses among what the command line named, and anything
 * else ends the service.
 */
#include "command/keeper-serve.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <string.h>
#include <unistd.h>

#include "command/keeper-talk.h"

/* The longest name of a file that the system has. */
#define NAME_MAX_BYTES 255

typedef struct service {
    int socket;
    const keeper_duties *duties;
    guint n_inputs;
    iot_out_file *file; /* that is being written */
    iot_out_file *one;  /* the same, if it is one of a directory; NULL: it is not */
    GError *error;      /* of what was begun */
    bool begun;
    char bytes[KEEPER_BYTES_MAX]; /* that came with the request */
} service;

int
keeper_open_path(const char *path)
{
    /* Who waits here for the writer of a FIFO could not be stopped. Reading will wait. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    if (fd >= 0)
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    return fd;
}

static bool
answer(const service *s, int status, const void *bytes, gsize length)
{
    const keeper_reply reply = {.status = status, .length = (uint32_t)length};

    return keeper_send_reply(s->socket, &reply, -1) && keeper_send(s->socket, bytes, length);
}

static bool
open_input(service *s, const keeper_request *request)
{
    if (request->a >= s->n_inputs)
        return false;
    int fd = keeper_open_path(s->duties->paths[request->a]);
    const keeper_reply reply = {.status = fd < 0 ? errno : 0};
    bool sent = keeper_send_reply(s->socket, &reply, fd);
    if (fd >= 0)
        close(fd);
    return sent;
}

static bool
compile(service *s, const keeper_request *request)
{
    struct bpf_program program;

    if (!s->duties->filter)
        return false;
    pcap_t *pcap = pcap_open_dead((int)request->a, (int)request->b);
    if (!pcap)
        return false;
    if (pcap_compile(pcap, &program, s->duties->filter, 1, PCAP_NETMASK_UNKNOWN) != 0) {
        const char *why = pcap_geterr(pcap);
        bool sent = answer(s, 1, why, strlen(why));
        pcap_close(pcap);
        return sent;
    }
    bool sent = answer(s, 0, program.bf_insns, program.bf_len * sizeof *program.bf_insns);
    pcap_freecode(&program);
    pcap_close(pcap);
    return sent;
}

/* A name that leads nowhere else, and is not hidden. */
static bool
is_plain_name(const char *bytes, gsize length)
{
    return length > 0 && length <= NAME_MAX_BYTES && bytes[0] != '.' &&
           !memchr(bytes, '/', length) && !memchr(bytes, '\0', length);
}

static bool
begin_in_directory(service *s, gsize length)
{
    if (!is_plain_name(s->bytes, length))
        return false;
    g_autofree char *name = g_strndup(s->bytes, length);
    s->one = iot_out_directory_find(s->duties->target->directory, name, &s->error);
    s->file = s->one;
    return true;
}

static bool
begin(service *s, const keeper_request *request)
{
    const iot_export_target *target = s->duties->target;

    if (s->begun || !target)
        return false;
    s->file = target->file;
    if (target->file ? request->length > 0 : !begin_in_directory(s, request->length))
        return false;
    s->begun = true;
    if (s->file)
        iot_out_file_begin(s->file, &s->error);
    return true;
}

static bool
put(service *s, const keeper_request *request)
{
    if (s->begun && !s->error)
        iot_out_file_write(s->file, s->bytes, request->length, &s->error);
    return s->begun;
}

static bool
written(service *s, const keeper_request *request G_GNUC_UNUSED)
{
    return s->begun && answer(s, 0, NULL, 0);
}

static bool
answer_commit(const service *s)
{
    const GError *error = s->error;
    const char *text = error ? error->message : iot_out_file_note(s->file);
    int code = !error ? -1 : error->domain == G_FILE_ERROR ? error->code : G_FILE_ERROR_FAILED;

    return answer(s, code + 1, text, text ? MIN(strlen(text), KEEPER_BYTES_MAX) : 0);
}

static bool
commit(service *s, const keeper_request *request G_GNUC_UNUSED)
{
    if (!s->begun)
        return false;
    if (!s->error && iot_out_file_commit(s->file, &s->error) && s->one)
        iot_out_directory_keep(s->duties->target->directory);
    bool sent = answer_commit(s);
    g_clear_pointer(&s->one, iot_out_file_free);
    g_clear_error(&s->error);
    s->begun = false;
    return sent;
}

static bool
keep(service *s, const keeper_request *request G_GNUC_UNUSED)
{
    if (!s->duties->target || !s->duties->target->directory)
        return false;
    iot_out_directory_keep(s->duties->target->directory);
    return true;
}

typedef bool (*fulfil_fn)(service *s, const keeper_request *request);

static const fulfil_fn wishes[] = {
    [KEEPER_OPEN] = open_input, [KEEPER_COMPILE] = compile, [KEEPER_BEGIN] = begin,
    [KEEPER_PUT] = put,         [KEEPER_WRITTEN] = written, [KEEPER_COMMIT] = commit,
    [KEEPER_KEEP] = keep,
};
G_STATIC_ASSERT(G_N_ELEMENTS(wishes) == KEEPER_WISHES);

static bool
serve_one(service *s)
{
    keeper_request request;

    return keeper_receive(s->socket, &request, sizeof request) && request.wish < KEEPER_WISHES &&
           request.length <= sizeof s->bytes &&
           keeper_receive(s->socket, s->bytes, request.length) && wishes[request.wish](s, &request);
}

void
keeper_serve(int socket, const keeper_duties *duties)
{
    service *s = g_new0(service, 1);

    s->socket = socket;
    s->duties = duties;
    s->n_inputs = duties->paths ? g_strv_length((char **)(uintptr_t)duties->paths) : 0;
    while (serve_one(s))
        ;
    iot_out_file_free(s->one);
    g_clear_error(&s->error);
    g_free(s);
    /* A directory that was made in vain goes. */
    iot_export_target_free(duties->target);
}
