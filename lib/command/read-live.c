/* read-live.c - packets from an interface
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/read-live.h"

#include <string.h>

#include "command/diagnostics.h"
#include "command/drops.h"
#include "command/output.h"
#include "command/privileges.h"
#include "command/signals.h"
#include "command/wait.h"

/* Names and addresses of a packet are at its beginning, but some are told at the end of a long
 * one: all of it, as tcpdump and Wireshark take it. */
#define SNAP_BYTES 262144
/* The kernel hands packets over in blocks, when one is full or this old: few wakeups. */
#define BLOCK_MS 200
/* A burst while a report is made must fit. */
#define KERNEL_BUFFER_BYTES (8 << 20)
/* Packets taken in between two looks at the clock. */
#define STRIDE 4096

struct live {
    const options *options;
    packets packets;
    link_filters *filters; /* NULL: all packets count */
    drops *drops;          /* of the interface */
    const server *asked;   /* NULL: there is none */
};

static bool
fail(GError **error, const char *interface, const char *what)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", interface, what);
    return false;
}

/* What opening it says, and what to do about it. */
static bool
fail_to_open(GError **error, const char *interface, pcap_t *pcap, int status)
{
    const char *general = pcap_statustostr(status), *detail = pcap_geterr(pcap);
    bool more = *detail && strcmp(detail, general) != 0;
    bool rights = status == PCAP_ERROR_PERM_DENIED || status == PCAP_ERROR_PROMISC_PERM_DENIED;
    g_autofree char *what = g_strdup_printf(
        "%s%s%s%s", general, more ? ": " : "", more ? detail : "",
        rights ? "; capturing takes root's rights, or those that setcap gives: iot-devices(1)"
               : "");

    return fail(error, interface, what);
}

/* 0, or what libpcap says against it. */
static int
configure(pcap_t *pcap, const options *o)
{
    int status = pcap_set_snaplen(pcap, SNAP_BYTES);

    if (status == 0)
        status = pcap_set_promisc(pcap, o->promiscuous);
    if (status == 0)
        status = pcap_set_timeout(pcap, BLOCK_MS);
    if (status == 0)
        status = pcap_set_buffer_size(pcap, KERNEL_BUFFER_BYTES);
    /* An interface without nanoseconds has microseconds: pcap-input.c asks which. */
    if (status == 0 && pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO) != 0)
        status = pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_MICRO);
    return status;
}

static bool
open_interface(const options *o, pcap_t **ret_pcap, GError **error)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    pcap_t *pcap = pcap_create(o->interface, why);

    if (!pcap)
        return fail(error, o->interface, why);
    int status = configure(pcap, o);
    if (status == 0)
        status = pcap_activate(pcap);
    if (status >= 0 && pcap_setnonblock(pcap, 1, why) == 0) {
        if (status > 0)
            diag("%s: %s", o->interface, pcap_statustostr(status));
        *ret_pcap = pcap;
        return true;
    }
    if (status < 0)
        fail_to_open(error, o->interface, pcap, status);
    else
        fail(error, o->interface, why);
    pcap_close(pcap);
    return false;
}

/* Waits until packets are there, somebody asks, or BLOCK_MS are over. */
static void
wait_for_packets(pcap_t *pcap, const server *asked)
{
    wait_for(pcap_get_selectable_fd(pcap), asked, BLOCK_MS);
}

static bool
is_over(const options *o, const intake *in, gint64 begin_us)
{
    gint64 past_us = g_get_monotonic_time() - begin_us;

    return signals_wanted() || intake_is_full(in) ||
           (o->duration_s > 0 && past_us >= o->duration_s * G_USEC_PER_SEC);
}

/* What the kernel has gathered by now belongs to the time before the end. */
static void
take_rest(packets *p)
{
    gint64 last_us = g_get_monotonic_time() + INT64_C(2) * BLOCK_MS * 1000;

    p->regardless = true;
    while (!intake_is_full(p->in) && g_get_monotonic_time() < last_us) {
        wait_for_packets(p->pcap, NULL);
        if (packets_take(p, STRIDE) <= 0)
            break;
    }
}

static bool
listen_to(live *l, live_tick_fn tick, void *user_data)
{
    packets *p = &l->packets;
    const options *o = l->options;
    gint64 begin_us = g_get_monotonic_time();
    int n = 0;

    while (n >= 0 && !is_over(o, p->in, begin_us)) {
        wait_for_packets(p->pcap, l->asked);
        n = packets_take(p, STRIDE);
        if (tick)
            tick(user_data);
    }
    if (n != PCAP_ERROR) {
        take_rest(p);
        return true;
    }
    diag("%s: ends after frame %" G_GUINT64_FORMAT ": %s", o->interface, p->in->frames,
         pcap_geterr(p->pcap));
    return false;
}

/* libpcap would open files to learn what the interface itself lost. */
static void
tell_drops(const live *l)
{
    struct pcap_stat stat;

    if (pcap_stats(l->packets.pcap, &stat) != 0)
        return;
    uint64_t all = stat.ps_drop + drops_since(l->drops);
    if (all > 0)
        diag("%s: %" G_GUINT64_FORMAT " packets came too fast and are not in the report",
             l->options->interface, all);
}

live *
live_new(const options *o, output *out, intake *in, GError **error)
{
    live *l = g_new0(live, 1);

    l->options = o;
    l->packets.in = in;
    l->filters = o->filter ? link_filters_new(o->filter, NULL) : NULL;
    l->drops = drops_new(o->interface);
    /* What root may write, whom we become may not. */
    if (open_interface(o, &l->packets.pcap, error) && privileges_drop(o->user, error) &&
        output_open(out, error) && packets_begin(&l->packets, l->filters, error))
        return l;
    live_free(l);
    return NULL;
}

void
live_free(live *l)
{
    if (!l)
        return;
    packets_end(&l->packets);
    link_filters_free(l->filters);
    drops_free(l->drops);
    g_free(l);
}

void
live_set_asked(live *l, const server *asked)
{
    l->asked = asked;
}

bool
live_read(live *l, live_tick_fn tick, void *user_data)
{
    if (!l->options->quiet)
        diag("listening on %s", l->options->interface);
    bool complete = listen_to(l, tick, user_data);
    tell_drops(l);
    return complete;
}
