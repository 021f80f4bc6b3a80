/* fields-remote.c - the fields of a remote: iot.name, iot.remote, iot.dns.*, iot.geo.*, its
 * distance
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/units.h"
#include "session/session.h"
#include "show/fields-internal.h"

#include <math.h>

/* Beyond this a list of other names helps nobody. */
#define ALTERNATIVES_MAX 20
#define NS_PER_S         G_GINT64_CONSTANT(1000000000)

static int hf_iot_remote;
static int hf_iot_remote_ipv6;
static int hf_iot_name;
static int hf_iot_proxied;
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
static int hf_iot_geo_attribution;

static int ett_iot_remote = -1;
static int ett_iot_dns = -1;
static int ett_iot_geo = -1;

void
fields_register_remotes(int proto)
{
    static hf_register_info hf[] = {
        FIELD(hf_iot_remote, "Remote", "iot.remote", FT_IPv4, BASE_NONE,
              "IPv4 address of the remote: the end of the frame that is not on your side"),
        FIELD(hf_iot_remote_ipv6, "Remote (IPv6)", "iot.remote.ipv6", FT_IPv6, BASE_NONE,
              "IPv6 address of the remote: the end of the frame that is not on your side"),
        TEXT_FIELD(hf_iot_name, "Name", "iot.name",
                   "Best name of the remote: yours, from TLS or HTTP, from DNS; else its address"),
        TEXT_FIELD(hf_iot_proxied, "Proxied", "iot.proxied",
                   "Host that was fetched through the remote, which is a proxy"),
        TEXT_FIELD(hf_iot_name_source, "Name from", "iot.name.source",
                   "What told the name of the remote: inventory, sni, http, dns, other client, "
                   "later, certificate or address"),
        TEXT_FIELD(hf_iot_dns_name, "DNS name", "iot.dns.name",
                   "Name that the remote's address was looked up as"),
        TEXT_FIELD(hf_iot_dns_canonical, "Canonical name", "iot.dns.canonical",
                   "Name at the end of the aliases (CNAME) that the DNS answer gave"),
        TEXT_FIELD(hf_iot_dns_source, "DNS answer for", "iot.dns.source",
                   "Whose DNS answer it is: dns is this device's, other client is another's, "
                   "later came after this frame"),
        FIELD(hf_iot_dns_frame, "DNS answer in frame", "iot.dns.frame", FT_FRAMENUM, BASE_NONE,
              "Frame of the DNS answer that gave the remote's address"),
        FIELD(hf_iot_dns_age, "Age of the DNS answer", "iot.dns.age", FT_RELATIVE_TIME, BASE_NONE,
              "Seconds since the DNS answer; negative if that came later"),
        FIELD(hf_iot_dns_expired, "DNS answer expired", "iot.dns.expired", FT_BOOLEAN, BASE_NONE,
              "Whether the DNS answer was older than its time to live"),
        TEXT_FIELD(hf_iot_dns_alternative, "Other DNS name", "iot.dns.alternative",
                   "Another name that this device looked up and that has the same address"),
        FIELD(hf_iot_rtt, "Smallest round trip", "iot.rtt", FT_RELATIVE_TIME, BASE_NONE,
              "Smallest round trip between the point of capture and the remote, in seconds: "
              "iot.rtt > 0.05 is more than 50 ms"),
        FIELD(hf_iot_distance_km, "At most (km)", "iot.distance.km", FT_DOUBLE, BASE_NONE,
              "Kilometres that the remote is away at most, by its smallest round trip"),
        FIELD(hf_iot_distance_mi, "At most (miles)", "iot.distance.mi", FT_DOUBLE, BASE_NONE,
              "Miles that the remote is away at most, by its smallest round trip"),
        TEXT_FIELD(
            hf_iot_distance_band, "Distance band", "iot.distance.band",
            "Round trip in a word: near below 5 ms, continent below 25 ms, far below 100 ms, "
            "else intercontinental"),
        TEXT_FIELD(hf_iot_geo_country, "Country", "iot.geo.country",
                   "Country of the remote by the location databases, in two letters"),
        TEXT_FIELD(hf_iot_geo_country_name, "Country name", "iot.geo.country_name",
                   "Country of the remote by the location databases, in English"),
        TEXT_FIELD(hf_iot_geo_city, "City", "iot.geo.city",
                   "City of the remote by the location databases"),
        FIELD(hf_iot_geo_asn, "AS number", "iot.geo.asn", FT_UINT32, BASE_DEC,
              "Number of the autonomous system (network operator) that the remote's address is of"),
        TEXT_FIELD(hf_iot_geo_org, "Organization", "iot.geo.org",
                   "Organization that the remote's address is registered to"),
        FIELD(hf_iot_geo_latitude, "Latitude", "iot.geo.latitude", FT_DOUBLE, BASE_NONE,
              "Where the location databases put the remote, in degrees north"),
        FIELD(hf_iot_geo_longitude, "Longitude", "iot.geo.longitude", FT_DOUBLE, BASE_NONE,
              "Where the location databases put the remote, in degrees east"),
        FIELD(hf_iot_geo_radius_km, "Radius (km)", "iot.geo.radius_km", FT_DOUBLE, BASE_NONE,
              "Kilometres that these coordinates can be off, by the location databases"),
        FIELD(hf_iot_geo_distance_km, "Away by the database (km)", "iot.geo.distance.km", FT_DOUBLE,
              BASE_NONE, "Kilometres from your home (a preference) to the city of the remote"),
        FIELD(hf_iot_geo_impossible, "Location impossible", "iot.geo.impossible", FT_BOOLEAN,
              BASE_NONE, "Whether the city is further away than the round trip allows"),
        TEXT_FIELD(hf_iot_geo_attribution, "Data by", "iot.geo.attribution",
                   "Whom the location databases ask to be named where what they say is shown"),
    };
    static int *ett[] = {&ett_iot_remote, &ett_iot_dns, &ett_iot_geo};

    proto_register_field_array(proto, hf, G_N_ELEMENTS(hf));
    proto_register_subtree_array(ett, G_N_ELEMENTS(ett));
}

static nstime_t
time_of_ns(gint64 ns)
{
    nstime_t time = {(time_t)(ns / NS_PER_S), (int)(ns % NS_PER_S)};

    return time;
}

static void
add_address(proto_tree *tree, tvbuff_t *tvb, const iot_addr *addr)
{
    guint32 v4;

    if (addr->family == 4) {
        memcpy(&v4, addr->bytes, sizeof v4);
        fields_own(
            proto_tree_add_ipv4(fields_in(tree, hf_iot_remote), hf_iot_remote, tvb, 0, 0, v4));
    } else {
        fields_own(proto_tree_add_ipv6(fields_in(tree, hf_iot_remote_ipv6), hf_iot_remote_ipv6, tvb,
                                       0, 0, (const ws_in6_addr *)(const void *)addr->bytes));
    }
}

static void
add_dns(proto_tree *tree, tvbuff_t *tvb, const packet_info *pinfo, const iot_flow_view *view)
{
    const iot_dns_answer *answer = view->answer;
    const char *others[ALTERNATIVES_MAX];
    gint64 age_ns = iot_session_time_ns(pinfo) - answer->time_ns;
    nstime_t age = time_of_ns(age_ns);
    proto_item *item = fields_own(proto_tree_add_string(
        fields_in(tree, hf_iot_dns_name), hf_iot_dns_name, tvb, 0, 0, answer->question));
    proto_tree *sub = fields_below(tree, item, ett_iot_dns);

    fields_add_text(sub, hf_iot_dns_canonical, tvb, answer->owner);
    fields_add_text(sub, hf_iot_dns_source, tvb, iot_dns_source_name(view->dns_source));
    if (!answer->gone && answer->frame > iot_session_frames_before())
        fields_own(proto_tree_add_uint(fields_in(sub, hf_iot_dns_frame), hf_iot_dns_frame, tvb, 0,
                                       0, answer->frame - iot_session_frames_before()));
    fields_own(
        proto_tree_add_time(fields_in(sub, hf_iot_dns_age), hf_iot_dns_age, tvb, 0, 0, &age));
    fields_own(proto_tree_add_boolean(fields_in(sub, hf_iot_dns_expired), hf_iot_dns_expired, tvb,
                                      0, 0, age_ns > (gint64)answer->ttl_s * NS_PER_S));
    if (!iot_printed_needs(hf_iot_dns_alternative))
        return;
    unsigned n = iot_capture_alternatives(iot_session_capture(), view, others, ALTERNATIVES_MAX);
    for (unsigned i = 0; i < n; i++)
        fields_add_text(sub, hf_iot_dns_alternative, tvb, others[i]);
}

static void
add_round_trip(proto_tree *tree, tvbuff_t *tvb, gint64 rtt_ns, gint64 bound_ns)
{
    iot_locator how = iot_session_locator();
    nstime_t rtt = time_of_ns(rtt_ns);

    fields_own(proto_tree_add_time(fields_in(tree, hf_iot_rtt), hf_iot_rtt, tvb, 0, 0, &rtt));
    if (bound_ns <= 0)
        return;
    proto_item *km = fields_add_km(tree, tvb, hf_iot_distance_km, hf_iot_distance_mi,
                                   iot_locator_bound_km(&how, bound_ns));
    /* Fibre is what nobody chose; to append makes Wireshark write the line, wanted or not. */
    if (km && PTREE_DATA(tree)->visible && how.medium != IOT_MEDIUM_FIBRE)
        proto_item_append_text(km, " (%s)", iot_medium_get(how.medium)->keyword);
    fields_add_text(tree, hf_iot_distance_band, tvb, iot_band_name(iot_band_of(bound_ns)));
}

static void
add_number(proto_tree *tree, tvbuff_t *tvb, int hf, double number)
{
    fields_own(proto_tree_add_double(fields_in(tree, hf), hf, tvb, 0, 0, number));
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
add_attributions(proto_tree *tree, tvbuff_t *tvb)
{
    const GPtrArray *all = iot_geo_attributions(iot_session_locator().geo);

    for (guint i = 0; all && i < all->len; i++)
        fields_add_text(tree, hf_iot_geo_attribution, tvb, g_ptr_array_index(all, i));
}

static void
add_place(proto_tree *tree, tvbuff_t *tvb, const iot_location *location)
{
    const iot_place *place = location->place;
    proto_item *item;
    proto_tree *sub =
        proto_tree_add_subtree(tree, tvb, 0, 0, ett_iot_geo, &item, "Location by the databases");

    fields_own(item);
    summarize_place(item, place);
    fields_add_text(sub, hf_iot_geo_country, tvb, place->country);
    fields_add_text(sub, hf_iot_geo_country_name, tvb, place->country_name);
    fields_add_text(sub, hf_iot_geo_city, tvb, place->city);
    if (place->asn)
        fields_own(proto_tree_add_uint(fields_in(sub, hf_iot_geo_asn), hf_iot_geo_asn, tvb, 0, 0,
                                       place->asn));
    fields_add_text(sub, hf_iot_geo_org, tvb, place->organization);
    if (place->has_coordinates) {
        add_number(sub, tvb, hf_iot_geo_latitude, degrees(place->coordinates.latitude));
        add_number(sub, tvb, hf_iot_geo_longitude, degrees(place->coordinates.longitude));
        if (place->radius_km > 0)
            add_number(sub, tvb, hf_iot_geo_radius_km, place->radius_km);
    }
    add_attributions(sub, tvb);
    if (location->geo_km < 0)
        return;
    add_number(sub, tvb, hf_iot_geo_distance_km, round(location->geo_km * 10) / 10);
    if (location->bound_km >= 0)
        fields_own(proto_tree_add_boolean(fields_in(sub, hf_iot_geo_impossible),
                                          hf_iot_geo_impossible, tvb, 0, 0, location->impossible));
}

static void
add_proxied(proto_tree *tree, tvbuff_t *tvb, const iot_flow_view *view)
{
    g_auto(GStrv) names = view->stream && view->stream->proxied
                              ? g_strsplit(view->stream->proxied, IOT_PROXIED_BETWEEN, -1)
                              : NULL;

    for (char **name = names; name && *name; name++)
        fields_add_text(tree, hf_iot_proxied, tvb, *name);
}

void
fields_add_remote(proto_tree *tree, tvbuff_t *tvb, const packet_info *pinfo,
                  const iot_flow_view *view)
{
    proto_item *item = fields_own(
        proto_tree_add_string(fields_in(tree, hf_iot_name), hf_iot_name, tvb, 0, 0, view->name));
    proto_tree *sub = fields_below(tree, item, ett_iot_remote);
    iot_locator locator = iot_session_locator();
    iot_location location;

    fields_add_text(sub, hf_iot_name_source, tvb, iot_remote_name_source_name(view->name_source));
    add_proxied(sub, tvb, view);
    add_address(sub, tvb, view->remote);
    if (view->answer)
        add_dns(sub, tvb, pinfo, view);
    if (view->rtt_ns > 0)
        add_round_trip(sub, tvb, view->rtt_ns, view->bound_ns);
    iot_locate(&locator, view->remote, view->bound_ns, &location);
    if (location.place)
        add_place(sub, tvb, &location);
}
