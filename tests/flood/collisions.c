/* collisions.c - keys that met in one place of a table cost no more than others
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: collisions SCENARIO      ("collisions list" tells them)
 *
 * Each kind of key that a sender or an author chooses comes in two forms of the same size: counted
 * up, and chosen so that all have the same value under the hashes that tables had before there was
 * a keyed one, which are given below. The second may cost twice as much processor time as the
 * first, from packets to reports.
 */
#include "../lib/build.h"
#include "cost.h"

#include "archive/summary.h"
#include "base/hash.h"
#include "reference/mud/mud.h"
#include "write/writer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TRIES       3 /* the best of so many counts */
#define MOST_FACTOR 2.0
#define LEAST       0.03 /* seconds that nobody can tell from nothing */

/* The hashes of old, besides g_str_hash. */

static uint32_t
old_step(uint32_t hash, uint32_t word)
{
    hash ^= word * 0xcc9e2d51u;
    return (hash << 13 | hash >> 19) * 5 + 0xe6546b64u;
}

static uint32_t
old_addr_hash(const iot_addr *addr)
{
    uint32_t words[4], hash = addr->family;

    memcpy(words, addr->bytes, sizeof words);
    for (unsigned i = 0; i < 4; i++)
        hash = old_step(hash, words[i]);
    return hash ^ hash >> 16;
}

static uint32_t
old_device_hash(const iot_mac *mac)
{
    const uint8_t *b = mac->bytes;
    uint32_t high = (uint32_t)b[0] << 8 | b[1];
    uint32_t low = (uint32_t)b[2] << 24 | (uint32_t)b[3] << 16 | (uint32_t)b[4] << 8 | b[5];

    return (low ^ high * 0x9e3779b1u) * 0x85ebca6bu;
}

#define OLD_FACTOR 0x9e3779b97f4a7c15u

static uint64_t
old_mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * OLD_FACTOR;
    return hash ^ hash >> 32;
}

/* MAC, family and address in three words, of which the last two share a byte. */
static uint32_t
old_endpoint_hash(const iot_mac *mac, const iot_addr *addr)
{
    uint8_t bytes[sizeof *mac + sizeof *addr];
    uint64_t words[3];

    memcpy(bytes, mac, sizeof *mac);
    memcpy(bytes + sizeof *mac, addr, sizeof *addr);
    memcpy(&words[0], bytes, 8);
    memcpy(&words[1], bytes + 8, 8);
    memcpy(&words[2], bytes + sizeof bytes - 8, 8);
    return (uint32_t)old_mix(old_mix(old_mix(0, words[0]), words[1]), words[2]);
}

/* What a factor is undone by, modulo 2^64: Newton's way. */
static uint64_t
inverse(uint64_t factor)
{
    uint64_t found = factor;

    for (unsigned i = 0; i < 6; i++)
        found *= 2 - factor * found;
    return found;
}

/* Keys, the n-th of a kind. */

/* Of 54 letters each: two syllables that g_str_hash takes for the same, in every order. */
static char *
text_of(uint32_t n, bool collide)
{
    GString *text = g_string_new(NULL);

    if (!collide)
        g_string_append_printf(text, "x%u", n);
    for (unsigned bit = 0; collide && bit < 18; bit++)
        g_string_append(text, n >> bit & 1 ? "c0r" : "at0");
    while (text->len < 54)
        g_string_append_c(text, 'a');
    return g_string_free(text, FALSE);
}

/* In 2001:db8:1:2::/64. The last word takes back what the third did. */
static iot_addr
addr_of(uint32_t n, bool collide)
{
    iot_addr made = iot_addr_v6((const uint8_t[16]){0x20, 1, 0x0d, 0xb8, 0, 1, 0, 2});
    uint32_t words[4], hash = 6, wanted = 0x12345678;

    memcpy(words, made.bytes, sizeof words);
    words[2] = GUINT32_TO_LE(n);
    words[3] = 0x55;
    for (unsigned i = 0; i < 3; i++)
        hash = old_step(hash, words[i]);
    wanted = (wanted - 0xe6546b64u) * (uint32_t)inverse(5);
    if (collide)
        words[3] = (uint32_t)inverse(0xcc9e2d51u) * (hash ^ (wanted >> 13 | wanted << 19));
    memcpy(made.bytes, words, sizeof words);
    return made;
}

/* Both addresses of one host at most. */
static iot_mac
mac_of(uint32_t n, bool collide)
{
    uint32_t high = (n >> 8 & 127) << 9 | (n & 255), low = high * 0x9e3779b1u;

    if (!collide)
        return nth_mac(n);
    return (iot_mac){
        {high >> 8, high & 255, low >> 24, low >> 16 & 255, low >> 8 & 255, low & 255}};
}

static const iot_mac router = {{0xd4, 0x6e, 0x0e, 0, 0, 1}}, home_mac = {{0, 0x17, 0x88, 0, 0, 2}};

/* A remote that meets all others behind the router. */
static iot_addr
end_of(uint32_t n, bool collide)
{
    iot_addr made = addr_of(n, false);
    uint8_t bytes[sizeof router + sizeof made];
    uint64_t words[3], last;

    memcpy(made.bytes + 2, &(uint32_t){GUINT32_TO_LE(n)}, 4);
    made.bytes[8] = 0;
    if (!collide || G_BYTE_ORDER != G_LITTLE_ENDIAN)
        return made;
    memcpy(bytes, &router, sizeof router);
    memcpy(bytes + sizeof router, &made, sizeof made);
    memcpy(&words[0], bytes, 8);
    memcpy(&words[1], bytes + 8, 8);
    uint64_t hash = old_mix(old_mix(0, words[0]), words[1]);
    /* All ends that give the same 32 bits, until one has the byte that both words share. */
    for (uint64_t high = 0;; high++) {
        last = (high << 32 | (high ^ 0x12345678)) * inverse(OLD_FACTOR) ^ hash;
        if ((last & 255) == 0)
            break;
    }
    memcpy(made.bytes + 8, &last, sizeof last);
    return made;
}

static void
check_keys(void)
{
    iot_addr addr = addr_of(0, true), end = end_of(0, true);
    iot_mac mac = mac_of(1, true);
    g_autofree char *text = text_of(0, true);

    for (uint32_t i = 2; i < 1000; i++) {
        iot_addr other_addr = addr_of(i, true), other_end = end_of(i, true);
        iot_mac other_mac = mac_of(i, true);
        g_autofree char *other_text = text_of(i, true);
        g_assert_cmphex(old_addr_hash(&other_addr), ==, old_addr_hash(&addr));
        g_assert_cmphex(old_device_hash(&other_mac), ==, old_device_hash(&mac));
        g_assert_cmphex(g_str_hash(other_text), ==, g_str_hash(text));
        if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
            g_assert_cmphex(old_endpoint_hash(&router, &other_end), ==,
                            old_endpoint_hash(&router, &end));
        g_assert_false(iot_addr_equal(&other_addr, &addr) || iot_addr_equal(&other_end, &end) ||
                       iot_mac_equal(&other_mac, &mac) || strcmp(other_text, text) == 0);
    }
}

/* Packets. */

typedef struct flood {
    iot_capture *capture;
    iot_counters *counters;
    uint32_t frame;
    bool collide;
} flood;

static void
put(flood *all, iot_observation *obs)
{
    obs->frame = ++all->frame;
    obs->time_ns = all->frame * MS;
    obs->length_bytes = 60;
    iot_flow_id flow = iot_capture_observe(all->capture, obs);
    iot_counters_add(all->counters, flow, obs->length_bytes, obs->time_ns);
}

static iot_observation
from(iot_mac mac, iot_addr src, iot_addr dst)
{
    return (iot_observation){.src_mac = mac, .src = src, .dst_mac = router, .dst = dst};
}

static iot_addr
home(void)
{
    return addr("fd00::2");
}

static void
put_answer(flood *all, const char *question, const char *owner, iot_addr answered)
{
    iot_fact fact = {IOT_FACT_ANSWER, .answer = {answered, 60, question, owner}};
    iot_observation obs = from(router, addr("fd00::1"), home());

    obs.dst_mac = home_mac;
    obs = in_stream(obs, UDP, 0, 53, 50000);
    obs.facts = &fact;
    obs.n_facts = 1;
    put(all, &obs);
}

static void
put_question(flood *all, const char *question)
{
    iot_fact fact = {IOT_FACT_QUERY, .query = {.question = question, .recursion = true}};
    iot_observation obs = in_stream(from(home_mac, home(), addr("fd00::1")), UDP, 0, 50000, 53);

    obs.facts = &fact;
    obs.n_facts = 1;
    put(all, &obs);
}

static void
put_hello(flood *all, iot_addr remote, uint32_t stream, const char *name)
{
    iot_observation obs = in_stream(from(home_mac, home(), remote), TCP, stream, 40000, 443);

    obs.server_name = name;
    obs.syn = true;
    put(all, &obs);
}

static void
addresses(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        put_answer(all, "one.example.com", "one.example.com", addr_of(i, all->collide));
        put_hello(all, addr_of(i, all->collide), i, NULL);
    }
}

static void
sources(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        iot_observation obs = from(router, addr_of(i, all->collide), home());
        obs = in_stream(obs, UDP, i, 40000, 9999);
        obs.response_ns = MS;
        obs.facts = &(iot_fact){IOT_FACT_UNREACHABLE, .unreachable = addr_of(i, all->collide)};
        obs.n_facts = 1;
        put(all, &obs);
    }
}

static void
ends(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        iot_observation obs = from(router, end_of(i, all->collide), home());
        obs = in_stream(obs, UDP, i, 40000, 9999);
        put(all, &obs);
    }
}

static void
neighbours(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        iot_addr own = addr_of(i, all->collide);
        iot_fact fact = {IOT_FACT_BINDING, .binding = {own, nth_mac(i), true}};
        iot_observation obs = from(nth_mac(i), own, addr("ff02::1"));
        obs.facts = &fact;
        obs.n_facts = 1;
        put(all, &obs);
    }
}

static void
names(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *name = text_of(i, all->collide);
        put_question(all, name);
        put_answer(all, name, name, nth_remote(i));
        put_hello(all, nth_remote(i), i, NULL);
    }
}

/* At the end of a chain of CNAMEs. */
static void
owners(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *name = text_of(i, all->collide);
        put_answer(all, "one.example.com", name, nth_remote(i));
    }
}

static void
hellos(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *letters = text_of(i, all->collide);
        g_autofree char *name = g_strconcat(letters, ".example.com", NULL);
        put_hello(all, nth_remote(i % 256), i, name);
    }
}

/* Names that devices give themselves. */
static void
claims(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        g_autofree char *name = text_of(i, all->collide);
        iot_name_source source = i % 2 ? IOT_NAME_DHCP : IOT_NAME_MDNS;
        iot_fact claim = {IOT_FACT_CLAIM, .claim = {source, nth_mac(i), {0}, .name = name}};
        iot_observation obs = from(nth_mac(i), (iot_addr){0}, (iot_addr){0});
        obs.facts = &claim;
        obs.n_facts = 1;
        put(all, &obs);
    }
}

static void
macs(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        iot_observation obs = from(mac_of(i, all->collide), (iot_addr){0}, (iot_addr){0});
        put(all, &obs);
    }
}

/* MACs that send from remote addresses; of theirs, only the end was looked at. */
static void
gateways(flood *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        iot_mac mac = {{i >> 7 & 254, i & 255, 1, 2, 3, 4}};
        iot_observation obs = from(all->collide ? mac : nth_mac(i), nth_remote(i), home());
        put(all, &obs);
    }
}

/* Texts. */

static void
inventory(flood *all, uint32_t n)
{
    g_autoptr(GString) text = g_string_new("name,mac,ip,group\n");
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    iot_inventory *read = iot_inventory_new();
    char mac[IOT_MAC_TEXT], ip[IOT_ADDR_TEXT];

    for (uint32_t i = 1; i <= n; i++) {
        g_autofree char *name = text_of(i, all->collide);
        iot_mac of = mac_of(i, all->collide);
        iot_addr at = addr_of(i, all->collide);
        g_string_append_printf(text, "%s,%s,%s,%s\n", name, iot_mac_format(&of, mac),
                               iot_addr_format(&at, ip), name);
    }
    iot_inventory_read_text(read, "inventory.csv", text->str, text->len, problems);
    iot_inventory_free(read);
}

static void
mud_lists(flood *all, uint32_t n)
{
    g_autoptr(GString) text =
        g_string_new("{\"ietf-mud:mud\":{\"mud-version\":1,\"mud-url\":\"https://a/b\","
                     "\"from-device-policy\":{\"access-lists\":{\"access-list\":[");
    iot_mud_files *files = iot_mud_files_new();

    for (unsigned part = 0; part < 2; part++) {
        for (uint32_t i = 0; i < n; i++) {
            g_autofree char *name = text_of(i, all->collide);
            g_string_append_printf(text, "%s{\"name\":\"%s\"}", i > 0 ? "," : "", name);
        }
        if (part == 0)
            g_string_append(text, "]}}},\"ietf-access-control-list:acls\":{\"acl\":[");
    }
    g_string_append(text, "]}}");
    iot_mud_read_text(files, "a.json", text->str, text->len, NULL);
    g_assert_cmpuint(iot_mud_count(files), ==, 1);
    iot_mud_files_free(files);
}

/* In one object, of which there may not be so many, and in many small ones. */
static void
mud_members(flood *all, uint32_t n)
{
    for (uint32_t size = 64; size <= n; size = size < n ? MAX(n, size) : n + 1) {
        g_autoptr(GString) text = g_string_new("{\"ietf-mud:mud\":{\"mud-version\":1,"
                                               "\"from-device-policy\":{}},\"x\":[{");
        iot_mud_files *files = iot_mud_files_new();
        for (uint32_t i = 0; i < n; i++) {
            g_autofree char *name = text_of(i % size, all->collide);
            g_string_append_printf(text, "%s\"%s\":1", i == 0 ? "" : i % size ? "," : "},{", name);
        }
        g_string_append(text, "}]}");
        iot_mud_read_text(files, "a.json", text->str, text->len, NULL);
        iot_mud_files_free(files);
    }
}

/* What names told, written down and read again. */
static void
summary(flood *all, uint32_t n)
{
    iot_summary *written = iot_summary_new();
    flood told = {.capture = iot_capture_new(&(iot_capture_options){.reports_only = true}),
                  .counters = iot_counters_new(),
                  .collide = all->collide};

    names(&told, n);
    iot_summary_add_capture(written, told.capture, told.counters, "a.pcap");
    g_assert_cmpuint(iot_summary_replay(written, all->capture, all->counters, NULL), ==, 1);
    iot_summary_free(written);
    iot_counters_free(told.counters);
    iot_capture_free(told.capture);
}

static const struct {
    const char *name;
    void (*run)(flood *all, uint32_t n);
    uint32_t n;
} scenarios[] = {
    {"addresses", addresses, 20000},
    {"sources", sources, 20000},
    {"ends", ends, 40000},
    {"neighbours", neighbours, 20000},
    {"names", names, 10000},
    {"owners", owners, 40000},
    {"hellos", hellos, 20000},
    {"claims", claims, 30000},
    {"macs", macs, 30000},
    {"gateways", gateways, 30000},
    {"inventory", inventory, 20000},
    {"mud-lists", mud_lists, 30000},
    {"mud-members", mud_members, 60000},
    {"summary", summary, 5000},
};

typedef void (*write_fn)(const iot_report *report, GString *out);

static void
write_reports(flood *all)
{
    static const write_fn writers[] = {iot_write_conversations_text, iot_write_devices_text,
                                       iot_write_services_text, iot_write_findings_text,
                                       iot_write_hosts};
    iot_findings *findings = iot_findings_new(all->capture, &(iot_settings){0});
    iot_report *report =
        iot_report_new(all->capture, all->counters, &(iot_report_options){.remotes = true});

    report->findings = findings;
    for (unsigned i = 0; i < G_N_ELEMENTS(writers); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        writers[i](report, out);
    }
    iot_report_free(report);
    iot_findings_free(findings);
}

static double
run(unsigned which, uint32_t n, bool collide)
{
    flood all = {.capture = iot_capture_new(&(iot_capture_options){.reports_only = true}),
                 .counters = iot_counters_new(),
                 .collide = collide};

    printf("%s %u%s", scenarios[which].name, n, collide ? " that met" : "");
    scenarios[which].run(&all, n);
    write_reports(&all);
    iot_counters_free(all.counters);
    iot_capture_free(all.capture);
    return (double)clock() / CLOCKS_PER_SEC;
}

static int
compare(unsigned which)
{
    double seconds[2] = {0};

    for (unsigned try = 0; try < TRIES; try++)
        for (unsigned collide = 0; collide < 2; collide++) {
            cost spent = cost_of(run, which, scenarios[which].n, collide);
            g_assert_false(spent.failed);
            seconds[collide] = try == 0 ? spent.seconds : MIN(seconds[collide], spent.seconds);
        }
    if (seconds[1] <= MOST_FACTOR * seconds[0] + LEAST)
        return 0;
    printf("not ok - keys that met cost %.1f times as much\n", seconds[1] / seconds[0]);
    return 1;
}

int
main(int argc, char **argv)
{
    const char *wanted = argc > 1 ? argv[1] : "list";

    check_keys();
    /* As a front end does. */
    iot_hash_draw_key();
    for (unsigned i = 0; i < G_N_ELEMENTS(scenarios); i++) {
        if (strcmp(wanted, "list") == 0)
            printf("%s\n", scenarios[i].name);
        else if (strcmp(wanted, scenarios[i].name) == 0)
            return compare(i);
    }
    return strcmp(wanted, "list") == 0 ? 0 : 2;
}
