/* remotes-internal.h - remotes while flows are folded into them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_REMOTES_INTERNAL_H
#define IOT_REMOTES_INTERNAL_H

#include "findings/fold.h"
#include "report/remotes.h"

typedef struct iot_remotes_fold iot_remotes_fold;

/* @param names gets texts that rows point to; must outlive them, as the locator must the fold */
iot_remotes_fold *iot_remotes_begin(iot_interned *names, const iot_locator *locator);
/* A fold: takes in a flow. */
void iot_remotes_add(void *fold, const iot_fold_flow *flow);
/* What came of it, in order; the fold is no more. */
iot_remotes *iot_remotes_end(iot_remotes_fold *fold);
void iot_remotes_free(iot_remotes *remotes);

#endif
