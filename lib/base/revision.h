/* revision.h - how often something changed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one way here to find out that what was worked out before still holds: whoever learns counts
 * a revision up with each thing learnt, whoever works something out keeps the revision that it
 * rests on, and asks whether it is the same still. Of what rests on several things, the revision is
 * the sum of theirs: each only grows, so that none can hide what another did.
 */
#ifndef IOT_REVISION_H
#define IOT_REVISION_H

#include <stdint.h>

/** How often something changed: compared with an earlier one, and nothing else. Revisions wrap
 *  around, after more changes than any table here has room for. */
typedef uint32_t iot_revision;

/** What was never worked out has this one. What can be has a revision of one or more. */
#define IOT_REVISION_NONE 0

#endif
