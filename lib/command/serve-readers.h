/* serve-readers.h - who reads the page: how many there may be, and how slow
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A reader is a connection. It gets a place with the first thing it asks for, and keeps it until it
 * is closed. Who is slow, with asking or with taking the answer, is cut off: so nobody holds a
 * place, or old answers in memory, for as long as they like.
 */
#ifndef IOT_COMMAND_SERVE_READERS_H
#define IOT_COMMAND_SERVE_READERS_H

#include <glib.h>
#include <stdbool.h>

/* Places. */
#define READERS_MAX 50
/* Connections: some more, for those that are told that there is no place, and then go. */
#define READERS_CONNECTIONS_MAX 128

typedef struct readers readers;
typedef struct reader reader;

readers *readers_new(void);
void readers_free(readers *all);

/* A connection came. Valid until reader_gone. @param fd its socket */
reader *reader_came(readers *all, int fd);
void reader_gone(readers *all, reader *one);
/* False if it has no place, and there is none. */
bool reader_sits(readers *all, reader *one);
/* It is being answered; and it is waited for once more.
 * @param download what it gets is long, and is not kept for it */
void reader_is_answered(reader *one, bool download);
void reader_waits(reader *one);

/* Cuts off who is too slow. */
void readers_cut_slow(readers *all);
/* There is no room for a newer answer: cuts off who takes longer than others for an older one. */
void readers_cut_behind(readers *all);

#endif
