/* pipeline.h - packets in, counted: what the reports are made from
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Owns the dissector, the capture and the counters. Frames are numbered through all files.
 */
#ifndef IOT_COMMAND_PIPELINE_H
#define IOT_COMMAND_PIPELINE_H

#include "capture/capture.h"
#include "capture/counters.h"
#include "changes/watched.h"
#include "command/keep.h"
#include "wire/dissect.h"

typedef struct intake {
    iot_capture *capture;
    iot_counters *counters;
    uint64_t frames;      /* taken in */
    uint64_t readable;    /* of them, by their link type */
    uint64_t frames_max;  /* 0: no end */
    uint64_t frames_past; /* taken in before it was begun anew; they count for the end */
    const char *notes;    /* lines that a report for people ends with; NULL: none; borrowed */
    /* Called after each packet; NULL: nobody asks. */
    void (*taken)(int64_t time_ns, void *taken_data);
    void *taken_data;
    iot_span span; /* of what was taken in since somebody emptied it; empty: {0, 0} */
    kept *kept;    /* the last packets; NULL: nobody wants them */
    /* internal */
    iot_dissector *dissector;
    uint64_t told_dropped; /* of what the dissector left out */
    GByteArray *counted;   /* a bit per frame, while only some are counted; NULL: all are */
} intake;

/* @param filtered only some of the frames will be counted */
intake *intake_new(const iot_capture_options *options, bool filtered);
void intake_free(intake *in);
/* Forgets all that was taken in, and numbers frames from the beginning. Not for what is filtered.
 */
void intake_renew(intake *in, const iot_capture_options *options);

/* Takes in one packet.
 * @param link an iot_link
 * @param frame gets its number
 * @param counted the packet is among those that are reported */
void intake_take(intake *in, int link, iot_frame *frame, bool counted);
/* Makes it ready for reports: what they need is worked out, and there is room for them. */
void intake_settle(intake *in);
/* True once it has taken as many as it was to. */
bool intake_is_full(const intake *in);
/* True if that frame was counted: for iot_findings_select. */
bool intake_proves(uint32_t frame, void *intake);

#endif
