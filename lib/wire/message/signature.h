/* signature.h - by what bytes a protocol is known
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For protocols of which no more is read than their names; those that are read know themselves. A
 * name is given only for what was seen to be that protocol: a port tells where to look for signs
 * that would be too weak elsewhere, and nothing else. Names are Wireshark's.
 */
#ifndef IOT_SIGNATURE_H
#define IOT_SIGNATURE_H

#include "wire/cursor.h"

#define SIGNATURE_PORTS 6

/* One sign of one protocol. Of several that fit, the first in its table counts. */
typedef struct signature {
    const char *name;
    /* The first line, of text, begins so, in whatever case; NULL: see test. */
    const char *begins;
    const char *holds;                   /* and has this in it; NULL: no matter what */
    bool (*test)(cursor c, size_t sent); /* asked if it is not NULL; `sent`: captured or not */
    uint16_t ports[SIGNATURE_PORTS];     /* only on these; 0: on any */
} signature;

/* A list that ends with a signature without name. */
extern const signature signatures_text[];     /* TCP: a line of text */
extern const signature signatures_stream[];   /* TCP: the others */
extern const signature signatures_datagram[]; /* UDP */

/* The name of the first signature that fits; NULL: none. The ports are those of both ends.
 * @param c the bytes, of a stream those that begin a segment
 * @param sent how many bytes there were, captured or not */
const char *signature_find(const signature *list, cursor c, size_t sent, uint16_t port,
                           uint16_t other_port);
/* True if one of the signatures has this name. */
bool signature_is_known(const char *name);

/* What tests have in common. */

/* True if the first bytes are these. */
bool signature_begins(cursor c, const void *bytes, size_t n);
/* True if `n` bytes are somewhere in the first `within`. */
bool signature_holds(cursor c, const void *bytes, size_t n, size_t within);
/* True if the bytes up to the first line feed, or to the end, are text; the line, without its end.
 * Empty lines are none. */
bool signature_take_line(cursor c, cursor *ret_line);
/* True if the bytes are the text of an object that makers of plugs hide so: each byte is the one
 * before it, as hidden, with the next of the text. */
bool signature_is_kasa(cursor c);

#endif
