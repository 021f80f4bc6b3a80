/* fuzz-mud.c - MUD files: any file is read, and what is kept of it can be asked
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include "reference/mud/mud.h"

static void
ask(const iot_mud *mud)
{
    static const char *const names[] = {NULL, "a.example.com"};
    static const char *const addrs[] = {"192.0.2.1", "2001:db8::1"};

    for (unsigned i = 0; i < 32; i++) {
        iot_mud_contact contact = {.by_device = i & 1,
                                   .name = names[i >> 1 & 1],
                                   .transport = i & 4 ? IOT_TRANSPORT_TCP : IOT_TRANSPORT_UDP,
                                   .port = i & 8 ? 443 : 53,
                                   .local = i & 16,
                                   .resolver = i & 1,
                                   .time_server = i & 2};
        iot_addr_parse(addrs[i >> 2 & 1], &contact.addr);
        iot_mud_allows(mud, &contact);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(iot_mud_files) files = iot_mud_files_new();
    g_autofree char *label =
        g_strdup_printf("dir/%.*s.json", (int)MIN(size, 8), size ? (const char *)data : "");
    iot_mac none = {{0}};

    iot_mud_read_text(files, "mud/lamp.json", (const char *)data, size, problems);
    iot_mud_read_text(files, label, (const char *)data, size, NULL);
    g_assert_cmpuint(problems->len, <=, IOT_MUD_PROBLEMS_MAX + 1);
    for (guint i = 0; i < problems->len; i++)
        g_assert_true(g_utf8_validate(g_ptr_array_index(problems, i), -1, NULL));
    const iot_mud *mud = iot_mud_find(files, &none, "lamp");
    if (mud) {
        g_assert_true(is_clean(iot_mud_file(mud)));
        ask(mud);
    }
    return 0;
}
