/* talk.h - what both directions of a stream know together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TALK_H
#define IOT_TALK_H

#include "wire/message/socks.h"

/* Zero-initialised: nobody said anything yet. */
typedef struct talk {
    const char *protocol; /* that was recognised, which keeps its name whatever goes on behind it;
                             static; NULL: none yet */
    uint8_t reader;       /* who reads a direction that says nothing of its own; payload.c's */
    uint8_t guesses;      /* datagrams that told nothing */
    bool proxy;           /* it was asked to connect elsewhere: what goes on is meant for others */
    bool relays;          /* it was asked for what others have, be it so or request by request */
    bool named;           /* the client said whom it means, by a name that can be a host's */
    socks socks;
} talk;

#endif
