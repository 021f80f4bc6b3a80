/* report.c - all that is made of counted flows, in one walk over them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/report.h"

#include "findings/contacts.h"
#include "report/activity.h"
#include "report/policy-internal.h"
#include "report/questions-internal.h"
#include "report/remotes-internal.h"
#include "report/rows-internal.h"

static const iot_device *
asker_at(const iot_report *report, guint i)
{
    return ((const iot_row *)g_ptr_array_index(report->questions, i))->device;
}

/* They are grouped by device. */
static void
index_questions(iot_report *report)
{
    report->questions_at = g_hash_table_new(NULL, NULL);
    for (guint i = report->questions->len; i-- > 0;)
        g_hash_table_insert(report->questions_at, (gpointer)asker_at(report, i),
                            GUINT_TO_POINTER(i + 1));
}

void
iot_report_questions_of(const iot_report *report, const iot_device *device, guint *ret_begin,
                        guint *ret_end)
{
    guint place = GPOINTER_TO_UINT(
        report->questions ? g_hash_table_lookup(report->questions_at, device) : NULL);

    *ret_begin = *ret_end = place > 0 ? place - 1 : 0;
    while (place > 0 && *ret_end < report->questions->len && asker_at(report, *ret_end) == device)
        ++*ret_end;
}

/* What is folded besides the rows; NULL: nobody asked for it. */
typedef struct parts {
    iot_remotes_fold *remotes;
    iot_policies_fold *policies;
    iot_questions_fold *questions;
} parts;

/* Finishes the parts; the rows are in order before policies are put into theirs. */
static void
finish(iot_report *report, iot_rows *rows, const parts *also)
{
    iot_rows_end(rows);
    report->conversations = rows->conversations;
    report->devices = rows->devices;
    report->services = rows->services;
    report->total = rows->total;
    report->copies = iot_counters_copies(report->counters);
    iot_count_add(&report->total, &report->copies);
    memcpy(report->rest, rows->rest, sizeof report->rest);
    if (also->remotes)
        report->remotes = iot_remotes_end(also->remotes);
    if (also->policies)
        report->policies =
            iot_policies_end(also->policies, report, rows->devices, rows->conversations);
    if (also->questions) {
        report->questions = iot_questions_end(also->questions, rows->devices, &report->encrypted);
        index_questions(report);
    }
    if (report->contacts)
        iot_contacts_finish(report->contacts);
}

iot_report *
iot_report_new(const iot_capture *capture, const iot_counters *counters,
               const iot_report_options *options)
{
    iot_report *report = g_new0(iot_report, 1);
    parts also = {NULL, NULL, NULL};
    iot_fold folds[6];
    unsigned n = 0;
    iot_rows rows;

    report->options = *options;
    report->capture = capture;
    report->counters = counters;
    report->names = iot_interned_new();
    report->dropped = iot_capture_dropped(capture);
    iot_rows_begin(&rows, capture, report->names, options->by_address);
    folds[n++] = (iot_fold){iot_rows_add, &rows, false};
    if (options->remotes) {
        also.remotes = iot_remotes_begin(report->names, &report->options.locator);
        folds[n++] = (iot_fold){iot_remotes_add, also.remotes, false};
    }
    if (options->policies) {
        also.policies = iot_policies_begin(report->names, capture);
        folds[n++] = (iot_fold){iot_policies_add, also.policies, false};
    }
    if (options->contacts) {
        report->contacts = iot_contacts_new(report->names);
        folds[n++] = (iot_fold){iot_contacts_add, report->contacts, true};
    }
    if (options->over_time && iot_counters_over_time(counters)) {
        report->activity = iot_activity_new(iot_counters_over_time(counters));
        folds[n++] = (iot_fold){iot_activity_add, report->activity, false};
    }
    if (options->questions) {
        also.questions = iot_questions_begin(capture, report->names);
        folds[n++] = (iot_fold){iot_questions_add, also.questions, true};
    }
    iot_fold_flows(capture, counters, report->names, folds, n);
    finish(report, &rows, &also);
    return report;
}

void
iot_report_free(iot_report *report)
{
    if (!report)
        return;
    g_ptr_array_unref(report->conversations);
    g_ptr_array_unref(report->devices);
    g_ptr_array_unref(report->services);
    g_clear_pointer(&report->activity, iot_activity_free);
    g_clear_pointer(&report->questions, g_ptr_array_unref);
    g_clear_pointer(&report->questions_at, g_hash_table_unref);
    g_clear_pointer(&report->encrypted, g_ptr_array_unref);
    iot_remotes_free(report->remotes);
    iot_policies_free(report->policies);
    iot_contacts_free(report->contacts);
    iot_interned_free(report->names);
    g_free(report);
}
