/* pcap-input.c - an open capture of libpcap's, file or interface, whose packets are taken in
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/pcap-input.h"

#include "command/signals.h"

#define NS_PER_S INT64_C(1000000000)

G_DEFINE_QUARK(packets - error - quark, packets_error)

/* libpcap has its own number for raw IP, which is not the one in files; all others that we read are
 * the same on Linux. */
static int
link_of(int dlt)
{
    return dlt == DLT_RAW ? IOT_LINK_RAW : dlt;
}

static bool
compile_filter(packets *p, const char *filter, keeper *k, GError **error)
{
    g_autoptr(GError) local = NULL;

    if (!filter)
        return true;
    if (k)
        p->filtered =
            keeper_compile(k, pcap_datalink(p->pcap), pcap_snapshot(p->pcap), &p->filter, &local);
    else
        p->filtered = pcap_compile(p->pcap, &p->filter, filter, 1, PCAP_NETMASK_UNKNOWN) == 0;
    if (!p->filtered)
        g_set_error(error, PACKETS_ERROR, PACKETS_ERROR_FILTER, "--filter: %s",
                    local ? local->message : pcap_geterr(p->pcap));
    return p->filtered;
}

bool
packets_begin(packets *p, const char *filter, keeper *k, GError **error)
{
    int dlt = pcap_datalink(p->pcap);
    const char *name = pcap_datalink_val_to_name(dlt);

    p->link = link_of(dlt);
    p->fraction_ns = pcap_get_tstamp_precision(p->pcap) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
    if (iot_dissector_reads_link(p->link))
        return compile_filter(p, filter, k, error);
    g_set_error(error, PACKETS_ERROR, PACKETS_ERROR_LINK,
                "packets of link type %d (%s) cannot be read", dlt, name ? name : "unknown");
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
take_one(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes)
{
    packets *p = (packets *)(void *)user;
    bool counted = !p->filtered || pcap_offline_filter(&p->filter, header, bytes) != 0;
    iot_frame frame = {
        .time_ns = time_of(p, header),
        .bytes = bytes,
        .captured_bytes = header->caplen,
        .length_bytes = header->len,
    };

    intake_take(p->in, p->link, &frame, counted);
    if (p->after)
        p->after(p->user_data);
    if (intake_is_full(p->in) || (signals_wanted() && !p->regardless))
        pcap_breakloop(p->pcap);
}

int
packets_take(packets *p, int max)
{
    return pcap_dispatch(p->pcap, max, take_one, (u_char *)p);
}

void
packets_end(packets *p)
{
    if (p->filtered)
        pcap_freecode(&p->filter);
    if (p->pcap)
        pcap_close(p->pcap);
    p->filtered = false;
    p->pcap = NULL;
}
