/* collect.h - a summary for each hour of an interface, kept up to date in a directory
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An hour is one of the clock's: packets are taken as they come, and who copies files or looks for
 * a collector that died goes by the clock, too. When one is over, its file is written a last time,
 * and what is known is begun anew: who merges gets it back from the files before.
 *
 * What the file of an hour holds already is read before it is written, and stays in it: whoever is
 * started again, or whose clock was set back, adds a part and takes none away. Rejected: a file for
 * each start, of which a host that starts again and again makes thousands.
 *
 * While it cannot be written, that is told once, nothing is forgotten, and the hour goes on.
 */
#ifndef IOT_COMMAND_COLLECT_H
#define IOT_COMMAND_COLLECT_H

#include "base/out/out-directory.h"
#include "command/collector-files.h"
#include "command/keeper.h"
#include "command/pipeline.h"

typedef struct collection collection;

/* All borrowed. */
typedef struct collection_plan {
    const collector_bounds *bounds;
    gint64 interval_s;              /* between two times that a file is written */
    iot_out_directory *to;          /* open, and the keeper's */
    keeper *keeper;                 /* which has the bounds, too */
    const iot_capture_options *how; /* each hour's capture is made */
    intake *in;
} collection_plan;

collection *collection_new(const collection_plan *plan);
void collection_free(collection *c);
/* To be called now and then: writes if it is time to. Cheap. */
void collection_tick(collection *c);
/* Writes what is there by now. False if the last word of any hour could not be written, which was
 * told. */
bool collection_end(collection *c);

#endif
