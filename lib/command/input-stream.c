/* input-stream.c - the bytes of a capture: a file, standard input, compressed or not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * libpcap reads a stream of the C library's, and the stream reads through us. Nothing here blocks
 * for good: somebody may wait for a report.
 */
#include "command/input-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/expand.h"
#include "command/signals.h"
#include "command/wait.h"

/* The default of 4 KiB takes sixteen times as many calls; beyond this nothing is gained. */
#define BUFFER_BYTES  65536
#define IDLE_EVERY_MS 500

struct bytes {
    int fd;
    FILE *stream;
    uint64_t size;  /* 0: nobody knows */
    uint64_t taken; /* as they stand in the file */
    off64_t given;  /* plain ones */
    pcapng pcapng;
    uint8_t head[EXPAND_HEAD_BYTES]; /* those that were looked at */
    gsize head_bytes, head_given;
    bool looking;   /* at them, now */
    expand *expand; /* NULL: not compressed */
    char *trouble;
    bytes_idle_fn idle;
    void *user_data;
    const server *asked;
    pcap_records records;
    /* The stream's: glibc takes no size without one. */
    char buffer[BUFFER_BYTES];
};

/* Waits for bytes. False if somebody wants the end instead. */
static bool
wait_for_bytes(bytes *b)
{
    while (!signals_wanted()) {
        int n = wait_for(b->fd, b->asked, IDLE_EVERY_MS);
        if (n > 0 || (n < 0 && errno != EINTR))
            return true;
        if (n == 0 && b->idle)
            b->idle(b->user_data);
    }
    return false;
}

static gssize
read_raw(void *to, gsize size, void *user_data)
{
    bytes *b = user_data;
    gssize n;

    if (b->head_given < b->head_bytes && !b->looking) { /* counted when they were looked at */
        gsize left = MIN(size, b->head_bytes - b->head_given);
        memcpy(to, b->head + b->head_given, left);
        b->head_given += left;
        return (gssize)left;
    }
    do {
        if (!wait_for_bytes(b))
            return 0;
        n = read(b->fd, to, size);
    } while (n < 0 && errno == EINTR);
    if (n < 0 && !b->trouble)
        b->trouble = g_strdup(g_strerror(errno));
    b->taken += n > 0 ? (uint64_t)n : 0;
    return n;
}

static gssize
read_plain(void *to, gsize size, void *user_data)
{
    bytes *b = user_data;

    return b->expand ? expand_read(b->expand, to, size) : read_raw(to, size, b);
}

static ssize_t
cookie_read(void *cookie, char *to, size_t size)
{
    bytes *b = cookie;
    gssize n = (gssize)records_rest(&b->records, to, size);

    if (n == 0)
        n = read_plain(to, MIN(size, records_limit(&b->records)), b);
    if (n > 0) {
        records_pass(&b->records, (uint8_t *)to, (size_t)n);
        pcapng_even(&b->pcapng, (uint8_t *)to, (size_t)n);
    }
    b->given += n > 0 ? n : 0;
    return n;
}

/* For ftello(3) alone: where we are. */
static int
cookie_seek(void *cookie, off64_t *offset, int whence)
{
    const bytes *b = cookie;

    if (whence != SEEK_CUR || *offset != 0) {
        errno = ESPIPE;
        return -1;
    }
    *offset = b->given;
    return 0;
}

static int
cookie_close(void *cookie)
{
    bytes *b = cookie;

    if (b->fd > STDERR_FILENO)
        close(b->fd);
    b->fd = -1;
    return 0;
}

/* A pipe can be looked at only once, and gives as little at a time as it likes. */
static bool
look(bytes *b)
{
    gssize n = 1;

    b->looking = true;
    while (n > 0 && b->head_bytes < sizeof b->head) {
        n = read_raw(b->head + b->head_bytes, sizeof b->head - b->head_bytes, b);
        b->head_bytes += n > 0 ? (gsize)n : 0;
    }
    b->looking = false;
    b->expand = expand_new(b->head, b->head_bytes, read_raw, b);
    return n >= 0;
}

static void
open_stream(bytes *b)
{
    static const cookie_io_functions_t functions = {
        .read = cookie_read, .seek = cookie_seek, .close = cookie_close};

    b->stream = fopencookie(b, "rb", functions);
    if (b->stream)
        setvbuf(b->stream, b->buffer, _IOFBF, sizeof b->buffer);
}

static bool
take_descriptor(bytes *b, int fd)
{
    struct stat facts;

    b->fd = fd;
    if (b->fd < 0 || fstat(b->fd, &facts) != 0)
        return false;
    if (S_ISDIR(facts.st_mode)) {
        errno = EISDIR;
        return false;
    }
    b->size = S_ISREG(facts.st_mode) ? (uint64_t)facts.st_size : 0;
    return true;
}

bytes *
bytes_take(int fd, bytes_idle_fn idle, void *user_data, const server *asked, GError **error)
{
    bytes *b = g_new0(bytes, 1);

    b->idle = idle;
    b->user_data = user_data;
    b->asked = asked;
    bool good = take_descriptor(b, fd) && look(b);
    if (good)
        open_stream(b);
    if (good && b->stream)
        return b;
    g_set_error_literal(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                        g_strerror(errno));
    cookie_close(b);
    bytes_free(b);
    return NULL;
}

bytes *
bytes_open(const char *path, GError **error)
{
    bool is_stdin = strcmp(path, BYTES_STDIN) == 0;

    return bytes_take(is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC), NULL, NULL, NULL,
                      error);
}

void
bytes_free(bytes *b)
{
    if (!b)
        return;
    expand_free(b->expand);
    pcapng_clear(&b->pcapng);
    g_free(b->trouble);
    g_free(b);
}

FILE *
bytes_stream(bytes *b)
{
    return b->stream;
}

bool
bytes_next_packet(bytes *b, struct pcap_pkthdr *ret_header, const uint8_t **ret_bytes)
{
    if (!records_next(&b->records, read_plain, b, ret_header, ret_bytes))
        return false;
    b->given += RECORDS_RECORD_BYTES + ret_header->caplen;
    return true;
}

pcapng *
bytes_pcapng(bytes *b)
{
    return &b->pcapng;
}

uint64_t
bytes_size(const bytes *b)
{
    return b->size;
}

uint64_t
bytes_taken(const bytes *b)
{
    if (b->expand)
        return b->taken;
    off_t at = ftello(b->stream);
    return at > 0 ? (uint64_t)at : 0;
}

const char *
bytes_trouble(const bytes *b)
{
    if (b->trouble)
        return b->trouble;
    return b->expand ? expand_trouble(b->expand) : NULL;
}

bool
bytes_are_compressed(const bytes *b)
{
    return b->expand != NULL;
}
