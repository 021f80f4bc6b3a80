/* keeper-talk.h - what the keeper and who asks it say to each other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A request is a header, and then as many bytes as it says. All but BEGIN, PUT and KEEP get
 * one reply: a header, perhaps with a descriptor, and then its bytes.
 */
#ifndef IOT_COMMAND_KEEPER_TALK_H
#define IOT_COMMAND_KEEPER_TALK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Bytes of one message: more than a name, an error or a filter's program takes. */
#define KEEPER_BYTES_MAX 65536

typedef enum keeper_wish {
    KEEPER_OPEN,    /* number: which input; reply: `status` errno, a descriptor */
    KEEPER_COMPILE, /* number: DLT; reply: program, or why not */
    KEEPER_BEGIN,   /* bytes: a name in the directory; none: output itself */
    KEEPER_PUT,     /* bytes */
    KEEPER_WRITTEN, /* reply when all of it is */
    KEEPER_COMMIT,  /* reply: status 0 and a note, or code of a G_FILE_ERROR + 1 and message */
    KEEPER_KEEP,    /* the directory of the output stays */
    KEEPER_READ,    /* bytes: a file that the collector keeps; reply: as of OPEN */
    KEEPER_LIST,    /* number: an input that is a directory; reply: status errno, what is in it */
    KEEPER_OPEN_IN, /* number: the same; bytes: a file in it; reply: as of OPEN */
    KEEPER_PRUNE,   /* what the collector need not keep goes; reply: status 0 when it has */
    KEEPER_WISHES,
} keeper_wish;

typedef struct keeper_request {
    uint32_t wish, number;
    uint32_t length; /* of the bytes that follow */
} keeper_request;

typedef struct keeper_reply {
    int32_t status; /* 0: it is done */
    uint32_t length;
} keeper_reply;

/* All of it, through whatever interrupts. False if the other end has gone. */
bool keeper_send(int to, const void *bytes, size_t length);
bool keeper_receive(int from, void *bytes, size_t length);
/* The same, of a reply's header with a descriptor.
 * @param fd -1: none goes with it, or came */
bool keeper_send_reply(int to, const keeper_reply *reply, int fd);
bool keeper_receive_reply(int from, keeper_reply *ret_reply, int *ret_fd);

#endif
