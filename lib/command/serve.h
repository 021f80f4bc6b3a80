/* serve.h - the picture for browsers, renewed while packets come
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A server of HTTP in the process that reads packets, which runs only when that calls it: there is
 * no thread, and nothing is asked for while something is taken in. Whoever waits for packets waits
 * for server_descriptor, too.
 *
 * Where the command was built without libmicrohttpd there is none, and server_new says so.
 */
#ifndef IOT_COMMAND_SERVE_H
#define IOT_COMMAND_SERVE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "command/keep.h"
#include "command/options.h"

/* Of their sockets; all numbers below are in use, or held, so the sandbox can tell them apart. */
#define SERVER_READERS_FROM 64
#define SERVER_READERS_TO   255

typedef struct server server;

/* How it learns what it is to show. */
typedef struct server_source {
    /* Appends the picture's data as it is now. */
    void (*write)(GString *out, void *user_data);
    /* How many packets that is of. */
    uint64_t (*packets)(void *user_data);
    void *user_data;
    const kept *kept; /* the last packets; NULL: they are not to be had */
} server_source;

/* Opens the socket, with the rights of who started us, and reads the token. NULL with an error.
 * Must be freed by the caller using server_free. */
server *server_new(const options *o, GError **error);
void server_free(server *s);
/* What other processes of ours must not have; -1: there is none. */
int server_socket(const server *s);

/* Begins to answer: once all else is open, before the process confines itself. What it shows is
 * asked for later. False with an error. */
bool server_begin(server *s, const server_source *source, GError **error);
/* For the sandbox; -1: there is no server. */
int server_holder(const server *s);
/* Where to be found, for people. Told even to those who want to hear nothing if it is told nowhere
 * else. */
void server_tell(const server *s, bool quiet);

/* Can be read when somebody asks for something; -1: there is no server. */
int server_descriptor(const server *s);
/* How long to wait for that, of so many milliseconds: something may be left to do. */
int server_wait_ms(const server *s, int ms);
/* Answers who has asked. Cheap. NULL: does nothing */
void server_tick(server *s);
/* All packets were read: goes on answering until somebody asks for the end (signals.h). */
void server_go_on(server *s);

#endif
