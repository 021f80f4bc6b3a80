/* fuzz-observations.c - any packets: what the capture says of them is consistent and clean
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The bytes are read as packets (see take_packet). Addresses, MACs and names come from small sets
 * most of the time, so that packets have to do with each other.
 */
#include "fuzz.h"

#include "write-internal.h"

#include <json-glib/json-glib.h>

#define FEW     3    /* facts of a kind in one packet, at most */
#define PACKETS 4096 /* of one input, at most */

static iot_mac
take_mac(input *in)
{
    uint8_t choice = take_byte(in);
    iot_mac mac = {{0x00, 0x17, 0x88, 0, 0, choice & 7}};

    if (choice < 16)
        return (iot_mac){{0}};
    if (choice > 248)
        for (unsigned i = 0; i < 6; i++)
            mac.bytes[i] = take_byte(in);
    if (choice > 244 && choice <= 248)
        memset(mac.bytes, 0xff, 6);
    return mac;
}

static iot_addr
take_addr(input *in)
{
    static const char *const few[] = {
        "192.168.1.1",   "192.168.1.2",     "192.168.1.3", "10.0.0.1",
        "203.0.113.7",   "198.51.100.9",    "203.0.113.8", "1.1.1.1",
        "224.0.0.251",   "255.255.255.255", "0.0.0.0",     "fe80::217:88ff:fe00:1",
        "2001:db8::1",   "2001:db8:1::2",   "ff02::fb",    "2001:db8::217:88ff:fe00:2",
        "192.168.1.255", "127.0.0.1",       "::",          "::1",
    };
    uint8_t choice = take_byte(in), bytes[16];
    iot_addr addr = {0};

    if (choice < 200) {
        iot_addr_parse(few[choice % G_N_ELEMENTS(few)], &addr);
        return addr;
    }
    if (choice < 210)
        return addr;
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = choice < 240 && i >= 4 ? 0 : take_byte(in);
    return choice < 240 ? iot_addr_v4(bytes) : iot_addr_v6(bytes);
}

/* Kept until the packet is done. */
static const char *
take_name(input *in, GPtrArray *kept)
{
    static const char *const few[] = {
        "a.example.com",
        "b.example.com",
        "www.a.example.com",
        "lamp.local",
        "Lamp",
        "=cmd|x",
        "",
        "192.0.2.1",
        "a\nb",
        "\xe2\x80\xae spoof",
        "| [x](y) `",
        "\"; drop",
        "localhost",
    };
    uint8_t choice = take_byte(in);

    if (choice < 200)
        return few[choice % G_N_ELEMENTS(few)];
    gsize length = choice == 255 ? 300 : take_byte(in) % 64;
    GString *raw = g_string_new(NULL);
    for (gsize i = 0; i < length; i++)
        g_string_append_c(raw, (char)(take_byte(in) | (choice == 255)));
    g_ptr_array_add(kept, g_string_free(raw, FALSE));
    return g_ptr_array_index(kept, kept->len - 1);
}

typedef struct facts {
    GPtrArray *names;
    iot_binding bindings[FEW];
    iot_prefix onlink[FEW];
    iot_name_claim claims[FEW];
    iot_answer_fact answers[FEW];
    iot_query_fact queries[FEW];
    iot_announcement announcements[FEW];
} facts;

static void
take_link_facts(input *in, facts *all, iot_observation *obs)
{
    obs->n_bindings = take_byte(in) % (FEW + 1);
    for (unsigned i = 0; i < obs->n_bindings; i++)
        all->bindings[i] = (iot_binding){take_addr(in), take_mac(in), take_byte(in) & 1};
    obs->n_onlink = take_byte(in) % 4 == 3;
    for (unsigned i = 0; i < obs->n_onlink; i++) {
        iot_addr addr = take_addr(in);
        all->onlink[i] = iot_prefix_of(&addr, take_byte(in));
    }
    obs->n_announcements = take_byte(in) % (FEW + 1);
    for (unsigned i = 0; i < obs->n_announcements; i++)
        all->announcements[i] = (iot_announcement){take_byte(in) % IOT_ROLES, take_addr(in)};
    obs->dhcp_server = take_byte(in) & 1;
    obs->unreachable = take_addr(in);
}

static void
take_name_facts(input *in, facts *all, iot_observation *obs)
{
    obs->n_claims = take_byte(in) % (FEW + 1);
    for (unsigned i = 0; i < obs->n_claims; i++) {
        iot_name_source source = IOT_NAME_DHCP + take_byte(in) % (IOT_NAME_VENDOR - IOT_NAME_DHCP);
        all->claims[i] =
            (iot_name_claim){source, take_mac(in), take_addr(in), take_name(in, all->names)};
    }
    obs->n_answers = take_byte(in) % (FEW + 1);
    for (unsigned i = 0; i < obs->n_answers; i++)
        all->answers[i] = (iot_answer_fact){take_addr(in), (uint32_t)take_number(in, 4),
                                            take_name(in, all->names), take_name(in, all->names)};
    obs->n_queries = take_byte(in) % (FEW + 1);
    for (unsigned i = 0; i < obs->n_queries; i++)
        all->queries[i] = (iot_query_fact){take_name(in, all->names), take_byte(in) & 1};
}

static void
take_stream(input *in, facts *all, iot_observation *obs)
{
    uint8_t flags = take_byte(in);
    static const uint16_t ports[] = {53, 443, 80, 123, 853, 40000, 50000, 5353};

    obs->transport = take_byte(in) % 3;
    obs->src_port = ports[take_byte(in) % G_N_ELEMENTS(ports)];
    obs->dst_port = ports[take_byte(in) % G_N_ELEMENTS(ports)];
    obs->has_stream = obs->transport != IOT_TRANSPORT_NONE && (flags & 1);
    obs->stream = take_byte(in) % 16;
    obs->syn = flags & 2;
    obs->ack = flags & 4;
    obs->rst = flags & 8;
    obs->retransmission = flags & 16;
    obs->quic_initial = flags & 32;
    obs->payload_bytes = flags & 64 ? take_byte(in) : 0;
    if (!(flags & 128))
        return;
    obs->tls_version = (uint16_t)take_number(in, 2);
    obs->acks_frame = take_byte(in);
    obs->ack_rtt_ns = (int64_t)take_number(in, 8);
    obs->response_ns = (int64_t)take_number(in, 8);
    obs->ntp = (iot_ntp_fact){take_byte(in) % 8, take_byte(in) % 4, take_byte(in) % 4};
    obs->server_name = take_byte(in) & 1 ? take_name(in, all->names) : NULL;
    obs->http_host = take_byte(in) & 1 ? take_name(in, all->names) : NULL;
}

/* Mostly some milliseconds later; sometimes whenever a broken clock says. */
static int64_t
take_time(input *in, int64_t before_ns)
{
    uint8_t choice = take_byte(in);

    if (choice == 255)
        return (int64_t)take_number(in, 8);
    uint64_t step = choice < 128 ? choice * 1000000u : (uint64_t)(choice - 127) * 1000000000u;
    return (int64_t)((uint64_t)before_ns + step);
}

static void
take_packet(input *in, const iot_observation *before, facts *all, iot_observation *ret_obs)
{
    static const char *const protocols[] = {NULL, "tls", "dns", "http", "mqtt", "icmp", "arp"};
    uint8_t what = take_byte(in);

    *ret_obs = (iot_observation){
        .frame = before->frame + (before->frame == 0 ? 1 : what & 1),
        .time_ns = take_time(in, before->time_ns),
        .length_bytes = what & 2 ? (uint32_t)take_number(in, 4) : 100,
        .src_mac = take_mac(in),
        .dst_mac = take_mac(in),
        .src = take_addr(in),
        .dst = take_addr(in),
        .protocol = protocols[take_byte(in) % G_N_ELEMENTS(protocols)],
        .bindings = all->bindings,
        .onlink = all->onlink,
        .claims = all->claims,
        .answers = all->answers,
        .queries = all->queries,
        .announcements = all->announcements,
    };
    take_stream(in, all, ret_obs);
    if (what & 4)
        take_link_facts(in, all, ret_obs);
    if (what & 8)
        take_name_facts(in, all, ret_obs);
}

static void
check_sight(iot_capture *capture, iot_flow_id flow)
{
    iot_sight one, two;
    const char *names[8];

    iot_capture_describe(capture, flow, &one);
    iot_capture_describe(capture, flow, &two);
    g_assert_true(one.direction == two.direction && one.src == two.src && one.dst == two.dst &&
                  one.device == two.device && one.remote == two.remote &&
                  one.name_source == two.name_source && one.answer == two.answer &&
                  one.dns_source == two.dns_source && one.rtt_ns == two.rtt_ns &&
                  one.conversation == two.conversation);
    g_assert_cmpstr(one.name, ==, two.name);
    g_assert_true(is_clean(one.name));
    g_assert_cmpint(one.rtt_ns, >=, 0);
    g_assert_true(!one.answer || (is_clean(one.answer->question) && is_clean(one.answer->owner)));
    g_assert_true((one.remote != NULL) == (one.name != NULL));
    unsigned n = iot_capture_alternatives(capture, &one, names, G_N_ELEMENTS(names));
    for (unsigned i = 0; i < n; i++)
        g_assert_true(is_clean(names[i]));
}

static void
check_devices(iot_capture *capture)
{
    const iot_devices *devices = iot_capture_devices(capture);

    for (uint32_t i = 0; i < iot_devices_count(devices); i++) {
        const iot_device *device = iot_devices_get(devices, i);
        g_assert_true(is_clean(iot_device_name(device)) && is_clean(iot_device_label(device)));
        g_assert_cmpuint(iot_device_addresses(device)->len, <=, IOT_DEVICE_ADDRS_MAX);
    }
}

/* Rows and rest make the total, and the total what was put in. */
static void
check_sums(const iot_report *report, const iot_count *put_in)
{
    iot_count sum = {0};

    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        iot_count_add(&sum, &row->base.traffic.sent);
        iot_count_add(&sum, &row->base.traffic.received);
        g_assert_true(is_clean(row->name));
    }
    for (unsigned i = 0; i < IOT_DIRECTIONS; i++)
        iot_count_add(&sum, &report->rest[i]);
    g_assert_cmpuint(sum.packets, ==, put_in->packets);
    g_assert_cmpuint(sum.bytes, ==, put_in->bytes);
    g_assert_cmpuint(report->total.packets, ==, put_in->packets);
    g_assert_cmpuint(report->total.bytes, ==, put_in->bytes);
}

/* Nothing in a text moves a cursor. */
static void
check_text(const GString *out)
{
    g_assert_true(g_utf8_validate(out->str, (gssize)out->len, NULL));
    for (gsize i = 0; i < out->len; i++)
        g_assert_true(((guchar)out->str[i] >= ' ' && out->str[i] != 0x7f) || out->str[i] == '\n' ||
                      out->str[i] == '\t');
}

static void
check_json(const GString *out)
{
    g_autoptr(JsonParser) parser = json_parser_new();

    g_assert_true(json_parser_load_from_data(parser, out->str, (gssize)out->len, NULL));
}

/* What we write we can read. */
static void
check_mud(const GString *out)
{
    g_autoptr(iot_mud_files) files = iot_mud_files_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    iot_mud_read_text(files, "ours.json", out->str, out->len, problems);
    g_assert_cmpstr(problems->len ? problems->pdata[0] : NULL, ==, NULL);
}

static void
check_inventory(const GString *out)
{
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    iot_inventory_read_text(inventory, "ours", out->str, out->len, problems);
    g_assert_cmpstr(problems->len ? problems->pdata[0] : NULL, ==, NULL);
}

static void
write_csv_tables(const iot_report *report, GString *out)
{
    iot_write_csv(&iot_conversations_table, report, out);
    iot_write_csv(&iot_devices_table, report, out);
    iot_write_csv(&iot_services_table, report, out);
    iot_write_csv(&iot_findings_table, report, out);
    iot_write_csv(&iot_remotes_table, report, out);
    iot_write_csv(&iot_countries_table, report, out);
    iot_write_csv(&iot_organizations_table, report, out);
}

static void
check_writers(const iot_report *report)
{
    static const struct {
        void (*write)(const iot_report *report, GString *out);
        void (*check)(const GString *out);
    } writers[] = {
        {iot_write_conversations_text, NULL}, {iot_write_devices_text, NULL},
        {iot_write_services_text, NULL},      {iot_write_findings_text, NULL},
        {iot_write_destinations_text, NULL},  {write_csv_tables, NULL},
        {iot_write_json, check_json},         {iot_write_picture_data, check_json},
        {iot_write_markdown, NULL},           {iot_write_mud, check_mud},
        {iot_write_nftables, NULL},           {iot_write_hosts, check_inventory},
        {iot_write_ethers, check_inventory},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(writers); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        writers[i].write(report, out);
        check_text(out);
        if (writers[i].check)
            writers[i].check(out);
    }
}

static uint64_t
packets_of(const GPtrArray *rows)
{
    uint64_t sum = 0;

    for (guint i = 0; i < rows->len; i++)
        sum += iot_traffic_packets(&((const iot_row *)g_ptr_array_index(rows, i))->traffic);
    return sum;
}

/* Each view of the remotes has all of their packets. */
static void
check_remotes(const iot_remotes *remotes)
{
    uint64_t packets = packets_of(remotes->remotes);

    g_assert_cmpuint(packets_of(remotes->countries), ==, packets);
    g_assert_cmpuint(packets_of(remotes->organizations), ==, packets);
}

static void
check_report(iot_capture *capture, const iot_tally *tally, const iot_count *put_in,
             const iot_inventory *inventory, bool by_address)
{
    iot_findings_options how = {.inventory = inventory, .periodic_all = by_address};
    g_autoptr(iot_report) report = iot_report_new(
        capture, tally, &(iot_report_options){.by_address = by_address, .remotes = true});
    g_autoptr(iot_findings) findings = iot_findings_new(capture, &how);

    check_sums(report, put_in);
    check_remotes(report->remotes);
    for (guint i = 0; i < findings->all->len; i++) {
        const iot_finding *finding = g_ptr_array_index(findings->all, i);
        g_assert_true(is_clean(finding->name));
        g_assert_true(g_utf8_validate(finding->evidence, -1, NULL));
    }
    report->findings = findings;
    check_writers(report);
}

static void
fill_inventory(iot_inventory *inventory)
{
    static const char text[] = "name,mac,ip,group,allow\n"
                               "Bulb,00:17:88:00:00:03,,lights,a.example.com:443\n"
                               "Cloud,,203.0.113.0/24,,\n"
                               ",,192.168.1.2,,*.example.com 198.51.100.0/24\n";

    iot_inventory_read_text(inventory, "seed", text, strlen(text), NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, data + size};
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    g_autoptr(iot_tally) tally = iot_tally_new();
    uint8_t how = take_byte(&in);
    iot_capture_options options = {.inventory = how & 1 ? inventory : NULL};
    g_autoptr(iot_capture) capture = iot_capture_new(&options);
    iot_observation obs = {0};
    iot_count put_in = {0};

    fill_inventory(inventory);
    for (unsigned n = 0; in.at < in.end && n < PACKETS; n++) {
        g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
        facts all = {.names = names};
        iot_observation before = obs;
        take_packet(&in, &before, &all, &obs);
        iot_flow_id flow = iot_capture_observe(capture, &obs);
        g_assert_cmpuint(iot_capture_flow_of_frame(capture, obs.frame), ==, flow);
        iot_tally_add(tally, flow, obs.length_bytes, obs.time_ns);
        iot_count one = {1, obs.length_bytes, obs.time_ns, obs.time_ns};
        iot_count_add(&put_in, &one);
        if (how & 2)
            check_sight(capture, flow);
        if ((how & 4) && n % 8 == 7)
            iot_capture_settle(capture);
    }
    iot_capture_settle(capture);
    for (iot_flow_id flow = 0; flow <= iot_capture_flows(capture); flow++)
        check_sight(capture, flow);
    check_devices(capture);
    check_report(capture, tally, &put_in, inventory, how & 8);
    return 0;
}
