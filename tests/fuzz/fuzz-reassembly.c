/* fuzz-reassembly.c - both directions of a stream, in any segments, keep little and are done at
 * last
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The input: which port, then segments, each with a byte of what happens to it and two of its
 * length. Each direction is read twice: by one that goes on where it came to, and by one that
 * begins anew with all that was kept. Both have to tell the same.
 */
#include "fuzz.h"

#include "wire/dissect.h"
#include "wire/message/http.h"
#include "wire/message/tls.h"
#include "wire/transport/payload.h"

#define LOST      0x01
#define FROM_THEM 0x02
#define CUT       0x04

/* A DNS message with its length before it is the longest that is kept. */
#define KEPT_MAX (2 + UINT16_MAX)

/* What a segment told. Must be freed by the caller using g_free. */
/* `goes_on`: the reader is behind a hello, whose version it told with that. */
static char *
told_by(iot_facts *facts, iot_observation *obs, bool goes_on)
{
    GString *text = g_string_new(NULL);

    iot_facts_hand_over(facts, obs);
    g_string_printf(text, "%s %s %s %x", obs->server_name, obs->http_host, obs->certificate_name,
                    goes_on ? 0 : obs->tls_version);
    for (unsigned i = 0; i < obs->n_facts; i++)
        g_string_append_printf(text, " %u %s", obs->facts[i].kind,
                               obs->facts[i].kind == IOT_FACT_CLAIM ? obs->facts[i].claim.name
                                                                    : "");
    return g_string_free(text, FALSE);
}

static char *
read_segment(iot_dissector *dissector, talk *talk, reassembly *t, uint16_t port, uint8_t how,
             bool goes_on, cursor bytes)
{
    const iot_frame frame = {.number = 1};
    iot_observation obs = {.frame = 1, .transport = IOT_TRANSPORT_TCP, .has_stream = true};
    packet p = {.dissector = dissector,
                .frame = &frame,
                .obs = &obs,
                .facts = dissector->facts,
                .cut_bytes = how & CUT ? 1 : 0};

    obs.dst_port = how & FROM_THEM ? 50000 : port;
    obs.src_port = how & FROM_THEM ? port : 50000;
    iot_facts_clear(p.facts);
    payload_read_stream(&p, talk, t, bytes);
    g_assert_true(!t->kept || (!t->done && t->kept->bytes->len <= KEPT_MAX));
    g_assert_cmpuint(MAX(t->seen, t->mark), <=, t->kept ? t->kept->bytes->len : 0);
    g_assert_true(!obs.server_name || g_utf8_validate(obs.server_name, -1, NULL));
    g_assert_true(!obs.http_host || *obs.http_host);
    return told_by(p.facts, &obs, goes_on);
}

static void
read_both(iot_dissector *dissector, talk *known, reassembly *t, reassembly *anew, uint16_t port,
          uint8_t how, cursor bytes)
{
    talk known_before = *known;
    bool goes_on = t->stage != 0;
    g_autofree char *told = read_segment(dissector, known, t, port, how, goes_on, bytes);

    anew->stage = 0;
    anew->seen = anew->mark = 0;
    g_autofree char *told_anew =
        read_segment(dissector, &known_before, anew, port, how, goes_on, bytes);
    g_assert_cmpstr(told, ==, told_anew);
    g_assert_true(t->done == anew->done);
    g_assert_true((t->kept != NULL) == (anew->kept != NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint16_t ports[] = {443, 80, 53, 22, 40000, 25, 1080, 1883, 5432};
    static iot_dissector *dissector;
    input in = {data, data + size};
    reassembly sides[2] = {0}, anew[2] = {0};
    talk known = {0};

    if (!dissector)
        dissector = iot_dissector_new(&(iot_dissector_options){0});
    uint16_t port = ports[take_byte(&in) % G_N_ELEMENTS(ports)];
    while (in.at < in.end) {
        uint8_t how = take_byte(&in);
        size_t length = (size_t)take_number(&in, 2);
        reassembly *t = &sides[how & FROM_THEM ? 1 : 0], *same = &anew[how & FROM_THEM ? 1 : 0];
        length = MIN(length, (size_t)(in.end - in.at));
        /* A copy that a reader beyond its end is caught at. */
        g_autofree uint8_t *bytes = g_memdup2(in.at, length);
        if (how & LOST)
            reassembly_lose(t), reassembly_lose(same);
        if (!t->done && length > 0)
            read_both(dissector, &known, t, same, port, how, cursor_of(bytes, length));
        in.at += length;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(sides); i++)
        reassembly_clear(&sides[i]), reassembly_clear(&anew[i]);
    return 0;
}
