/* counted.h - a capture, what was counted of it, and its report
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_COUNTED_H
#define IOT_TESTS_COUNTED_H

#include "home.h"
#include "report/report.h"

/* A capture, the counters of what there was of it, and what was made of both. */
typedef struct counted {
    iot_inventory *inventory;
    iot_capture *capture;
    iot_counters *counters;
    iot_report *report; /* NULL: none yet */
    GString *out;       /* what was written of it */
} counted;

/* `vendor` says who made a device; NULL: nobody does. */
static inline counted
counted_new(iot_vendor_fn vendor)
{
    counted all = {.inventory = iot_inventory_new(),
                   .counters = iot_counters_new(),
                   .out = g_string_new(NULL)};

    all.capture = iot_capture_new(&(iot_capture_options){
        .settings = &(iot_settings){.inventory = all.inventory}, .vendor = vendor});
    return all;
}

static inline void
counted_clear(counted *all)
{
    g_string_free(all->out, TRUE);
    iot_report_free(all->report);
    iot_counters_free(all->counters);
    iot_capture_free(all->capture);
    iot_inventory_free(all->inventory);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(counted, counted_clear)

/* Sees and counts. */
static inline iot_flow_id
count(counted *all, iot_observation obs)
{
    iot_flow_id flow = see(all->capture, obs);

    iot_counters_add(all->counters, flow, obs.length_bytes, obs.time_ns);
    return flow;
}

#endif
