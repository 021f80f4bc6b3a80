/* capture-behave.c - what devices do that tells what they are: names they ask for and call, ports
 * they serve
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Of all that there is, only what signatures know when it comes is kept.
 */
#include "base/units.h"
#include "capture/capture-internal.h"

#include <string.h>

static void
take(iot_capture *capture, const iot_observation *obs, iot_evidence evidence, const char *text)
{
    if (!iot_signatures_has(capture->signatures_used, evidence, text, strlen(text)) ||
        iot_who_is_remote(capture->who, &obs->src))
        return;
    iot_evidences_add(capture->evidences, &(iot_said){.kind = evidence,
                                                      .mac = obs->src_mac,
                                                      .addr = obs->src,
                                                      .frame = obs->frame,
                                                      .text = text});
}

/* It takes a connection. */
static bool
serves(const iot_observation *obs)
{
    return obs->transport == IOT_TRANSPORT_TCP && obs->syn && obs->ack;
}

static void
take_service(iot_capture *capture, const iot_observation *obs)
{
    char text[32] = "tcp/";

    if (!serves(obs))
        return;
    iot_put_digits(text + strlen(text), obs->src_port);
    take(capture, obs, IOT_EVIDENCE_SERVICE, text);
}

void
iot_capture_take_behaviour(iot_capture *capture, const iot_observation *obs)
{
    bool shows = obs->server_name || obs->http_host || obs->n_facts > 0 || serves(obs);

    if (!shows || !iot_addr_is_unicast(&obs->src))
        return;
    if (obs->server_name)
        take(capture, obs, IOT_EVIDENCE_DNS_ASKS, obs->server_name);
    if (obs->http_host)
        take(capture, obs, IOT_EVIDENCE_DNS_ASKS, obs->http_host);
    for (unsigned i = 0; i < obs->n_facts; i++)
        if (obs->facts[i].kind == IOT_FACT_QUERY)
            take(capture, obs, IOT_EVIDENCE_DNS_ASKS, obs->facts[i].query.question);
    take_service(capture, obs);
}
