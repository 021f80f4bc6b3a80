/* fields.c - the fields iot.* and the tree they stand in
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/units.h"
#include "compat.h"
#include "session/baseline.h"
#include "session/session.h"
#include "show/fields-internal.h"

#include <epan/expert.h>
#include <math.h>
#include <wsutil/str_util.h>

static int hf_iot_direction;
static int hf_iot_kind;
static int hf_iot_peer;
static int hf_iot_delta_km;
static int hf_iot_delta_mi;
static int hf_iot_service;
static int hf_iot_conversation;
static int hf_iot_copy;
static int hf_iot_new;
static int hf_iot_finding;
static int hf_iot_finding_evidence;
static int hf_iot_endpoint;
static int hf_iot_endpoint_src;
static int hf_iot_endpoint_dst;

static int ett_iot = -1;
static int ett_iot_finding = -1;

static expert_field ei_iot_finding[IOT_SEVERITIES] = {EI_INIT, EI_INIT};

static void
register_expert_fields(int proto)
{
    static ei_register_info ei[] = {
        {&ei_iot_finding[IOT_SEVERITY_NOTE],
         {"iot.finding.note", PI_ASSUMPTION, PI_NOTE, "Good to know", EXPFILL}},
        {&ei_iot_finding[IOT_SEVERITY_WARNING],
         {"iot.finding.warning", PI_ASSUMPTION, PI_WARN, "Worth a look", EXPFILL}},
    };

    expert_register_field_array(expert_register_protocol(proto), ei, G_N_ELEMENTS(ei));
}

void
iot_fields_register(int proto)
{
    static hf_register_info hf[] = {
        TEXT_FIELD(
            hf_iot_direction, "Direction", "iot.direction",
            "outbound: device to remote; inbound: remote to device; local: device to device; "
            "multicast: to many; transit: neither end is on your side"),
        TEXT_FIELD(hf_iot_kind, "Kind", "iot.kind",
                   "What kind of thing the device is; of two devices, the sender"),
        TEXT_FIELD(hf_iot_peer, "Peer", "iot.peer",
                   "Name of who the device talks to: the remote, or of two devices the receiver"),
        FIELD(hf_iot_delta_km, "Time difference (km)", "iot.delta.km", FT_DOUBLE, BASE_NONE,
              "Kilometres that a signal goes and comes back in since the previous displayed frame"),
        FIELD(hf_iot_delta_mi, "Time difference (miles)", "iot.delta.mi", FT_DOUBLE, BASE_NONE,
              "Miles that a signal goes and comes back in since the previous displayed frame"),
        TEXT_FIELD(hf_iot_service, "Service", "iot.service",
                   "Transport, port of the server and protocol, as in tcp/443 tls"),
        FIELD(hf_iot_conversation, "Conversation", "iot.conversation", FT_UINT32, BASE_DEC,
              "Number of this device and this remote, as in the table IoT Device Conversations"),
        FIELD(hf_iot_copy, "Copy of frame", "iot.copy", FT_FRAMENUM, BASE_NONE,
              "Frame that has the same packet, captured at another place before"),
        TEXT_FIELD(
            hf_iot_new, "New since the baseline", "iot.new",
            "What your baseline does not have, and this frame shows: device, remote, service"),
        TEXT_FIELD(hf_iot_finding, "Finding", "iot.finding",
                   "Kind of a finding, something worth a look, on the first frame that proves it"),
        TEXT_FIELD(hf_iot_finding_evidence, "Evidence of the finding", "iot.finding.evidence",
                   "What was seen, and how often, in one sentence"),
        TEXT_FIELD(hf_iot_endpoint, "Endpoint", "iot.endpoint",
                   "Name of a device or remote that sends or gets the frame"),
        TEXT_FIELD(hf_iot_endpoint_src, "Source endpoint", "iot.endpoint.src",
                   "Name of the device or remote that sends the frame"),
        TEXT_FIELD(hf_iot_endpoint_dst, "Destination endpoint", "iot.endpoint.dst",
                   "Name of the device or remote that the frame is for"),
    };
    static int *ett[] = {&ett_iot, &ett_iot_finding};

    proto_register_field_array(proto, hf, G_N_ELEMENTS(hf));
    proto_register_subtree_array(ett, G_N_ELEMENTS(ett));
    fields_register_devices(proto);
    fields_register_remotes(proto);
    register_expert_fields(proto);
}

/* Up to a tenth: Wireshark prints all fifteen digits of a number, and no clock is that good. */
static double
round_up(double value)
{
    return ceil(value * 10) / 10;
}

proto_item *
fields_add_km(proto_tree *tree, tvbuff_t *tvb, int hf_km, int hf_mi, double km)
{
    proto_item *item =
        fields_own(proto_tree_add_double(fields_in(tree, hf_km), hf_km, tvb, 0, 0, round_up(km)));

    fields_own(proto_tree_add_double(fields_in(tree, hf_mi), hf_mi, tvb, 0, 0,
                                     round_up(km / IOT_KM_PER_MILE)));
    return item;
}

/* Of both ends, whichever they are; NULL: nobody. */
typedef struct end_names {
    const char *src, *dst;
} end_names;

static end_names
names_of(const iot_flow_view *view)
{
    return (end_names){
        .src = view->src                                  ? iot_device_name(view->src)
               : view->direction == IOT_DIRECTION_INBOUND ? view->name
                                                          : NULL,
        .dst = view->dst                                   ? iot_device_name(view->dst)
               : view->direction == IOT_DIRECTION_OUTBOUND ? view->name
                                                           : NULL,
    };
}

static void
add_endpoint(proto_tree *tree, tvbuff_t *tvb, int hf_side, const char *name)
{
    if (!name)
        return;
    proto_item_set_hidden(fields_own(
        proto_tree_add_string(fields_in(tree, hf_iot_endpoint), hf_iot_endpoint, tvb, 0, 0, name)));
    proto_item_set_hidden(
        fields_own(proto_tree_add_string(fields_in(tree, hf_side), hf_side, tvb, 0, 0, name)));
}

static void
add_hidden(proto_tree *tree, tvbuff_t *tvb, int hf, const char *text)
{
    if (text && proto_field_is_referenced(tree, hf))
        proto_item_set_hidden(
            fields_own(proto_tree_add_string(fields_in(tree, hf), hf, tvb, 0, 0, text)));
}

/* Of one device, for columns, which cannot tell the fields of two devices apart. They repeat what
 * is said elsewhere. */
static void
add_ends(proto_tree *tree, tvbuff_t *tvb, const iot_flow_view *view)
{
    const iot_device *device = view->src ? view->src : view->dst;
    const iot_device *other = view->src && view->dst != view->src ? view->dst : NULL;

    if (!device)
        return;
    add_hidden(tree, tvb, hf_iot_kind, iot_device_fact(device, IOT_IDENTITY_KIND));
    if (view->remote)
        add_hidden(tree, tvb, hf_iot_peer, view->name);
    else if (other)
        add_hidden(tree, tvb, hf_iot_peer, iot_device_name(other));
}

/* What the tab "IoT" filters by. */
static void
add_endpoints(proto_tree *tree, tvbuff_t *tvb, const end_names *names)
{
    add_endpoint(tree, tvb, hf_iot_endpoint_src, names->src);
    add_endpoint(tree, tvb, hf_iot_endpoint_dst, names->dst);
}

/* "roomba -> unagi.irobotapi.com, at most 3800 km" */
static void
summarize(proto_item *item, packet_info *pinfo, const iot_flow_view *view, const end_names *names)
{
    char km[IOT_UNITS_TEXT];
    iot_locator how = iot_session_locator();

    bool bound = view->bound_ns > 0;

    if (bound)
        iot_format_km(iot_locator_bound_km(&how, view->bound_ns), km);
    /* At once: Wireshark goes through all of an item's text each time. */
    proto_item_append_text(item, "%s",
                           wmem_strconcat(pinfo->pool, names->src ? ": " : "",
                                          names->src ? names->src : "", names->dst ? " -> " : "",
                                          names->dst ? names->dst : "", bound ? ", at most " : "",
                                          bound ? km : "", NULL));
}

static void
add_news(proto_tree *tree, tvbuff_t *tvb, const packet_info *pinfo, iot_flow_id flow,
         const iot_flow_view *view)
{
    unsigned kinds = 0;

    if (iot_baseline_is_there() && proto_field_is_referenced(tree, hf_iot_new))
        kinds = iot_baseline_news(flow, view, !PINFO_FD_VISITED(pinfo));
    for (unsigned i = 0; i < IOT_NEWS_KINDS; i++)
        if (kinds & 1u << i)
            fields_add_text(tree, hf_iot_new, tvb, iot_news_word(i));
}

/* Findings rest on the whole capture: only later visits have them. */
static void
add_findings(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo)
{
    const GPtrArray *all =
        PINFO_FD_VISITED(pinfo) ? iot_session_findings_of(iot_session_frame(pinfo)) : NULL;

    for (guint i = 0; all && i < all->len; i++) {
        const iot_finding *finding = g_ptr_array_index(all, i);
        proto_item *item = fields_own(proto_tree_add_string(tree, hf_iot_finding, tvb, 0, 0,
                                                            iot_finding_kind_name(finding->kind)));
        proto_tree *sub = proto_item_add_subtree(item, ett_iot_finding);
        fields_add_text(sub, hf_iot_finding_evidence, tvb, finding->evidence);
        expert_add_info_format(pinfo, item, &ei_iot_finding[finding->severity], "%s: %s",
                               iot_finding_kind_name(finding->kind), finding->evidence);
    }
}

static void
add_copy(proto_tree *sub, tvbuff_t *tvb, const packet_info *pinfo)
{
    guint32 of = iot_capture_copy_of(iot_session_capture(), iot_session_frame(pinfo));

    if (of > iot_session_frames_before())
        fields_own(proto_tree_add_uint(fields_in(sub, hf_iot_copy), hf_iot_copy, tvb, 0, 0,
                                       of - iot_session_frames_before()));
}

void
iot_fields_add(int proto, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, iot_flow_id flow,
               const iot_flow_view *view)
{
    proto_item *item = fields_own(proto_tree_add_item(tree, proto, tvb, 0, 0, ENC_NA));
    proto_tree *sub = proto_item_add_subtree(item, ett_iot);
    end_names names = names_of(view);
    char service[IOT_SERVICE_TEXT];
    gint64 delta_ns;

    /* Nobody sees the texts of a tree that only fields are taken from. */
    if (tree && PTREE_DATA(tree)->visible && iot_printed_needs(proto))
        summarize(item, pinfo, view, &names);
    fields_add_devices(sub, tvb, view->src, view->dst);
    fields_add_text(sub, hf_iot_direction, tvb, iot_direction_name(view->direction));
    if (view->remote)
        fields_add_remote(sub, tvb, pinfo, view);
    if (iot_printed_needs(hf_iot_service))
        fields_add_text(sub, hf_iot_service, tvb, iot_service_format(&view->service, service));
    if (view->conversation != IOT_CONVERSATION_NONE)
        fields_own(proto_tree_add_uint(fields_in(sub, hf_iot_conversation), hf_iot_conversation,
                                       tvb, 0, 0, view->conversation));
    add_copy(sub, tvb, pinfo);
    add_ends(sub, tvb, view);
    add_endpoints(sub, tvb, &names);
    add_news(sub, tvb, pinfo, flow, view);
    add_findings(sub, tvb, pinfo);
    if (iot_session_delta(pinfo, &delta_ns))
        fields_add_km(sub, tvb, hf_iot_delta_km, hf_iot_delta_mi,
                      iot_distance_of_delta_km(delta_ns, iot_session_locator().medium));
}
