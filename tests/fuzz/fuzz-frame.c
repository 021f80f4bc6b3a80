/* fuzz-frame.c - any frames, on any link: what is read of them holds, and so do the reports made of
 * it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The input: a byte of how many streams are remembered, a link (see links), then frames: a byte of
 * what happens to it (see the flags), two of its length, its bytes. A length of LONG has the true
 * one in three bytes behind it; one of NEST has that, too, and a beginning of two bytes' length,
 * which is followed by so many bytes again and again as the byte behind says. Every frame is read
 * by one dissector and told to two captures, one that keeps everything and one that keeps what
 * reports need, whose streams are closed: both have to report the same. Reports take most of the
 * time: with REPORT_EVERY=8 in the environment they are made of the first input and of every
 * eighth.
 */
#include "fuzz.h"

#include "findings/findings.h"
#include "report/report.h"
#include "wire/dissect.h"
#include "write/writer.h"

#include <json-glib/json-glib.h>

enum {
    AGAIN = 0x01,   /* the frame before comes once more */
    REPLY = 0x02,   /* it comes back: addresses and ports change places */
    CUT = 0x04,     /* more was sent than captured */
    SHORT = 0x08,   /* less was sent than captured, as damaged files say */
    LATER = 0x10,   /* half a minute later, else a millisecond */
    EARLIER = 0x20, /* clocks are put right */
    LINK = 0x40,    /* one more byte, with another link */
    FAR_OFF = 0x80, /* eight more bytes, with the time */
};

#define FRAMES 2048 /* of one input, at most */
/* In place of a link: somebody else took it off. */
#define UNWRAPPED   (-1)
#define FRAME_BYTES (256 * 1024)
#define ALL_BYTES   (16 * FRAME_BYTES) /* of one input's frames, about */
#define LONG        0xffff
#define NEST        0xfffe
#define MS          1000000

/* Other numbers of streams than the dissector's, which gives them again. */
typedef struct renamed {
    GArray *numbers; /* of uint32_t: the other number + 1; 0: none */
    uint32_t next;
} renamed;

typedef struct run {
    iot_dissector *dissector;
    iot_capture *all, *folded;
    iot_counters *all_tally, *folded_tally;
    renamed streams[3]; /* by transport */
    iot_count put_in;
    uint32_t streams_max;
    int link;
    int64_t now_ns;
    uint32_t frames;
    gsize bytes;       /* of all frames */
    GByteArray *frame; /* the one before */
} run;

static uint32_t *
renamed_of(run *r, iot_transport transport, uint32_t stream)
{
    GArray *numbers = r->streams[transport].numbers;

    g_assert_true(transport == IOT_TRANSPORT_TCP || transport == IOT_TRANSPORT_UDP);
    g_assert_cmpuint(stream, <, r->streams_max);
    if (stream >= numbers->len)
        g_array_set_size(numbers, stream + 1);
    return &g_array_index(numbers, uint32_t, stream);
}

static void
on_closed(iot_transport transport, uint32_t stream, void *user_data)
{
    run *r = user_data;

    *renamed_of(r, transport, stream) = 0;
    iot_capture_close_stream(r->folded, transport, stream, iot_counters_move, r->folded_tally);
}

static uint32_t
rename_stream(run *r, const iot_observation *obs)
{
    uint32_t *number = renamed_of(r, obs->transport, obs->stream);

    if (*number == 0)
        *number = ++r->streams[obs->transport].next;
    return *number - 1;
}

static void
check_text(const char *text)
{
    g_assert_nonnull(text);
    g_assert_cmpuint(strlen(text), <, 65536);
}

static void
check_addr(const iot_addr *addr)
{
    static const uint8_t zeros[16];
    unsigned used = addr->family == 4 ? 4 : addr->family == 6 ? 16 : 0;

    g_assert_true(used > 0 || addr->family == 0);
    g_assert_cmpmem(addr->bytes + used, sizeof zeros - used, zeros, sizeof zeros - used);
}

static void
check_claim(const iot_name_claim *claim)
{
    g_assert_true(claim->source > IOT_NAME_INVENTORY && claim->source < IOT_NAME_IDENTITY);
    check_text(claim->name);
    check_addr(&claim->addr);
}

static void
check_fact(const iot_fact *fact)
{
    switch (fact->kind) {
    case IOT_FACT_ONLINK:
        check_addr(&fact->onlink.addr);
        g_assert_cmpuint(fact->onlink.length, <=, fact->onlink.addr.family == 4 ? 32 : 128);
        break;
    case IOT_FACT_BINDING:
        check_addr(&fact->binding.addr);
        break;
    case IOT_FACT_RELAYED:
        g_assert_true(iot_mac_is_station(&fact->relayed.mac));
        g_assert_true(iot_mac_is_station(&fact->relayed.by));
        break;
    case IOT_FACT_ANSWER:
        check_text(fact->answer.question);
        check_text(fact->answer.owner);
        check_addr(&fact->answer.addr);
        g_assert_true(iot_addr_is_set(&fact->answer.addr));
        break;
    case IOT_FACT_CLAIM:
        check_claim(&fact->claim);
        break;
    case IOT_FACT_QUERY:
        check_text(fact->query.question);
        break;
    case IOT_FACT_SERVER:
        g_assert_cmpuint(fact->server.role, <, IOT_ROLES);
        check_addr(&fact->server.addr);
        break;
    case IOT_FACT_DHCP_SERVER:
        check_addr(&fact->dhcp_server.addr);
        break;
    case IOT_FACT_UNREACHABLE:
        check_addr(&fact->unreachable);
        break;
    case IOT_FACT_DETOUR:
        check_addr(&fact->detour);
        break;
    case IOT_FACT_EVIDENCE:
        g_assert_cmpuint(fact->evidence.evidence, <, IOT_EVIDENCES);
        check_text(fact->evidence.text);
        check_addr(&fact->evidence.addr);
        break;
    case IOT_FACT_ALIAS:
        check_text(fact->alias.question);
        check_text(fact->alias.target);
        break;
    case IOT_FACT_NEARBY:
        check_addr(&fact->nearby.addr);
        break;
    case IOT_FACT_REPLY:
        check_text(fact->reply.question);
        g_assert_cmpuint(fact->reply.reply, <, IOT_DNS_REPLIES);
        check_addr(&fact->reply.resolver);
        break;
    case IOT_FACT_MENTION:
        check_addr(&fact->mentioned);
        break;
    case IOT_FACT_KINDS:
        g_assert_not_reached();
    }
}

static void
check_facts(const iot_observation *obs)
{
    for (unsigned i = 0; i < obs->n_facts; i++)
        check_fact(&obs->facts[i]);
}

/* `source` is what can have been read. */
static void
check(const run *r, const iot_frame *frame, const iot_observation *obs)
{
    g_assert_cmpuint(obs->frame, ==, frame->number);
    g_assert_cmpint(obs->time_ns, ==, iot_time_within_reason(frame->time_ns));
    g_assert_cmpuint(obs->length_bytes, ==, frame->length_bytes);
    check_addr(&obs->src);
    check_addr(&obs->dst);
    g_assert_cmpuint(obs->src.family, ==, obs->dst.family);
    g_assert_true(!obs->has_stream || obs->transport != IOT_TRANSPORT_NONE);
    g_assert_true(obs->transport == IOT_TRANSPORT_NONE || iot_addr_is_set(&obs->src));
    g_assert_true(!(obs->syn || obs->rst || obs->retransmission || obs->acks_frame) ||
                  obs->transport == IOT_TRANSPORT_TCP);
    g_assert_true(!obs->tls_version || obs->transport == IOT_TRANSPORT_TCP ||
                  g_strcmp0(obs->protocol, "quic") == 0);
    g_assert_true(obs->acks_frame < obs->frame);
    g_assert_true(obs->acks_frame > 0 || obs->ack_rtt_ns == 0);
    g_assert_cmpuint(obs->ntp.mode, <=, 7);
    g_assert_true(!obs->protocol || g_str_is_ascii(obs->protocol));
    if (obs->server_name)
        check_text(obs->server_name);
    if (obs->http_host)
        check_text(obs->http_host);
    if (obs->certificate_name)
        check_text(obs->certificate_name);
    if (r->link != UNWRAPPED && !iot_dissector_reads_link(r->link))
        g_assert_true(!iot_addr_is_set(&obs->src) && !obs->protocol && obs->n_facts == 0);
    check_facts(obs);
}

static void
tell(run *r, iot_observation *obs)
{
    iot_count one = {1, obs->length_bytes, obs->time_ns, obs->time_ns, 0};
    iot_flow_id flow = iot_capture_observe(r->folded, obs);

    iot_counters_add_packet(r->folded_tally, flow, obs);
    if (obs->has_stream)
        obs->stream = rename_stream(r, obs);
    flow = iot_capture_observe(r->all, obs);
    iot_counters_add_packet(r->all_tally, flow, obs);
    iot_count_add(&r->put_in, &one);
}

/* The second half is what somebody else put together, and all of it a message. */
static void
read_unwrapped(run *r, const iot_frame *frame, iot_observation *obs)
{
    uint32_t half = frame->captured_bytes / 2, rest = frame->captured_bytes - half;
    const iot_bytes all = {frame->bytes, frame->captured_bytes, frame->captured_bytes};
    const iot_bytes part = {half ? frame->bytes + half : NULL, rest, rest};
    const iot_bytes messages[] = {all, part};
    iot_unwrapped unwrapped = {
        .arp = frame->number % 16 == 0,
        .network = all,
        .messages = messages,
        .n_messages = G_N_ELEMENTS(messages),
        .dns = frame->number % 2,
    };

    if (frame->number % 4 == 0)
        unwrapped.payload = part;
    if (frame->number % 8 == 0 && frame->captured_bytes >= IOT_WLAN_BYTES)
        unwrapped.wlan = frame->bytes;
    iot_dissector_read_unwrapped(r->dissector, frame, &unwrapped, obs);
}

/* One frame, in memory of its own: a tool sees who reads beyond what was captured. */
static void
read_frame(run *r, uint8_t how)
{
    guint captured = r->frame->len;
    g_autofree uint8_t *exact = g_memdup2(r->frame->data, captured);
    iot_observation obs;
    iot_frame frame = {
        .number = ++r->frames,
        .time_ns = r->now_ns,
        .bytes = exact,
        .captured_bytes = captured,
        .length_bytes = how & CUT     ? captured + 1000
                        : how & SHORT ? captured / 2
                                      : captured,
    };

    r->bytes += captured;
    if (r->link == UNWRAPPED)
        read_unwrapped(r, &frame, &obs);
    else
        iot_dissector_read(r->dissector, r->link, &frame, &obs);
    check(r, &frame, &obs);
    tell(r, &obs);
}

static void
swap(uint8_t *bytes, guint one, guint other, guint size)
{
    for (guint i = 0; i < size; i++) {
        uint8_t kept = bytes[one + i];
        bytes[one + i] = bytes[other + i];
        bytes[other + i] = kept;
    }
}

/* Of IPv4 or IPv6 without options on Ethernet; whatever else there is gets other bytes. A question
 * becomes an answer, a request for an echo its reply, and TCP acknowledges what was sent. */
static void
turn_round(GByteArray *frame)
{
    uint8_t *at = frame->data;
    bool v6 = frame->len >= 62 && at[14] >> 4 == 6;
    guint above = v6 ? 54 : 34;

    if (frame->len < above + 8)
        return;
    swap(at, 0, 6, 6);
    swap(at, v6 ? 22 : 26, v6 ? 38 : 30, v6 ? 16 : 4);
    uint8_t protocol = at[v6 ? 20 : 23];
    if (protocol == 6 || protocol == 17)
        swap(at, above, above + 2, 2);
    if (protocol == 1)
        at[above] ^= 8;
    if (protocol == 58)
        at[above] ^= 1;
    if (protocol == 17 && frame->len >= above + 12)
        at[above + 10] ^= 0x80;
    if (protocol == 6 && frame->len >= above + 20) {
        uint32_t sequence =
            GUINT32_FROM_BE(*(const uint32_t *)memcpy(&(uint32_t){0}, at + above + 4, 4));
        swap(at, above + 4, above + 8, 4);
        sequence = GUINT32_TO_BE(sequence + 1);
        memcpy(at + above + 8, &sequence, 4);
        at[above + 13] |= 16;
    }
}

static void
take_link(run *r, input *in)
{
    static const int links[] = {
        IOT_LINK_ETHERNET, IOT_LINK_NULL,           IOT_LINK_RAW,  IOT_LINK_80211,
        IOT_LINK_LOOP,     IOT_LINK_COOKED,         IOT_LINK_IPV4, IOT_LINK_IPV6,
        IOT_LINK_COOKED2,  IOT_LINK_80211_RADIOTAP, 9999,          UNWRAPPED,
    };

    r->link = links[take_byte(in) % G_N_ELEMENTS(links)];
}

static void
append(run *r, input *in, gsize length)
{
    length = MIN(MIN(length, (gsize)(in->end - in->at)), FRAME_BYTES);
    g_byte_array_append(r->frame, in->at, (guint)length);
    in->at += length;
}

/* Headers in headers, and no long input. */
static void
take_nest(run *r, input *in)
{
    gsize wanted = (gsize)take_number(in, 3), length = MIN(wanted, FRAME_BYTES);
    gsize first = (gsize)take_number(in, 2), again = take_byte(in);

    append(r, in, first);
    again = MIN(again, (gsize)(in->end - in->at));
    while (again > 0 && r->frame->len < length)
        g_byte_array_append(r->frame, in->at, (guint)again);
    in->at += again;
    g_byte_array_set_size(r->frame, MIN(r->frame->len, FRAME_BYTES));
}

static void
take_frame(run *r, input *in)
{
    uint8_t how = take_byte(in);

    if (how & LINK)
        take_link(r, in);
    if (how & FAR_OFF)
        r->now_ns = (int64_t)take_number(in, 8);
    else
        r->now_ns = (int64_t)((uint64_t)iot_time_within_reason(r->now_ns) +
                              (how & LATER ? 30000u : 1u) * (uint64_t)MS *
                                  (how & EARLIER ? UINT64_MAX : 1));
    if (how & REPLY)
        turn_round(r->frame);
    if (!(how & (AGAIN | REPLY))) {
        gsize length = (gsize)take_number(in, 2);
        g_byte_array_set_size(r->frame, 0);
        if (length == NEST)
            take_nest(r, in);
        else
            append(r, in, length == LONG ? (gsize)take_number(in, 3) : length);
    }
    read_frame(r, how);
}

static char *
report_of(const run *r, iot_capture *capture, const iot_counters *counters)
{
    const iot_settings judge = {.periodic_all = true};
    iot_capture_settle(capture);
    g_autoptr(iot_findings) findings = iot_findings_new(capture, &judge);
    g_autoptr(iot_report) report =
        iot_report_new(capture, counters, &(iot_report_options){.remotes = true});
    GString *text = g_string_new(NULL);

    g_assert_cmpuint(report->total.packets, ==, r->put_in.packets);
    g_assert_cmpuint(report->total.bytes, ==, r->put_in.bytes);
    report->findings = findings;
    iot_write_json(report, text);
    return g_string_free(text, FALSE);
}

static void
check_reports(const run *r)
{
    g_autofree char *all = report_of(r, r->all, r->all_tally);
    g_autofree char *folded = report_of(r, r->folded, r->folded_tally);
    g_autoptr(JsonParser) parser = json_parser_new();

    g_assert_true(json_parser_load_from_data(parser, folded, -1, NULL));
    g_assert_cmpstr(folded, ==, all);
}

static void
run_begin(run *r, input *in)
{
    uint8_t streams = take_byte(in);

    r->streams_max = streams ? streams : 256;
    r->dissector = iot_dissector_new(&(iot_dissector_options){
        .streams_max = r->streams_max, .closed = on_closed, .user_data = r});
    r->all = iot_capture_new(&(iot_capture_options){0});
    r->folded = iot_capture_new(&(iot_capture_options){.reports_only = true});
    r->all_tally = iot_counters_new();
    r->folded_tally = iot_counters_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(r->streams); i++)
        r->streams[i].numbers = g_array_new(FALSE, TRUE, sizeof(uint32_t));
    r->frame = g_byte_array_new();
    take_link(r, in);
}

static void
run_end(run *r)
{
    iot_dissector_free(r->dissector);
    iot_counters_free(r->all_tally);
    iot_counters_free(r->folded_tally);
    iot_capture_free(r->all);
    iot_capture_free(r->folded);
    for (unsigned i = 0; i < G_N_ELEMENTS(r->streams); i++)
        g_array_unref(r->streams[i].numbers);
    g_byte_array_unref(r->frame);
}

static bool
is_reported(void)
{
    static guint64 every, inputs;

    if (every == 0) {
        const char *wanted = g_getenv("REPORT_EVERY");
        every = MAX(wanted ? g_ascii_strtoull(wanted, NULL, 10) : 1, 1);
    }
    return inputs++ % every == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, data + size};
    run r = {0};

    run_begin(&r, &in);
    while (in.at < in.end && r.frames < FRAMES && r.bytes < ALL_BYTES)
        take_frame(&r, &in);
    if (is_reported())
        check_reports(&r);
    run_end(&r);
    return 0;
}
