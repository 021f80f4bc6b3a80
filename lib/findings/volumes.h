/* volumes.h - how much one device sends to a remote and gets from there, by stretches of time;
 * internal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Made of connections (connection.h), of which each remembers so many stretches; up to the first
 * that one of them forgot, all are known. Comparing takes time in proportion to the stretches of
 * both.
 */
#ifndef IOT_VOLUMES_H
#define IOT_VOLUMES_H

#include "tables/connection.h"

/** Stretches of one device at one remote, the first ones: more than an hour without a pause. */
#define VOLUMES_STRETCHES_MAX 1024
/** Less is what any two clients of a service send and get. */
#define VOLUMES_LEAST_BYTES 2048

enum { UP, DOWN };

/** One device at one remote. */
typedef struct volumes {
    GArray *stretches; /**< of iot_volume, one of each time and in order once they are finished; UP
                            and DOWN for sides */
    int64_t until;     /**< up to this stretch all are known; INT64_MAX: none is missing */
} volumes;

/** The first and the last stretch with enough that way, how many there are, and their bytes. */
typedef struct volumes_extent {
    int64_t first, last;
    unsigned times;
    double bytes;
} volumes_extent;

volumes *volumes_new(void);
void volumes_free(volumes *all);
/** What a connection remembers. @param remote the side of it that the remote has */
void volumes_add(volumes *all, const iot_connection *connection, iot_side remote);
/** Whoever adds more has to finish it again. */
void volumes_finish(volumes *all);
/** Up to a stretch. */
volumes_extent volumes_extent_until(const volumes *all, unsigned way, int64_t until);
/** True if two are the same, but for what each hop wraps around it. */
bool volumes_are_like(double a, double b);
/** In how many stretches the receiver got what the sender sent, `off` stretches later; what is sent
 *  at the end of one may come out in the next. Of the sender's up to `until`. */
unsigned volumes_mirrored(const volumes *sender, const volumes *receiver, int off, int64_t until);

#endif
