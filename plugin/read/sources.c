/* sources.c - what of a packet only Wireshark has: decrypted, put together, uncompressed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark shows each as a tab of its own beside the frame's bytes, whose name is all that tells
 * what it is.
 */
#include "read/sources.h"

#include <string.h>

#include "compat.h"

typedef enum source_kind { OTHER, FRAGMENTS, MESSAGE } source_kind;

/* How names begin; the number of bytes follows. What QUIC hides, our own reader reads, and what TCP
 * put together it puts together itself. */
static const struct {
    const char *name;
    source_kind kind;
} known[] = {
    {"Reassembled IPv4 (", FRAGMENTS},
    {"Reassembled IPv6 (", FRAGMENTS},
    {"Decrypted TLS (", MESSAGE},
    {"Reassembled TLS (", MESSAGE},
    {"Reassembled body (", MESSAGE},
    {"De-chunked entity body (", MESSAGE},
    {"Uncompressed entity body (", MESSAGE},
};

static source_kind
kind_of(const struct data_source *source)
{
    char *name = iot_data_source_name(source);
    source_kind kind = OTHER;

    for (unsigned i = 0; i < G_N_ELEMENTS(known) && kind == OTHER; i++)
        if (g_str_has_prefix(name, known[i].name))
            kind = known[i].kind;
    wmem_free(NULL, name);
    return kind;
}

iot_bytes
iot_source_bytes(const struct data_source *source)
{
    tvbuff_t *tvb = get_data_source_tvb(source);
    guint captured = tvb_captured_length(tvb);

    if (captured == 0)
        return (iot_bytes){0};
    return (iot_bytes){tvb_get_ptr(tvb, 0, (gint)captured), captured,
                       MAX(tvb_reported_length(tvb), captured)};
}

/* To have a source's name formatted takes as long as half of what else we do to a packet. */
static source_kind
kind_but_for(const tvbuff_t *common, const struct data_source *source)
{
    return get_data_source_tvb(source) == common ? OTHER : kind_of(source);
}

void
iot_sources_take(packet_info *pinfo, const GSList *holder, iot_bytes *messages,
                 iot_unwrapped *unwrapped)
{
    const GSList *first = holder ? holder->next : NULL;
    /* What nearly every packet with a second source has, which is found without its number of
     * bytes. */
    const tvbuff_t *segments =
        first ? iot_data_source_bytes_by_name(pinfo, "Reassembled TCP") : NULL;

    unwrapped->messages = messages;
    for (const GSList *at = first; at; at = at->next) {
        source_kind kind = kind_but_for(segments, at->data);
        if (kind == FRAGMENTS)
            unwrapped->payload = iot_source_bytes(at->data);
        else if (kind == MESSAGE && unwrapped->n_messages < IOT_SOURCES_MAX)
            messages[unwrapped->n_messages++] = iot_source_bytes(at->data);
    }
}
