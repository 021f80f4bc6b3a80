/* pcap-input.c - an open capture of libpcap's, file or interface, whose packets are taken in
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/pcap-input.h"

#include "command/filter-hint.h"
#include "command/packet-filter.h"
#include "command/signals.h"

#define NS_PER_S INT64_C(1000000000)

G_DEFINE_QUARK(packets - error - quark, packets_error)

/* It must make sense for some packets that can come. */
static bool
prepare_filters(packets *p, GError **error)
{
    const char *why = NULL;
    bool good = !p->filters;

    for (int link = 0; p->filters && link <= UINT16_MAX; link++)
        if (p->mixed ? iot_dissector_reads_link(link) : link == p->link)
            good |= !link_filters_prepare(p->filters, link);
    if (!good)
        why = link_filters_prepare(p->filters, p->link);
    if (why) {
        bool compares;
        g_autofree char *hint = filter_hint(link_filters_expression(p->filters), &compares);
        g_set_error(error, PACKETS_ERROR, PACKETS_ERROR_FILTER, "--filter: %s%s%s", why,
                    hint ? "; " : "", hint ? hint : "");
    }
    return good;
}

static void
set_unread(int link, GError **error)
{
    const char *name = pcap_datalink_val_to_name(dlt_of_link(link));

    g_set_error(error, PACKETS_ERROR, PACKETS_ERROR_LINK,
                "packets of link type %d (%s) cannot be read", link, name ? name : "unknown");
}

bool
packets_begin(packets *p, link_filters *filters, GError **error)
{
    p->link = link_of_dlt(pcap_datalink(p->pcap));
    p->mixed = p->interfaces && pcapng_is_read(p->interfaces);
    p->filters = filters;
    p->fraction_ns = pcap_get_tstamp_precision(p->pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
    if (p->mixed || iot_dissector_reads_link(p->link))
        return prepare_filters(p, error);
    set_unread(p->link, error);
    return false;
}

/* A broken or forged clock can say anything. */
static int64_t
time_of(const packets *p, const struct pcap_pkthdr *header)
{
    const int64_t max_s = IOT_TIME_MAX_NS / NS_PER_S - 1;

    return CLAMP((int64_t)header->ts.tv_sec, -max_s, max_s) * NS_PER_S +
           header->ts.tv_usec * p->fraction_ns;
}

static void
note_link(packets *p, int link)
{
    if (iot_dissector_reads_link(link))
        p->any_read = true;
    else if (!p->any_unread)
        p->unread_link = link;
    p->any_unread |= !iot_dissector_reads_link(link);
}

static void
take_one(u_char *user, const struct pcap_pkthdr *header, const u_char *data)
{
    packets *p = (packets *)(void *)user;
    int link = p->interfaces ? pcapng_next_link(p->interfaces, p->link) : p->link;
    bool counted = !p->filters || link_filters_let_pass(p->filters, link, header, data);
    iot_frame frame = {
        .time_ns = time_of(p, header),
        .bytes = data,
        .captured_bytes = header->caplen,
        .length_bytes = header->len,
    };

    note_link(p, link);
    intake_take(p->in, link, &frame, counted);
    if (p->after)
        p->after(p->user_data);
    if (intake_is_full(p->in) || (signals_wanted() && !p->regardless)) {
        p->stopped = true;
        pcap_breakloop(p->pcap);
    }
}

/* Those that need no libpcap. Of links that nobody reads it changes some packets. */
static int
take_plain(packets *p, int max)
{
    struct pcap_pkthdr header;
    const uint8_t *data;
    int n = 0;

    if (!p->bytes || !iot_dissector_reads_link(p->link))
        return 0;
    while (n < max && !p->stopped && bytes_next_packet(p->bytes, &header, &data)) {
        take_one((u_char *)p, &header, data);
        n++;
    }
    return n;
}

int
packets_take(packets *p, int max)
{
    int n = take_plain(p, max);

    return n > 0 ? n : pcap_dispatch(p->pcap, max, take_one, (u_char *)p);
}

bool
packets_were_read(const packets *p, GError **error)
{
    if (p->any_unread && !p->any_read)
        set_unread(p->unread_link, error);
    return p->any_read || !p->any_unread;
}

void
packets_end(packets *p)
{
    if (p->pcap)
        pcap_close(p->pcap);
    p->pcap = NULL;
}
