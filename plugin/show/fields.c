/* fields.c - the fields iot.* and the tree they stand in
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/fields.h"

#include <math.h>

#include "base/units.h"
#include "compat.h"
#include "session/prefs.h"
#include "session/session.h"

#include <epan/expert.h>

/* Beyond this a list of other names helps nobody. */
#define ALTERNATIVES_MAX 20
#define NS_PER_S         G_GINT64_CONSTANT(1000000000)

static int hf_iot_device;
static int hf_iot_device_src;
static int hf_iot_device_dst;
static int hf_iot_device_mac;
static int hf_iot_device_group;
static int hf_iot_device_vendor;
static int hf_iot_device_label;
static int hf_iot_device_source;
static int hf_iot_device_known;
static int hf_iot_direction;
static int hf_iot_remote;
static int hf_iot_remote_ipv6;
static int hf_iot_name;
static int hf_iot_name_source;
static int hf_iot_dns_name;
static int hf_iot_dns_canonical;
static int hf_iot_dns_source;
static int hf_iot_dns_frame;
static int hf_iot_dns_age;
static int hf_iot_dns_expired;
static int hf_iot_dns_alternative;
static int hf_iot_rtt;
static int hf_iot_distance_km;
static int hf_iot_distance_mi;
static int hf_iot_distance_band;
static int hf_iot_geo_country;
static int hf_iot_geo_country_name;
static int hf_iot_geo_city;
static int hf_iot_geo_asn;
static int hf_iot_geo_org;
static int hf_iot_geo_latitude;
static int hf_iot_geo_longitude;
static int hf_iot_geo_radius_km;
static int hf_iot_geo_distance_km;
static int hf_iot_geo_impossible;
static int hf_iot_delta_km;
static int hf_iot_delta_mi;
static int hf_iot_service;
static int hf_iot_conversation;
static int hf_iot_finding;
static int hf_iot_finding_evidence;
static int hf_iot_endpoint;
static int hf_iot_endpoint_src;
static int hf_iot_endpoint_dst;

static int ett_iot = -1;
static int ett_iot_device = -1;
static int ett_iot_remote = -1;
static int ett_iot_dns = -1;
static int ett_iot_geo = -1;
static int ett_iot_finding = -1;

static expert_field ei_iot_finding[IOT_SEVERITIES] = {EI_INIT, EI_INIT};

#define TEXT_FIELD(var, title, filter, blurb)                                                      \
    {                                                                                              \
        &var,                                                                                      \
        {                                                                                          \
            title, filter, FT_STRING, BASE_NONE, NULL, 0x0, blurb, HFILL                           \
        }                                                                                          \
    }
#define FIELD(var, title, filter, type, display, blurb)                                            \
    {                                                                                              \
        &var,                                                                                      \
        {                                                                                          \
            title, filter, type, display, NULL, 0x0, blurb, HFILL                                  \
        }                                                                                          \
    }

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
        TEXT_FIELD(hf_iot_device, "Device", "iot.device",
                   "Name of each local device in the frame, the sender first"),
        TEXT_FIELD(hf_iot_device_src, "Sending device", "iot.device.src",
                   "Name of the local device that sent the frame"),
        TEXT_FIELD(hf_iot_device_dst, "Receiving device", "iot.device.dst",
                   "Name of the local device that the frame is for"),
        FIELD(hf_iot_device_mac, "MAC", "iot.device.mac", FT_ETHER, BASE_NONE,
              "Hardware address of the device"),
        TEXT_FIELD(hf_iot_device_group, "Group", "iot.device.group",
                   "Group of the device in the inventory"),
        TEXT_FIELD(hf_iot_device_vendor, "Vendor", "iot.device.vendor",
                   "Maker of the device by its MAC"),
        TEXT_FIELD(hf_iot_device_label, "Label", "iot.device.label",
                   "Name of the device as its source spelt it"),
        TEXT_FIELD(hf_iot_device_source, "Known from", "iot.device.source",
                   "Where the name of the device comes from"),
        FIELD(hf_iot_device_known, "In the inventory", "iot.device.known", FT_BOOLEAN, BASE_NONE,
              "Whether the inventory has the device"),
        TEXT_FIELD(hf_iot_direction, "Direction", "iot.direction",
                   "outbound, inbound, local, multicast or transit"),
        FIELD(hf_iot_remote, "Remote", "iot.remote", FT_IPv4, BASE_NONE,
              "The address that is not local"),
        FIELD(hf_iot_remote_ipv6, "Remote", "iot.remote.ipv6", FT_IPv6, BASE_NONE,
              "The address that is not local"),
        TEXT_FIELD(hf_iot_name, "Name", "iot.name", "Best name of the remote"),
        TEXT_FIELD(hf_iot_name_source, "Known from", "iot.name.source",
                   "Where the best name of the remote comes from"),
        TEXT_FIELD(hf_iot_dns_name, "DNS name", "iot.dns.name",
                   "What the remote's address was looked up as"),
        TEXT_FIELD(hf_iot_dns_canonical, "Canonical name", "iot.dns.canonical",
                   "Owner of the address record, the end of the aliases"),
        TEXT_FIELD(hf_iot_dns_source, "Answered to", "iot.dns.source",
                   "dns: to this device; other client; later: after this frame"),
        FIELD(hf_iot_dns_frame, "Answer in frame", "iot.dns.frame", FT_FRAMENUM, BASE_NONE,
              "The DNS response"),
        FIELD(hf_iot_dns_age, "Age of the answer", "iot.dns.age", FT_RELATIVE_TIME, BASE_NONE,
              "Time since the DNS response"),
        FIELD(hf_iot_dns_expired, "Expired", "iot.dns.expired", FT_BOOLEAN, BASE_NONE,
              "Whether the answer is older than its time to live"),
        TEXT_FIELD(hf_iot_dns_alternative, "Other DNS name", "iot.dns.alternative",
                   "Other questions of this device that gave the same address"),
        FIELD(hf_iot_rtt, "Smallest round trip", "iot.rtt", FT_RELATIVE_TIME, BASE_NONE,
              "Smallest round trip between the point of capture and the remote"),
        FIELD(hf_iot_distance_km, "At most (km)", "iot.distance.km", FT_DOUBLE, BASE_NONE,
              "Upper bound of the distance to the remote"),
        FIELD(hf_iot_distance_mi, "At most (miles)", "iot.distance.mi", FT_DOUBLE, BASE_NONE,
              "Upper bound of the distance to the remote"),
        TEXT_FIELD(hf_iot_distance_band, "Band", "iot.distance.band",
                   "local, continent, far or intercontinental, by the round trip"),
        TEXT_FIELD(hf_iot_geo_country, "Country", "iot.geo.country",
                   "ISO code of the country that the location databases have for the remote"),
        TEXT_FIELD(hf_iot_geo_country_name, "Country name", "iot.geo.country_name",
                   "Name of that country"),
        TEXT_FIELD(hf_iot_geo_city, "City", "iot.geo.city",
                   "City that the location databases have for the remote"),
        FIELD(hf_iot_geo_asn, "AS number", "iot.geo.asn", FT_UINT32, BASE_DEC,
              "Number of the autonomous system that the remote's address is of"),
        TEXT_FIELD(hf_iot_geo_org, "Organization", "iot.geo.org",
                   "Who the remote's address is registered to"),
        FIELD(hf_iot_geo_latitude, "Latitude", "iot.geo.latitude", FT_DOUBLE, BASE_NONE,
              "Degrees north that the location databases have"),
        FIELD(hf_iot_geo_longitude, "Longitude", "iot.geo.longitude", FT_DOUBLE, BASE_NONE,
              "Degrees east that the location databases have"),
        FIELD(hf_iot_geo_radius_km, "Radius (km)", "iot.geo.radius_km", FT_DOUBLE, BASE_NONE,
              "How far off the database says these coordinates can be"),
        FIELD(hf_iot_geo_distance_km, "Away by the database (km)", "iot.geo.distance.km", FT_DOUBLE,
              BASE_NONE, "Great circle from home to the city"),
        FIELD(hf_iot_geo_impossible, "Impossible", "iot.geo.impossible", FT_BOOLEAN, BASE_NONE,
              "Whether the round trip is too short for where the database puts the remote"),
        FIELD(hf_iot_delta_km, "Time difference (km)", "iot.delta.km", FT_DOUBLE, BASE_NONE,
              "Time since the previous displayed frame as a distance"),
        FIELD(hf_iot_delta_mi, "Time difference (miles)", "iot.delta.mi", FT_DOUBLE, BASE_NONE,
              "Time since the previous displayed frame as a distance"),
        TEXT_FIELD(hf_iot_service, "Service", "iot.service", "Transport, server port and protocol"),
        FIELD(hf_iot_conversation, "Conversation", "iot.conversation", FT_UINT32, BASE_DEC,
              "Number of the conversation, as in the tables"),
        TEXT_FIELD(hf_iot_finding, "Finding", "iot.finding",
                   "What is worth a look, on the frame that proves it"),
        TEXT_FIELD(hf_iot_finding_evidence, "Evidence", "iot.finding.evidence",
                   "Why it is worth a look"),
        TEXT_FIELD(hf_iot_endpoint, "Endpoint", "iot.endpoint",
                   "Name of each device and remote in the frame"),
        TEXT_FIELD(hf_iot_endpoint_src, "Source endpoint", "iot.endpoint.src",
                   "Name of the device or remote that sent the frame"),
        TEXT_FIELD(hf_iot_endpoint_dst, "Destination endpoint", "iot.endpoint.dst",
                   "Name of the device or remote that the frame is for"),
    };
    static int *ett[] = {&ett_iot,     &ett_iot_device, &ett_iot_remote,
                         &ett_iot_dns, &ett_iot_geo,    &ett_iot_finding};

    proto_register_field_array(proto, hf, G_N_ELEMENTS(hf));
    proto_register_subtree_array(ett, G_N_ELEMENTS(ett));
    register_expert_fields(proto);
}

static nstime_t
time_of_ns(gint64 ns)
{
    nstime_t time = {(time_t)(ns / NS_PER_S), (int)(ns % NS_PER_S)};

    return time;
}

/* All items stand for the whole frame and are ours, not the packet's. */
static proto_item *
generated(proto_item *item)
{
    proto_item_set_generated(item);
    return item;
}

static void
add_text(proto_tree *tree, int hf, tvbuff_t *tvb, const char *text)
{
    if (text && *text)
        generated(proto_tree_add_string(tree, hf, tvb, 0, 0, text));
}

static void
add_device(proto_tree *tree, tvbuff_t *tvb, const iot_device *device, int hf_side)
{
    const iot_mac *mac = iot_device_mac(device);
    proto_item *item =
        generated(proto_tree_add_string(tree, hf_iot_device, tvb, 0, 0, iot_device_name(device)));
    proto_tree *sub = proto_item_add_subtree(item, ett_iot_device);

    add_text(sub, hf_side, tvb, iot_device_name(device));
    if (iot_mac_is_set(mac))
        generated(proto_tree_add_ether(sub, hf_iot_device_mac, tvb, 0, 0, mac->bytes));
    add_text(sub, hf_iot_device_vendor, tvb, iot_device_vendor(device));
    add_text(sub, hf_iot_device_group, tvb, iot_device_group(device));
    add_text(sub, hf_iot_device_label, tvb, iot_device_label(device));
    add_text(sub, hf_iot_device_source, tvb, iot_name_source_name(iot_device_source(device)));
    generated(
        proto_tree_add_boolean(sub, hf_iot_device_known, tvb, 0, 0, iot_device_is_known(device)));
}

static void
add_address(proto_tree *tree, tvbuff_t *tvb, const iot_addr *addr)
{
    guint32 v4;

    if (addr->family == 4) {
        memcpy(&v4, addr->bytes, sizeof v4);
        generated(proto_tree_add_ipv4(tree, hf_iot_remote, tvb, 0, 0, v4));
    } else {
        generated(proto_tree_add_ipv6(tree, hf_iot_remote_ipv6, tvb, 0, 0,
                                      (const ws_in6_addr *)(const void *)addr->bytes));
    }
}

static void
add_dns(proto_tree *tree, tvbuff_t *tvb, const packet_info *pinfo, const iot_flow_view *view)
{
    const iot_dns_answer *answer = view->answer;
    const char *others[ALTERNATIVES_MAX];
    gint64 age_ns = iot_session_time_ns(pinfo) - answer->time_ns;
    nstime_t age = time_of_ns(age_ns);
    proto_item *item =
        generated(proto_tree_add_string(tree, hf_iot_dns_name, tvb, 0, 0, answer->question));
    proto_tree *sub = proto_item_add_subtree(item, ett_iot_dns);

    add_text(sub, hf_iot_dns_canonical, tvb, answer->owner);
    add_text(sub, hf_iot_dns_source, tvb, iot_dns_source_name(view->dns_source));
    if (!answer->gone && answer->frame > iot_session_frames_before())
        generated(proto_tree_add_uint(sub, hf_iot_dns_frame, tvb, 0, 0,
                                      answer->frame - iot_session_frames_before()));
    generated(proto_tree_add_time(sub, hf_iot_dns_age, tvb, 0, 0, &age));
    generated(proto_tree_add_boolean(sub, hf_iot_dns_expired, tvb, 0, 0,
                                     age_ns > (gint64)answer->ttl_s * NS_PER_S));
    unsigned n = iot_capture_alternatives(iot_session_capture(), view, others, ALTERNATIVES_MAX);
    for (unsigned i = 0; i < n; i++)
        add_text(sub, hf_iot_dns_alternative, tvb, others[i]);
}

/* Up to a tenth: Wireshark prints all fifteen digits of a number, and no clock is that good. */
static double
round_up(double value)
{
    return ceil(value * 10) / 10;
}

static void
add_km(proto_tree *tree, tvbuff_t *tvb, int hf_km, int hf_mi, double km)
{
    generated(proto_tree_add_double(tree, hf_km, tvb, 0, 0, round_up(km)));
    generated(proto_tree_add_double(tree, hf_mi, tvb, 0, 0, round_up(km / IOT_KM_PER_MILE)));
}

static void
add_round_trip(proto_tree *tree, tvbuff_t *tvb, gint64 rtt_ns)
{
    iot_locator how = iot_session_locator();
    nstime_t rtt = time_of_ns(rtt_ns);

    generated(proto_tree_add_time(tree, hf_iot_rtt, tvb, 0, 0, &rtt));
    add_km(tree, tvb, hf_iot_distance_km, hf_iot_distance_mi, iot_locator_bound_km(&how, rtt_ns));
    add_text(tree, hf_iot_distance_band, tvb, iot_band_name(iot_band_of(rtt_ns)));
}

static void
add_number(proto_tree *tree, tvbuff_t *tvb, int hf, double number)
{
    generated(proto_tree_add_double(tree, hf, tvb, 0, 0, number));
}

/* "Reykjavik, IS, Hertz Lighting" */
static void
summarize_place(proto_item *item, const iot_place *place)
{
    const char *parts[] = {place->city, place->country, place->organization};
    const char *between = ": ";

    for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (!parts[i])
            continue;
        proto_item_append_text(item, "%s%s", between, parts[i]);
        between = ", ";
    }
}

/* Databases give single precision at best: seven digits. */
static double
degrees(double value)
{
    return round(value * 1e4) / 1e4;
}

static void
add_place(proto_tree *tree, tvbuff_t *tvb, const iot_location *location)
{
    const iot_place *place = location->place;
    proto_item *item;
    proto_tree *sub =
        proto_tree_add_subtree(tree, tvb, 0, 0, ett_iot_geo, &item, "Location by the databases");

    generated(item);
    summarize_place(item, place);
    add_text(sub, hf_iot_geo_country, tvb, place->country);
    add_text(sub, hf_iot_geo_country_name, tvb, place->country_name);
    add_text(sub, hf_iot_geo_city, tvb, place->city);
    if (place->asn)
        generated(proto_tree_add_uint(sub, hf_iot_geo_asn, tvb, 0, 0, place->asn));
    add_text(sub, hf_iot_geo_org, tvb, place->organization);
    if (place->has_coordinates) {
        add_number(sub, tvb, hf_iot_geo_latitude, degrees(place->coordinates.latitude));
        add_number(sub, tvb, hf_iot_geo_longitude, degrees(place->coordinates.longitude));
        if (place->radius_km > 0)
            add_number(sub, tvb, hf_iot_geo_radius_km, place->radius_km);
    }
    if (location->geo_km < 0)
        return;
    add_number(sub, tvb, hf_iot_geo_distance_km, round(location->geo_km * 10) / 10);
    if (location->bound_km >= 0)
        generated(
            proto_tree_add_boolean(sub, hf_iot_geo_impossible, tvb, 0, 0, location->impossible));
}

static void
add_remote(proto_tree *tree, tvbuff_t *tvb, const packet_info *pinfo, const iot_flow_view *view)
{
    proto_item *item = generated(proto_tree_add_string(tree, hf_iot_name, tvb, 0, 0, view->name));
    proto_tree *sub = proto_item_add_subtree(item, ett_iot_remote);
    iot_locator locator = iot_session_locator();
    iot_location location;

    add_text(sub, hf_iot_name_source, tvb, iot_remote_name_source_name(view->name_source));
    add_address(sub, tvb, view->remote);
    if (view->answer)
        add_dns(sub, tvb, pinfo, view);
    if (view->rtt_ns > 0)
        add_round_trip(sub, tvb, view->rtt_ns);
    iot_locate(&locator, view->remote, view->rtt_ns, &location);
    if (location.place)
        add_place(sub, tvb, &location);
}

/* Names of both ends, whichever they are: what the tab "IoT" filters by. */
static void
add_endpoints(proto_tree *tree, tvbuff_t *tvb, const iot_flow_view *view)
{
    const char *src = view->src ? iot_device_name(view->src) : NULL;
    const char *dst = view->dst ? iot_device_name(view->dst) : NULL;
    const int side[2] = {hf_iot_endpoint_src, hf_iot_endpoint_dst};
    const char *names[2] = {src                                        ? src
                            : view->direction == IOT_DIRECTION_INBOUND ? view->name
                                                                       : NULL,
                            dst                                         ? dst
                            : view->direction == IOT_DIRECTION_OUTBOUND ? view->name
                                                                        : NULL};

    for (unsigned i = 0; i < 2; i++) {
        if (!names[i])
            continue;
        proto_item_set_hidden(
            generated(proto_tree_add_string(tree, hf_iot_endpoint, tvb, 0, 0, names[i])));
        proto_item_set_hidden(generated(proto_tree_add_string(tree, side[i], tvb, 0, 0, names[i])));
    }
}

/* "roomba -> unagi.irobotapi.com, at most 3800 km" */
static void
summarize(proto_item *item, const iot_flow_view *view)
{
    char km[IOT_UNITS_TEXT];
    iot_locator how = iot_session_locator();

    if (view->src)
        proto_item_append_text(item, ": %s", iot_device_name(view->src));
    else if (view->direction == IOT_DIRECTION_INBOUND)
        proto_item_append_text(item, ": %s", view->name);
    if (view->dst)
        proto_item_append_text(item, " -> %s", iot_device_name(view->dst));
    else if (view->direction == IOT_DIRECTION_OUTBOUND)
        proto_item_append_text(item, " -> %s", view->name);
    if (view->rtt_ns > 0)
        proto_item_append_text(item, ", at most %s",
                               iot_format_km(iot_locator_bound_km(&how, view->rtt_ns), km));
}

/* Findings rest on the whole capture: only later visits have them. */
static void
add_findings(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo)
{
    const GPtrArray *all =
        PINFO_FD_VISITED(pinfo) ? iot_session_findings_of(iot_session_frame(pinfo)) : NULL;

    for (guint i = 0; all && i < all->len; i++) {
        const iot_finding *finding = g_ptr_array_index(all, i);
        proto_item *item = generated(proto_tree_add_string(tree, hf_iot_finding, tvb, 0, 0,
                                                           iot_finding_kind_name(finding->kind)));
        proto_tree *sub = proto_item_add_subtree(item, ett_iot_finding);
        add_text(sub, hf_iot_finding_evidence, tvb, finding->evidence);
        expert_add_info_format(pinfo, item, &ei_iot_finding[finding->severity], "%s: %s",
                               iot_finding_kind_name(finding->kind), finding->evidence);
    }
}

void
iot_fields_add(int proto, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree,
               const iot_flow_view *view)
{
    proto_item *item = generated(proto_tree_add_item(tree, proto, tvb, 0, 0, ENC_NA));
    proto_tree *sub = proto_item_add_subtree(item, ett_iot);
    char service[IOT_SERVICE_TEXT];
    gint64 delta_ns;

    /* Nobody sees the texts of a tree that only fields are taken from. */
    if (tree && PTREE_DATA(tree)->visible)
        summarize(item, view);
    if (view->src)
        add_device(sub, tvb, view->src, hf_iot_device_src);
    if (view->dst)
        add_device(sub, tvb, view->dst, hf_iot_device_dst);
    add_text(sub, hf_iot_direction, tvb, iot_direction_name(view->direction));
    if (view->remote)
        add_remote(sub, tvb, pinfo, view);
    add_text(sub, hf_iot_service, tvb, iot_service_format(&view->service, service));
    if (view->conversation != IOT_CONVERSATION_NONE)
        generated(proto_tree_add_uint(sub, hf_iot_conversation, tvb, 0, 0, view->conversation));
    add_endpoints(sub, tvb, view);
    add_findings(sub, tvb, pinfo);
    if (iot_session_delta(pinfo, &delta_ns))
        add_km(sub, tvb, hf_iot_delta_km, hf_iot_delta_mi,
               iot_distance_of_delta_km(delta_ns, iot_prefs_medium()));
}
