/* test-report-random.c - tables of random packets add up, whenever one looks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rows.h"

#define PACKETS 3000

static const char *
any_of(const char *const *list, guint n)
{
    return list[g_test_rand_int_range(0, (gint32)n)];
}

static const char *
any_mac(void)
{
    static const char *const macs[] = {NULL, ROUTER_MAC, LAMP_MAC, CAMERA_MAC, EVERYBODY};

    return any_of(macs, G_N_ELEMENTS(macs));
}

static const char *const addrs[] = {
    NULL,
    ROUTER,
    LAMP,
    LAMP_V6,
    CAMERA,
    CLOUD,
    SITE,
    "203.0.113.50",
    "2001:db8:0:7::1",
    "2001:db8:0:7::2",
    "2001:db8:9::1",
    "224.0.0.251",
    "255.255.255.255",
    "0.0.0.0",
    "::1",
};

static const char *
any_addr(void)
{
    return any_of(addrs, G_N_ELEMENTS(addrs));
}

/* A packet of a stream, which always goes between the same two ends; their MACs may be any. */
static iot_observation
in_any_stream(iot_observation obs)
{
    enum { STREAMS = 50 };
    uint32_t stream = (uint32_t)g_test_rand_int_range(0, STREAMS);
    iot_transport transport = g_test_rand_bit() ? TCP : UDP;
    const char *ends[2] = {addrs[stream % G_N_ELEMENTS(addrs)],
                           addrs[(7 * stream + 3 + transport) % G_N_ELEMENTS(addrs)]};
    uint16_t ports[2] = {(uint16_t)(400 + stream % 5), (uint16_t)(400 + stream % 3)};
    unsigned src = g_test_rand_bit();

    obs.src = addr(ends[src]);
    obs.dst = addr(ends[!src]);
    return in_stream(obs, transport, stream, ports[src], ports[!src]);
}

static const char *
any_name(void)
{
    static const char *const names[] = {"one.example", "two.example", "\xff\n", "*", NULL};

    return any_of(names, G_N_ELEMENTS(names));
}

/* Some of these, some of the time. */
static unsigned
any_facts(iot_fact facts[4], uint32_t frame)
{
    iot_name_source source = (iot_name_source)g_test_rand_int_range(IOT_NAME_DHCP, IOT_NAME_VENDOR);
    unsigned n = 0;

    if (frame == PACKETS * 2 / 3)
        facts[n++] = (iot_fact){IOT_FACT_ONLINK, .onlink = prefix("198.51.100.0/24")};
    if (g_test_rand_int_range(0, 30) == 0)
        facts[n++] = (iot_fact){IOT_FACT_BINDING, .binding = {addr(any_addr()), mac(any_mac()),
                                                              g_test_rand_int_range(0, 2)}};
    if (g_test_rand_int_range(0, 10) == 0)
        facts[n++] =
            (iot_fact){IOT_FACT_ANSWER, .answer = {addr(any_addr()), 60, any_name(), any_name()}};
    if (g_test_rand_int_range(0, 10) == 0)
        facts[n++] = (iot_fact){IOT_FACT_CLAIM, .claim = {source, mac(any_mac()), addr(any_addr()),
                                                          .name = any_name()}};
    return n;
}

/* Sees a random packet with random facts in both captures, and counts it in both. */
static void
count_any(counted *a, counted *b, uint32_t frame)
{
    iot_fact facts[4];
    iot_observation obs = packet(frame, any_mac(), any_addr(), any_mac(), any_addr());

    if (g_test_rand_bit())
        obs = in_any_stream(obs);
    obs.time_ns = g_test_rand_int();
    obs.length_bytes = g_test_rand_int_range(0, 1500);
    obs.syn = g_test_rand_bit();
    obs.response_ns = g_test_rand_int();
    obs.server_name = g_test_rand_int_range(0, 9) ? NULL : any_name();
    obs.facts = facts;
    obs.n_facts = any_facts(facts, frame);
    g_assert_cmpuint(count(a, obs), ==, count(b, obs));
}

static void
assert_same_conversations(const iot_report *a, const iot_report *b)
{
    g_assert_cmpuint(a->conversations->len, ==, b->conversations->len);
    for (guint i = 0; i < a->conversations->len; i++) {
        const iot_conversation_row *x = conversation(a, i), *y = conversation(b, i);
        g_assert_cmpuint(x->number, ==, y->number);
        g_assert_cmpstr(x->name, ==, y->name);
        g_assert_cmpstr(iot_device_name(x->base.device), ==, iot_device_name(y->base.device));
        g_assert_cmpmem(&x->base.traffic, sizeof(iot_traffic), &y->base.traffic,
                        sizeof(iot_traffic));
        g_assert_cmpint(x->rtt_ns, ==, y->rtt_ns);
    }
}

/* One capture is asked after each packet and settled now and then, the other only at the end. */
static void
see_both_ways(counted *curious, counted *patient)
{
    for (uint32_t frame = 1; frame <= PACKETS; frame++) {
        iot_flow_view view;
        count_any(curious, patient, frame);
        iot_flow_id flow = iot_capture_flow_of_frame(curious->capture, frame);
        iot_capture_place(curious->capture, flow);
        iot_capture_describe(curious->capture, flow, &view);
        if (frame % 500 == 0)
            iot_capture_settle(curious->capture);
    }
}

static void
test_asking_early_changes_no_table_and_all_tables_add_up(void)
{
    g_auto(counted) curious = counted_new(NULL), patient = counted_new(NULL);

    see_both_ways(&curious, &patient);
    for (int by_address = 0; by_address < 2; by_address++) {
        g_autoptr(iot_report) early = report_new(&curious, by_address);
        g_autoptr(iot_report) late = report_new(&patient, by_address);
        assert_same_conversations(early, late);
        g_assert_cmpuint(late->total.packets, ==, PACKETS);
        assert_adds_up(late, late->total.packets, late->total.bytes);
        assert_adds_up(early, late->total.packets, late->total.bytes);
    }
}

#define ADD(name) g_test_add_func("/report/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(asking_early_changes_no_table_and_all_tables_add_up);
    return g_test_run();
}
