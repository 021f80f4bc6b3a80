/* fuzz-datagram.c - a datagram on any port adds facts whose names are whole
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The input: which port, how much was cut off, the datagram.
 */
#include "fuzz.h"

#include "wire/dissect.h"
#include "wire/transport/payload.h"

static void
check_name(const char *name)
{
    g_assert_true(!name || strlen(name) < IOT_FACTS_TEXT_BYTES);
}

static void
check_fact(const iot_fact *fact)
{
    if (fact->kind == IOT_FACT_CLAIM)
        check_name(fact->claim.name);
    if (fact->kind == IOT_FACT_QUERY)
        check_name(fact->query.question);
    if (fact->kind == IOT_FACT_SERVER)
        g_assert_true(iot_addr_is_unicast(&fact->server.addr));
    if (fact->kind == IOT_FACT_ANSWER) {
        g_assert_nonnull(fact->answer.question);
        g_assert_nonnull(fact->answer.owner);
        g_assert_true(iot_addr_is_set(&fact->answer.addr));
        check_name(fact->answer.owner);
    }
}

static void
check(const iot_observation *obs)
{
    for (unsigned i = 0; i < obs->n_facts; i++)
        check_fact(&obs->facts[i]);
    g_assert_true(!obs->quic_initial || g_strcmp0(obs->protocol, "quic") == 0);
    g_assert_cmpuint(obs->ntp.mode, <=, 7);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint16_t ports[] = {53,   5353,  5355, 137,  67,   546,  123, 3478,
                                     1900, 40000, 69,   389,  500,  514,  520, 1194,
                                     1701, 1812,  4500, 5351, 5678, 5683, 6343};
    static iot_dissector *dissector;
    input in = {data, data + size};
    iot_observation obs = {.frame = 1, .transport = IOT_TRANSPORT_UDP, .has_stream = true};
    const iot_frame frame = {.number = 1};

    if (!dissector)
        dissector = iot_dissector_new(&(iot_dissector_options){0});
    obs.dst_port = ports[take_byte(&in) % G_N_ELEMENTS(ports)];
    obs.src_port = 50000;
    obs.src = iot_addr_v4((uint8_t[]){192, 168, 1, 2});
    obs.time_ns = (int64_t)size * 1000000;
    packet p = {.dissector = dissector,
                .frame = &frame,
                .obs = &obs,
                .facts = dissector->facts,
                .cut_bytes = take_byte(&in)};
    iot_facts_clear(p.facts);
    talk talk = {0};
    payload_read_datagram(&p, &talk, cursor_of(in.at, (size_t)(in.end - in.at)));
    iot_facts_hand_over(p.facts, &obs);
    check(&obs);
    return 0;
}
