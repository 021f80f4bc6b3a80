/* pipeline.c - packets in, counted: what the reports are made from
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/pipeline.h"

#include "base/budget.h"
#include "capture/capture-tables.h"

#include <string.h>

/* What a stream counted may become part of what streams like it counted: then memory does not grow
 * with them. */
static void
on_closed(iot_transport transport, uint32_t stream, void *user_data)
{
    intake *in = user_data;

    iot_capture_close_stream(in->capture, transport, stream, iot_counters_move, in->counters);
}

static void
fill(intake *in, const iot_capture_options *options)
{
    in->capture = iot_capture_new(options);
    in->counters = iot_counters_new();
    in->dissector = iot_dissector_new(&(iot_dissector_options){
        .closed = on_closed,
        .user_data = in,
        .memory_bytes = iot_budget_share(options->memory_bytes, IOT_BUDGET_STREAMS),
        .kept_max_bytes = (size_t)iot_budget_share(options->memory_bytes, IOT_BUDGET_KEPT),
    });
}

static void
empty(intake *in)
{
    iot_dissector_free(in->dissector);
    iot_counters_free(in->counters);
    iot_capture_free(in->capture);
}

intake *
intake_new(const iot_capture_options *options, bool filtered)
{
    intake *in = g_new0(intake, 1);

    fill(in, options);
    in->counted = filtered ? g_byte_array_new() : NULL;
    return in;
}

void
intake_renew(intake *in, const iot_capture_options *options)
{
    bool over_time = iot_counters_over_time(in->counters) != NULL;

    g_assert(!in->counted);
    empty(in);
    fill(in, options);
    if (over_time)
        iot_counters_keep_over_time(in->counters);
    in->frames_past += in->frames;
    in->frames = 0;
    in->told_dropped = 0;
    in->span = (iot_span){0};
}

void
intake_free(intake *in)
{
    if (!in)
        return;
    kept_free(in->kept);
    empty(in);
    if (in->counted)
        g_byte_array_unref(in->counted);
    g_free(in);
}

static void
remember(intake *in, uint64_t frame)
{
    guint byte = (guint)(frame / 8), had = in->counted->len;

    if (byte >= had) {
        g_byte_array_set_size(in->counted, byte + 1);
        memset(in->counted->data + had, 0, byte + 1 - had);
    }
    in->counted->data[byte] |= (guint8)(1 << frame % 8);
}

void
intake_take(intake *in, int link, iot_frame *frame, bool counted)
{
    iot_observation obs;

    /* Nobody has so many: those beyond 4 thousand million share the last number. */
    in->frames++;
    in->readable += iot_dissector_reads_link(link);
    frame->number = (uint32_t)MIN(in->frames, UINT32_MAX);
    iot_dissector_read(in->dissector, link, frame, &obs);
    iot_span_add(&in->span, obs.time_ns);
    iot_flow_id flow = iot_capture_observe(in->capture, &obs);
    if (counted)
        iot_counters_add_packet(in->counters, flow, &obs);
    if (counted && in->kept)
        kept_add(in->kept, link, frame, &obs);
    if (counted && in->counted)
        remember(in, frame->number);
    iot_capture_make_room(in->capture, iot_counters_move, in->counters);
    if (in->taken)
        in->taken(obs.time_ns, in->taken_data);
}

void
intake_settle(intake *in)
{
    uint64_t dropped = iot_dissector_dropped(in->dissector);

    iot_capture_count_dropped(in->capture, dropped - in->told_dropped);
    in->told_dropped = dropped;
    iot_capture_make_room_for_reports(in->capture, iot_counters_move, in->counters);
    iot_capture_settle(in->capture);
}

bool
intake_is_full(const intake *in)
{
    return in->frames_max > 0 && in->frames + in->frames_past >= in->frames_max;
}

bool
intake_proves(uint32_t frame, void *user_data)
{
    const GByteArray *counted = ((const intake *)user_data)->counted;

    return !counted || (frame / 8 < counted->len && counted->data[frame / 8] & 1 << frame % 8);
}
