/* missed.c - packets that no statistic of ours can count, and why
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's own tap "frame" is told after all post-dissectors, whatever became of them.
 */
#include "show/missed.h"

#include <string.h>

#include "session/demand.h"
#include "session/protocol.h"
#include "session/session.h"
#include "session/state.h"

#include <epan/prefs.h>
#include <epan/tap.h>
#include <wsutil/report_message.h>

typedef enum reason { TOO_DEEP, FAILED_BEFORE, TOO_MUCH, REASONS } reason;

static const char *const reason_words[] = {
    [TOO_DEEP] = "nested deeper than Wireshark follows",
    [FAILED_BEFORE] = "at which another post-dissector failed",
    [TOO_MUCH] = "with more messages than its statistics take",
};
G_STATIC_ASSERT(G_N_ELEMENTS(reason_words) == REASONS);

struct missed {
    int tap;
    guint32 told;   /* the last frame that our statistics are told of; 0: none */
    guint32 last;   /* the last frame that the tap "frame" told */
    guint32 before; /* the same when taps were reset */
    bool begun;     /* it has told one since */
    guint32 of_reason[REASONS];
    missed_fn of_packets;
    bool said;
    bool listens; /* to the tap "frame" */
};

static struct missed *
missed(void)
{
    return iot_state(IOT_STATE_MISSED, sizeof(struct missed));
}

static void
reset(void *data _U_)
{
    missed()->before = iot_session_is_one_run() ? missed()->last : 0;
    missed()->begun = false;
    memset(missed()->of_reason, 0, sizeof missed()->of_reason);
}

static void
miss(const packet_info *pinfo, guint32 packets, reason why)
{
    missed()->of_reason[why] += packets;
    if (missed()->of_packets && packets > 0)
        missed()->of_packets(pinfo, packets, reason_words[why]);
}

/* tshark goes through all packets in order: the tap "frame" had no room in those that it begins
 * behind. */
static void
begin(const packet_info *pinfo, guint32 frame)
{
    missed()->begun = true;
    if (iot_session_is_one_run())
        miss(pinfo, frame - 1 - missed()->before, TOO_MUCH);
}

static tap_packet_status
frame_packet(void *data _U_, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped _U_,
             tap_flags_t flags _U_)
{
    guint32 frame = iot_session_frame(pinfo);
    struct missed *now = missed();

    now->last = frame;
    if (now->begun && frame == now->told)
        return TAP_PACKET_DONT_REDRAW;
    if (!demand_is_tapped() || iot_proto_disabled())
        return TAP_PACKET_DONT_REDRAW;
    if (!now->begun)
        begin(pinfo, frame);
    if (frame == now->told)
        return TAP_PACKET_DONT_REDRAW;
    bool deep = wmem_list_count(pinfo->layers) >= prefs.gui_max_tree_depth;
    miss(pinfo, 1, deep ? TOO_DEEP : FAILED_BEFORE);
    return TAP_PACKET_REDRAW;
}

/* Whatever comes to us after the tap "frame" has begun is on a pass that taps are told of. */
void
missed_told(const packet_info *pinfo, guint32 frame)
{
    struct missed *now = missed();

    if (fetch_tapped_data(now->tap, 0))
        now->told = frame;
    else if (now->begun && iot_session_is_one_run())
        miss(pinfo, 1, TOO_MUCH);
}

char *
missed_words(void)
{
    g_autoptr(GString) parts = g_string_new(NULL);
    guint32 all = 0;

    for (reason why = 0; why < REASONS; why++) {
        guint32 count = missed()->of_reason[why];
        if (count > 0)
            g_string_append_printf(parts, "%s%u %s", all ? ", " : "", count, reason_words[why]);
        all += count;
    }
    if (all == 0)
        return NULL;
    return g_strdup_printf("Not counted: %u packet%s (%s)", all, all == 1 ? "" : "s", parts->str);
}

/* Not every kind of table can hold a line of ours. */
static void
diag_once(void *data _U_)
{
    g_autofree char *words =
        missed()->said || !have_tap_listener(missed()->tap) ? NULL : missed_words();

    if (!words)
        return;
    missed()->said = true;
    report_warning("IoT: %s", words);
}

/* Also of packets that Wireshark takes for what an error quotes. */
static void
listen_to_frames(void)
{
    GString *error = register_tap_listener("frame", missed(), NULL,
                                           TL_IS_DISSECTOR_HELPER | TL_REQUIRES_ERROR_PACKETS,
                                           reset, frame_packet, diag_once, NULL);
    if (error)
        g_string_free(error, TRUE);
}

static void
capture_opened(void)
{
    missed()->said = false;
    if (!missed()->listens)
        listen_to_frames();
    missed()->listens = true;
}

void
missed_leave(void)
{
    if (missed()->listens)
        remove_tap_listener(missed());
    missed()->listens = false;
}

void
missed_register(int tap)
{
    missed()->tap = tap;
    register_init_routine(capture_opened);
}

void
missed_ask(missed_fn of_packets)
{
    missed()->of_packets = of_packets;
}
