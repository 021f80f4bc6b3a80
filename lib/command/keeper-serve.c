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
#include <sys/stat.h>
#include <unistd.h>

#include "command/directory-list.h"
#include "command/keeper-talk.h"
#include "command/packet-filter.h"

/* The longest name of a file that the system has. */
#define NAME_MAX_BYTES 255

typedef struct service {
    int socket;
    const keeper_duties *duties;
    guint n_inputs;
    int *directories;   /* by input, once it was listed; -1: it was not */
    iot_out_file *file; /* that is being written */
    iot_out_file *one;  /* the same, if it is one of a directory; NULL: it is not */
    GError *error;      /* of what was begun */
    bool begun;
    char bytes[KEEPER_BYTES_MAX]; /* that came with the request */
} service;

/* What was not to be waited for while it was opened is read like others. */
static int
let_wait(int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    return fd;
}

static int
refuse(int fd, int why)
{
    close(fd);
    errno = why;
    return -1;
}

int
keeper_open_path(const char *path)
{
    /* Who waits here for the writer of a FIFO could not be stopped. Reading will wait. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat facts;

    if (fd < 0)
        return -1;
    /* A way into the file system is nothing to hand over. */
    return fstat(fd, &facts) == 0 && S_ISDIR(facts.st_mode) ? refuse(fd, EISDIR) : let_wait(fd);
}

int
keeper_open_in(int directory, const char *name)
{
    int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW;
    int fd = openat(directory, name, flags);
    struct stat facts;

    if (fd < 0)
        return -1;
    return fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) ? let_wait(fd) : refuse(fd, EINVAL);
}

static bool
answer(const service *s, int status, const void *bytes, gsize length)
{
    const keeper_reply reply = {.status = status, .length = (uint32_t)length};

    return keeper_send_reply(s->socket, &reply, -1) && keeper_send(s->socket, bytes, length);
}

/* Takes ownership of a descriptor. @param fd -1: there is none, and errno says why */
static bool
hand_over(const service *s, int fd)
{
    const keeper_reply reply = {.status = fd < 0 ? errno : 0};
    bool sent = keeper_send_reply(s->socket, &reply, fd);
    if (fd >= 0)
        close(fd);
    return sent;
}

static bool
open_input(service *s, const keeper_request *request)
{
    return request->number < s->n_inputs &&
           hand_over(s, keeper_open_path(s->duties->paths[request->number]));
}

/* A name that leads nowhere else, and is not hidden. */
static bool
is_plain_name(const char *bytes, gsize length)
{
    return length > 0 && length <= NAME_MAX_BYTES && bytes[0] != '.' &&
           !memchr(bytes, '/', length) && !memchr(bytes, '\0', length);
}

/* Opened anew each time: it may have been mounted meanwhile. */
static bool
list_directory(service *s, const keeper_request *request)
{
    if (request->number >= s->n_inputs)
        return false;
    g_autoptr(GByteArray) found = g_byte_array_new();
    int *at = &s->directories[request->number];
    if (*at >= 0)
        close(*at);
    *at = open(s->duties->paths[request->number], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = *at >= 0 && directory_list(*at, found);
    return answer(s, good ? 0 : errno, found->data, good ? found->len : 0);
}

/* Of what is named as a summary only, and never through a link. */
static bool
open_in_directory(service *s, const keeper_request *request)
{
    if (request->number >= s->n_inputs || !is_plain_name(s->bytes, request->length))
        return false;
    g_autofree char *name = g_strndup(s->bytes, request->length);
    return directory_names_summary(name) &&
           hand_over(s, keeper_open_in(s->directories[request->number], name));
}

static bool
compile(service *s, const keeper_request *request)
{
    struct bpf_program program;
    g_autofree char *why = NULL;

    if (!s->duties->filter)
        return false;
    if (!packet_filter_compile(s->duties->filter, (int)request->number, &program, &why))
        return answer(s, 1, why, strlen(why));
    bool sent = answer(s, 0, program.bf_insns, program.bf_len * sizeof *program.bf_insns);
    pcap_freecode(&program);
    return sent;
}

/* A collector writes, reads and removes what is called as its own, and nothing else that may be in
 * the directory. NULL: it is not one of those. */
static char *
name_in_directory(const service *s, gsize length)
{
    const collector_bounds *collector = s->duties->collector;
    gint64 begin_s;

    if (!is_plain_name(s->bytes, length))
        return NULL;
    char *name = g_strndup(s->bytes, length);
    if (!collector || collector_file_parse(collector->name, name, &begin_s))
        return name;
    g_free(name);
    return NULL;
}

static bool
begin_in_directory(service *s, gsize length)
{
    g_autofree char *name = name_in_directory(s, length);
    if (!name)
        return false;
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

static bool
read_back(service *s, const keeper_request *request)
{
    if (!s->duties->collector || !s->duties->target || !s->duties->target->directory)
        return false;
    g_autofree char *name = name_in_directory(s, request->length);
    return name &&
           hand_over(
               s, keeper_open_in(iot_out_directory_descriptor(s->duties->target->directory), name));
}

static bool
prune(service *s, const keeper_request *request G_GNUC_UNUSED)
{
    if (!s->duties->collector || !s->duties->target || !s->duties->target->directory)
        return false;
    collector_files_prune(iot_out_directory_descriptor(s->duties->target->directory),
                          s->duties->collector, g_get_real_time() / G_USEC_PER_SEC);
    return answer(s, 0, NULL, 0);
}

typedef bool (*fulfil_fn)(service *s, const keeper_request *request);

static const fulfil_fn wishes[] = {
    [KEEPER_OPEN] = open_input,     [KEEPER_COMPILE] = compile,
    [KEEPER_BEGIN] = begin,         [KEEPER_PUT] = put,
    [KEEPER_WRITTEN] = written,     [KEEPER_COMMIT] = commit,
    [KEEPER_KEEP] = keep,           [KEEPER_READ] = read_back,
    [KEEPER_LIST] = list_directory, [KEEPER_OPEN_IN] = open_in_directory,
    [KEEPER_PRUNE] = prune,
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
    s->directories = g_new(int, s->n_inputs);
    for (guint i = 0; i < s->n_inputs; i++)
        s->directories[i] = -1;
    while (serve_one(s))
        ;
    iot_out_file_free(s->one);
    g_clear_error(&s->error);
    for (guint i = 0; i < s->n_inputs; i++)
        if (s->directories[i] >= 0)
            close(s->directories[i]);
    g_free(s->directories);
    g_free(s);
    /* A directory that was made in vain goes. */
    iot_export_target_free(duties->target);
}
