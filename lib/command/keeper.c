/* keeper.c - a second process that keeps the rights of who started us: the side that asks it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The second process is the child: so whoever started us watches, signals and waits for the one
 * that reads packets, and learns how that ended.
 */
#include "command/keeper.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/diagnostics.h"
#include "command/input-stream.h"
#include "command/keeper-serve.h"
#include "command/keeper-talk.h"
#include "command/privileges.h"
#include "command/sandbox.h"

struct keeper {
    pid_t pid; /* 0: there is no second process */
    int socket;
    char *const *paths;
    int first; /* the one input that was opened at once; -1: none was */
    bool has_output, has_filter;
    bool has_directory; /* among the inputs, when it began */
    bool at_last;       /* the last input was opened */
    bool is_lost;
};

static bool
is_there(const keeper *k)
{
    return k->pid > 0;
}

/* What there is to do when there is no way to open any more. */
static bool
is_needed(const keeper_duties *duties, const keeper *k)
{
    bool opens = duties->paths && k->first < 0 &&
                 (duties->paths[1] || strcmp(duties->paths[0], BYTES_STDIN) != 0);

    return duties->target || duties->filter || opens;
}

/* One file, and no second process is needed for it. What is no file may make us wait, and while we
 * wait we are to be without rights. */
static int
open_only_file(const keeper_duties *duties)
{
    struct stat facts;

    if (duties->paths[1] || strcmp(duties->paths[0], BYTES_STDIN) == 0 ||
        stat(duties->paths[0], &facts) != 0 || !S_ISREG(facts.st_mode))
        return -1;
    return keeper_open_path(duties->paths[0]);
}

/* Ctrl-C is for who reads packets. When that one is dead, it ends us even while we wait for a slow
 * reader of our output; but not between two names of a file (out-replace.c). */
static void
heed_nobody_else(void)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

    for (unsigned i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_IGN);
    signal(SIGUSR1, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0);
}

static void
run_keeper(int socket, const keeper_duties *duties)
{
    g_autoptr(GError) error = NULL;

    heed_nobody_else();
    if (privileges_keep_files(&error) && (!duties->confine || sandbox_enter_keeper(&error)))
        keeper_serve(socket, duties);
    else
        diag("%s", error->message);
    _exit(0);
}

static bool
start(keeper *k, const keeper_duties *duties, GError **error)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        goto failed;
    k->pid = fork();
    if (k->pid == 0) {
        close(ends[0]);
        if (duties->listener >= 0)
            close(duties->listener);
        if (k->first >= 0)
            close(k->first);
        g_free(k);
        run_keeper(ends[1], duties);
    }
    close(ends[1]);
    k->socket = ends[0];
    if (k->pid > 0)
        return true;
failed:
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                "cannot start a second process: %s", g_strerror(errno));
    return false;
}

static bool
any_is_directory(char *const *paths)
{
    bool any = false;

    for (guint i = 0; paths[i] && !any; i++)
        any = g_file_test(paths[i], G_FILE_TEST_IS_DIR);
    return any;
}

keeper *
keeper_new(const keeper_duties *duties, GError **error)
{
    keeper *k = g_new0(keeper, 1);

    k->socket = -1;
    k->paths = duties->paths;
    k->first = duties->paths ? open_only_file(duties) : -1;
    k->has_output = duties->target != NULL;
    k->has_filter = duties->filter != NULL;
    k->has_directory = duties->paths && any_is_directory(duties->paths);
    if (!is_needed(duties, k) || start(k, duties, error))
        return k;
    keeper_free(k);
    return NULL;
}

static void
end(keeper *k)
{
    if (!is_there(k))
        return;
    close(k->socket);
    while (waitpid(k->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    k->pid = 0;
    k->socket = -1;
}

void
keeper_free(keeper *k)
{
    if (!k)
        return;
    end(k);
    if (k->first >= 0)
        close(k->first);
    g_free(k);
}

int
keeper_socket(const keeper *k)
{
    return k->socket;
}

/* Its work is done when the last input is open and has its filters, unless there is an output. */
static void
end_after(keeper *k, guint input)
{
    int why = errno;

    k->at_last = !k->paths[input + 1];
    if (k->at_last && !k->has_output && !k->has_filter && !k->has_directory)
        end(k);
    errno = why;
}

/* Says what is wanted. Whoever is lost stays lost. */
static bool
ask(keeper *k, keeper_wish wish, uint32_t number, const char *data, gsize length)
{
    const keeper_request request = {wish, number, (uint32_t)length};

    if (!is_there(k) || k->is_lost)
        return false;
    k->is_lost =
        !keeper_send(k->socket, &request, sizeof request) || !keeper_send(k->socket, data, length);
    return !k->is_lost;
}

/* Of a reply its status and bytes. False if there is none. */
static bool
hear(keeper *k, int *ret_status, GByteArray *reply_bytes)
{
    keeper_reply reply;
    int fd;

    if (k->is_lost || !is_there(k))
        return false;
    k->is_lost = !keeper_receive_reply(k->socket, &reply, &fd);
    if (k->is_lost)
        return false;
    g_byte_array_set_size(reply_bytes, reply.length);
    k->is_lost = !keeper_receive(k->socket, reply_bytes->data, reply.length);
    *ret_status = reply.status;
    return !k->is_lost;
}

static bool
fail_lost(GError **error)
{
    g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                        "the process that opens and writes files has ended");
    return false;
}

static int
steal(int *fd)
{
    int taken = *fd;

    *fd = -1;
    return taken;
}

static int
ask_to_open(keeper *k, keeper_wish wish, guint input, const char *name)
{
    keeper_reply reply;
    int fd;

    if (!ask(k, wish, input, name, name ? strlen(name) : 0) ||
        !keeper_receive_reply(k->socket, &reply, &fd)) {
        errno = ECHILD;
        return -1;
    }
    if (fd < 0)
        errno = reply.status ? reply.status : EMFILE;
    return fd;
}

int
keeper_open(keeper *k, guint input)
{
    int fd;

    if (strcmp(k->paths[input], BYTES_STDIN) == 0)
        fd = STDIN_FILENO;
    else
        fd = k->first >= 0 ? steal(&k->first) : ask_to_open(k, KEEPER_OPEN, input, NULL);
    end_after(k, input);
    return fd;
}

bool
keeper_list(keeper *k, guint input, GByteArray *out)
{
    int status;

    if (!ask(k, KEEPER_LIST, input, NULL, 0) || !hear(k, &status, out)) {
        errno = ECHILD;
        return false;
    }
    errno = status;
    return status == 0;
}

int
keeper_open_in_directory(keeper *k, guint input, const char *name)
{
    return ask_to_open(k, KEEPER_OPEN_IN, input, name);
}

int
keeper_read_back(keeper *k, const char *name)
{
    return ask_to_open(k, KEEPER_READ, 0, name);
}

void
keeper_prune(keeper *k)
{
    g_autoptr(GByteArray) reply_bytes = g_byte_array_new();
    int status;

    if (ask(k, KEEPER_PRUNE, 0, NULL, 0))
        hear(k, &status, reply_bytes);
}

bool
keeper_compile(keeper *k, int dlt, struct bpf_program *ret_program, GError **error)
{
    g_autoptr(GByteArray) reply_bytes = g_byte_array_new();
    int status;

    if (!ask(k, KEEPER_COMPILE, (uint32_t)dlt, NULL, 0) || !hear(k, &status, reply_bytes))
        return fail_lost(error);
    if (status != 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%.*s", (int)reply_bytes->len,
                    (const char *)reply_bytes->data);
        return false;
    }
    /* pcap_freecode uses free(). */
    ret_program->bf_len = (u_int)(reply_bytes->len / sizeof *ret_program->bf_insns);
    ret_program->bf_insns = malloc(reply_bytes->len);
    memcpy(ret_program->bf_insns, reply_bytes->data, reply_bytes->len);
    return true;
}

void
keeper_end_filters(keeper *k)
{
    if (k->at_last && !k->has_output && !k->has_directory)
        end(k);
}

static void
begin(const char *name, void *user_data)
{
    ask(user_data, KEEPER_BEGIN, 0, name, name ? strlen(name) : 0);
}

static void
put(const char *data, gsize length, void *user_data)
{
    for (gsize done = 0; done < length; done += KEEPER_BYTES_MAX)
        ask(user_data, KEEPER_PUT, 0, data + done, MIN(length - done, KEEPER_BYTES_MAX));
}

/* Writing may take as long as somebody wants to read, and can be ended. What comes then is short:
 * whoever waits for our end finds the old file or the new one, and nothing on the way. */
static bool
commit(void *user_data, char **ret_note, GError **error)
{
    g_autoptr(GByteArray) reply_bytes = g_byte_array_new();
    keeper *k = user_data;
    sigset_t before;
    int status;

    if (!ask(k, KEEPER_WRITTEN, 0, NULL, 0) || !hear(k, &status, reply_bytes))
        return fail_lost(error);
    iot_out_hold_signals(&before);
    bool heard = ask(k, KEEPER_COMMIT, 0, NULL, 0) && hear(k, &status, reply_bytes);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (!heard)
        return fail_lost(error);
    const char *text = (const char *)reply_bytes->data;
    if (status != 0)
        g_set_error(error, G_FILE_ERROR, status - 1, "%.*s", (int)reply_bytes->len, text);
    else if (reply_bytes->len > 0)
        *ret_note = g_strndup(text, reply_bytes->len);
    return status == 0;
}

static void
keep(void *user_data)
{
    ask(user_data, KEEPER_KEEP, 0, NULL, 0);
}

void
keeper_take_over(keeper *k, iot_export_target *target)
{
    static const iot_out_delegate to = {
        .begin = begin, .write = put, .commit = commit, .keep = keep};

    if (target && target->file)
        iot_out_file_delegate(target->file, &to, k);
    if (target && target->directory)
        iot_out_directory_delegate(target->directory, &to, k);
}
