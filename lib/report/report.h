/* report.h - all that is made of counted flows, in one walk over them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Folds counters by what the capture knows at that moment: whoever wants all of it settles it
 * first. Texts are the report's own; devices and services are the capture's, which has to live as
 * long.
 *
 *     iot_capture_settle(capture);
 *     g_autoptr(iot_report) report = iot_report_new(capture, counters, &options);
 *     for (guint i = 0; i < report->conversations->len; i++) ...
 */
#ifndef IOT_REPORT_H
#define IOT_REPORT_H

#include "base/decls.h"
#include "findings/findings.h"
#include "report/policy.h"
#include "report/questions.h"
#include "report/remotes.h"
#include "report/rows.h"

IOT_BEGIN_DECLS

/** How tables for people are written; all zero: as into a file. */
typedef struct iot_text_style {
    unsigned width; /**< columns of a terminal: where a table needs more, it loses those of its own
                         that matter least; 0: as wide as in a file, and none is lost */
    bool color;     /**< devices are bold, and severities coloured (ECMA-48) */
    const char *more; /**< where what is lost is shown: "--format csv has them"; NULL: nobody knows.
                           Must outlive the report */
} iot_text_style;

typedef struct iot_report_options {
    iot_locator locator; /**< how times become distances, and addresses places */
    bool remotes;        /**< make remotes, countries and organizations, too */
    bool policies;       /**< make what each device needs, too */
    bool contacts;       /**< gather who contacted whom, and when, too */
    bool over_time;      /**< tell bytes by parts of the time, too: of counters that keep them */
    bool questions;      /**< make what was asked of DNS, too */
    char *const *only;   /**< words that choose what a list blocks (blocklist.h); NULL: none. Must
                              outlive the report */
    const struct iot_settings *settings; /**< whose resolvers and time servers no list blocks;
                                              NULL: none */
    bool by_address;     /**< conversations: a row per device and remote address, in order of their
                              numbers, even if nothing of it was counted; else per device and name */
    iot_text_style text; /**< tables for people */
} iot_report_options;

typedef struct iot_report {
    iot_report_options options;
    const iot_capture *capture;   /**< that it is of */
    const iot_counters *counters; /**< that it was made from; valid as long as the caller's */
    const iot_findings *findings; /**< set by the caller, who keeps it; NULL: none */
    GPtrArray *conversations;     /**< of iot_conversation_row, grouped by device */
    GPtrArray *devices;           /**< of iot_device_row, most bytes first */
    GPtrArray *services;          /**< of iot_service_row, grouped by device */
    iot_remotes *remotes;         /**< NULL unless asked for, as the next two */
    iot_policies *policies;
    struct iot_contacts *contacts;  /**< internal */
    struct iot_activity *activity;  /**< internal; NULL: not asked for, or nobody kept them */
    GPtrArray *questions;           /**< of iot_question_row, grouped by device; NULL, as the next,
                                         unless asked for */
    GHashTable *questions_at;       /**< device -> place of its first one in `questions`, and 1 */
    GPtrArray *encrypted;           /**< of iot_encrypted_row, grouped by device */
    iot_count total;                /**< all that was counted */
    iot_count rest[IOT_DIRECTIONS]; /**< of it, what is in no conversation, by direction */
    iot_count
        copies; /**< of it, what the capture holds twice or more: in no row, and not in `rest` */
    uint64_t dropped;           /**< facts and packets that full tables left out */
    struct iot_interned *names; /**< backs those of remotes */
} iot_report;

/** Where the questions of a device begin and end in those of the report; 0 and 0: it asked none. */
void iot_report_questions_of(const iot_report *report, const iot_device *device, guint *ret_begin,
                             guint *ret_end);

iot_report *iot_report_new(const iot_capture *capture, const iot_counters *counters,
                           const iot_report_options *options);
void iot_report_free(iot_report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_report, iot_report_free)

IOT_END_DECLS

#endif
