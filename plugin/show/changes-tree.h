/* changes-tree.h - what changed since the baseline, as a tree tells it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each change once, as a text on three levels: new, gone or different; the device; what. What is
 * new stands with the first frame that shows it; what no frame shows, with the first frame of all,
 * and not where a filter selects frames.
 */
#ifndef IOT_CHANGES_TREE_H
#define IOT_CHANGES_TREE_H

#include <glib.h>

#include "capture/capture.h"

/** Adds one. Texts are valid during the call. */
typedef void (*changes_tree_fn)(void *tree, const char *kind, const char *device, const char *what);

/** Begins anew for a tree: nothing was told of it. */
void changes_tree_begin(const void *tree);
void changes_tree_end(const void *tree);
/** Tells what the packets of a flow add to the tree.
 *  @param all no filter selects the tree's packets */
void changes_tree_tell(void *tree, iot_flow_id flow, bool all, changes_tree_fn fn);

#endif
