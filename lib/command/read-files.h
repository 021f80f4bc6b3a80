/* read-files.h - captures in files, one after the other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_READ_FILES_H
#define IOT_COMMAND_READ_FILES_H

#include "command/pcap-input.h"
#include "command/progress.h"
#include "command/summary-files.h"

typedef struct files_plan {
    char **paths;          /* "-": standard input */
    keeper *keeper;        /* opens them */
    link_filters *filters; /* NULL: all packets count */
    guint first, end;     /* of the paths, those from the one to before the other; 0: to the last */
    iot_summary *summary; /* takes in what is one; NULL: all are captures */
    GArray *spans;        /* of iot_span, gets that of each capture; NULL: nobody asks */
    intake *in;
    progress *progress;     /* NULL: nobody looks */
    packets_after_fn after; /* after each packet, and now and then while none comes; NULL */
    void *user_data;
    const server *asked; /* NULL: there is none */
} files_plan;

/* Reads them to their ends, as far as they can be read. Of each that ends early, or is no capture,
 * one message says where and why. Sets `ret_complete` to whether there was none.
 * False with an error of PACKETS_ERROR_FILTER if the filter is wrong. */
bool files_read(const files_plan *plan, bool *ret_complete, GError **error);

#endif
