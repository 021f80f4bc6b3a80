/* test-neighbours.c - lines that tell which MAC has an address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sessions/neighbours.h"

static bool
read(const char *text, char addr_text[IOT_ADDR_TEXT], char mac_text[IOT_MAC_TEXT])
{
    g_autoptr(line_words) line = line_words_new(text, strlen(text));
    iot_addr addr;
    iot_mac mac;

    if (!neighbour_read_line(line, &addr, &mac))
        return false;
    iot_addr_format(&addr, addr_text);
    iot_mac_format(&mac, mac_text);
    return true;
}

static void
test_every_system_prints_its_neighbours(void)
{
    static const struct {
        const char *text, *addr, *mac;
    } lines[] = {
        {"192.0.2.1 dev br-lan lladdr 02:00:00:00:00:01 REACHABLE", "192.0.2.1",
         "02:00:00:00:00:01"},
        {"fe80::1 dev br-lan lladdr 02:00:00:00:00:01 router STALE", "fe80::1",
         "02:00:00:00:00:01"},
        {"192.0.2.1 dev br-lan lladdr 02:00:00:00:00:01 ref 1 used 0/0/0 probes 1 DELAY",
         "192.0.2.1", "02:00:00:00:00:01"},
        {"192.0.2.2 dev br-lan  FAILED", "192.0.2.2", ""},
        {"192.0.2.1     0x1         0x2         02:00:00:00:00:01     *        br-lan", "192.0.2.1",
         "02:00:00:00:00:01"},
        {"192.0.2.2     0x1         0x0         00:00:00:00:00:00     *        br-lan", "192.0.2.2",
         ""},
        {"? (192.0.2.1) at 02:00:00:00:00:01 on em1 expires in 1188 seconds [ethernet]",
         "192.0.2.1", "02:00:00:00:00:01"},
        {"nas.lan (192.0.2.1) at 2:0:0:0:0:1 on em1 permanent [ethernet]", "192.0.2.1",
         "02:00:00:00:00:01"},
        {"? (192.0.2.2) at (incomplete) on em1 expired [ethernet]", "192.0.2.2", ""},
        {"fe80::1%em0       02:00:00:00:00:01    em0 23h59m58s S R", "fe80::1",
         "02:00:00:00:00:01"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
        char addr[IOT_ADDR_TEXT], mac[IOT_MAC_TEXT];
        g_assert_true(read(lines[i].text, addr, mac));
        g_assert_cmpstr(addr, ==, lines[i].addr);
        g_assert_cmpstr(mac, ==, lines[i].mac);
    }
}

static void
test_other_lines_are_none(void)
{
    static const char *const lines[] = {
        "",
        "hello",
        "router dev br-lan lladdr 02:00:00:00:00:01",
        "192.0.2.1 0x1 0x2 nothing * br-lan",
        "? [192.0.2.1] at 02:00:00:00:00:01",
        "192.0.2.1 02:00:00:00:00:01 em0 23h",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
        char addr[IOT_ADDR_TEXT], mac[IOT_MAC_TEXT];
        g_assert_false(read(lines[i], addr, mac));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/neighbours/systems", test_every_system_prints_its_neighbours);
    g_test_add_func("/neighbours/others", test_other_lines_are_none);
    return g_test_run();
}
