/* test-mud.c - what devices may do by their MUD files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "reference/mud/mud.h"

#include <string.h>

#define HEAD                                                                                       \
    "{'ietf-mud:mud':{'mud-version':1,'mud-url':'https://x.example/"                               \
    "lamp.json','systeminfo':'Floor "                                                              \
    "Lamp (ACME)','from-device-policy':{'access-lists':{'access-list':[{'name':'f'}]}}},"
#define ACES(type, aces) "'acl':[{'name':'f','type':'" type "','aces':{'ace':[" aces "]}}]}}"
#define DOC(aces)        HEAD "'ietf-access-control-list:acls':{" ACES("ipv4-acl-type", aces)
#define ACE(match)       "{'name':'a','matches':{" match "},'actions':{'forwarding':'accept'}}"
#define DROP(match)      "{'name':'d','matches':{" match "},'actions':{'forwarding':'drop'}}"
#define PORTS(ports)     ACE("'tcp':{'destination-port':{" ports "}}")
#define CLOUD            "'ipv4':{'protocol':6,'ietf-acldns:dst-dnsname':'a.example.com'}"

static iot_mud_files *
read_as(const char *label, const char *text, GPtrArray *problems)
{
    iot_mud_files *files = iot_mud_files_new();
    g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');

    iot_mud_read_text(files, label, json, strlen(json), problems);
    return files;
}

static void
test_entries(gconstpointer data)
{
    static const struct {
        const char *text;
        const char *name, *addr;
        uint16_t port;
        bool allowed;
    } cases[] = {
        {DOC(ACE(CLOUD)), "A.example.com", "192.0.2.1", 443, true},
        {DOC(ACE(CLOUD)), "b.example.com", "192.0.2.1", 443, false},
        {DOC(ACE(CLOUD)), "a.example.com", "2001:db8::1", 443, false},
        {HEAD "'ietf-access-control-list:access-lists':{" ACES("ipv4-acl-type", ACE(CLOUD)),
         "a.example.com", "192.0.2.1", 443, true},
        {DOC(PORTS("'port':443")), NULL, "192.0.2.1", 443, true},
        {DOC(PORTS("'operator':'eq','port':443")), NULL, "192.0.2.1", 80, false},
        {DOC(PORTS("'operator':'neq','port':443")), NULL, "192.0.2.1", 80, true},
        {DOC(PORTS("'operator':'lte','port':443")), NULL, "192.0.2.1", 444, false},
        {DOC(PORTS("'operator':'gte','port':443")), NULL, "192.0.2.1", 444, true},
        {DOC(PORTS("'lower-port':80,'upper-port':90")), NULL, "192.0.2.1", 90, true},
        {DOC(PORTS("'lower-port':80,'upper-port':90")), NULL, "192.0.2.1", 91, false},
        {DOC(ACE("'tcp':{'source-port':{'port':443}}")), NULL, "192.0.2.1", 443, false},
        {DOC(ACE("'udp':{}")), NULL, "192.0.2.1", 443, false},
        {DOC(ACE("'tcp':{'ietf-mud:direction-initiated':'to-device'}")), NULL, "192.0.2.1", 1,
         false},
        {DOC(ACE("'ipv4':{'destination-ipv4-network':'192.0.2.0/24'}")), NULL, "192.0.2.1", 1,
         true},
        {DOC(ACE("'ietf-mud:mud':{'local-networks':[null]}")), NULL, "192.0.2.1", 1, false},
        {DOC(DROP("'tcp':{}") "," ACE(CLOUD)), "a.example.com", "192.0.2.1", 443, false},
    };

    (void)data;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(iot_mud_files) files = read_as("lamp.json", cases[i].text, problems);
        iot_mud_contact contact = {.by_device = true,
                                   .name = cases[i].name,
                                   .addr = addr(cases[i].addr),
                                   .transport = IOT_TRANSPORT_TCP,
                                   .port = cases[i].port};
        iot_mac none = mac(NULL);
        const iot_mud *mud = iot_mud_find(files, &none, "Lamp");
        g_test_message("case %u", i);
        g_assert_cmpuint(problems->len, ==, 0);
        g_assert_nonnull(mud);
        g_assert_cmpint(iot_mud_allows(mud, &contact), ==, cases[i].allowed);
    }
}

static void
test_problems(gconstpointer data)
{
    static const char *const cases[][2] = {
        {"", "f: is empty"},
        {"'a'", "f: is no object"},
        {"-1[null]", "f: is no object"},
        {"[] []", "f: is not JSON: more than one value"},
        {"{} // no", "f: is not JSON: comments or single quotation marks"},
        {"[1]", "f: document 1: is not MUD: no object \"ietf-mud:mud\""},
        {DOC(PORTS("'port':65536")), "f: f/a: port \"\" is not a number from 0 to 65535"},
        {DOC(PORTS("'port':'https'")), "f: f/a: port \"https\" is not a number from 0 to 65535"},
        {DOC(PORTS("'operator':'x','port':1")),
         "f: f/a: operator \"x\" is none of eq, neq, lte, gte"},
        {DOC(ACE("'eth':{}")), "f: f/a: match \"eth\" is not understood"},
        {DOC("3"), "f: f/1: is no object"},
        {HEAD "'x':1}", "f: from-device-policy: there is no access list \"f\""},
    };

    (void)data;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(iot_mud_files) files = read_as("f", cases[i][0], problems);
        g_assert_nonnull(files);
        g_assert_cmpuint(problems->len, ==, 1);
        g_assert_cmpstr(problems->pdata[0], ==, cases[i][1]);
    }
}

/* So many members in one object, and as many objects as one likes. */
static char *
with_members(unsigned objects, unsigned members)
{
    GString *text = g_string_new("{\"ietf-mud:mud\":{\"mud-version\":1,\"from-device-policy\":{}}");

    g_string_append(text, ",\"x\":[");
    for (unsigned i = 0; i < objects; i++) {
        g_string_append(text, i > 0 ? ",{" : "{");
        for (unsigned m = 0; m < members; m++)
            g_string_append_printf(text, "%s\"m:%u\":\"a:b\"", m > 0 ? "," : "", m);
        g_string_append_c(text, '}');
    }
    g_string_append(text, "]}");
    return g_string_free(text, FALSE);
}

static void
test_members(gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *most = with_members(100, 64), *more = with_members(2, 65);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(iot_mud_files) one = iot_mud_files_new(), other = iot_mud_files_new();

    iot_mud_read_text(one, "f", most, strlen(most), problems);
    g_assert_cmpuint(problems->len, ==, 0);
    g_assert_cmpuint(iot_mud_count(one), ==, 1);
    iot_mud_read_text(other, "f", more, strlen(more), problems);
    g_assert_cmpuint(problems->len, ==, 1);
    g_assert_cmpstr(problems->pdata[0], ==, "f: has an object of too many members");
    g_assert_cmpuint(iot_mud_count(other), ==, 0);
}

static void
test_keys(gconstpointer data)
{
    static const struct {
        const char *label, *name, *mac;
        bool found;
    } cases[] = {
        {"d/Floor_Two.json", "floor two", NULL, true},
        {"d/x.json", "LAMP", NULL, true},
        {"d/x.json", "floor lamp", NULL, true},
        {"d/x.json", "other", "00:00:5e:00:53:10", false},
        {"d/hall-00005e005310.json", "other", "00:00:5e:00:53:10", true},
        {"d/00-00-5e-00-53-10.json", NULL, "00:00:5e:00:53:10", true},
        {"d/00-00-5e-00-53-10.json", "lamp", "00:00:5e:00:53:11", false},
    };

    (void)data;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_mud_files) files = read_as(cases[i].label, DOC(ACE(CLOUD)), NULL);
        iot_mac wanted = mac(cases[i].mac);
        g_test_message("case %u", i);
        g_assert_cmpint(iot_mud_find(files, &wanted, cases[i].name) != NULL, ==, cases[i].found);
    }
}

/* Every cut and every changed byte; the sanitizer sees the rest. */
static void
test_damage(gconstpointer data)
{
    g_autofree char *good = g_strdelimit(g_strdup(DOC(ACE(CLOUD) "," PORTS("'port':1"))), "'", '"');
    static const char changes[] = "{}[]\",:0\\";
    gsize length = strlen(good);

    (void)data;
    for (gsize i = 0; i < length; i++) {
        g_autofree char *copy = g_memdup2(good, length);
        g_autoptr(iot_mud_files) files = iot_mud_files_new();
        iot_mud_read_text(files, "f", copy, i, NULL);
        for (const char *c = changes; *c; c++) {
            copy[i] = *c;
            iot_mud_read_text(files, "f", copy, length, NULL);
        }
    }
}

static void
test_missing_directory(gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    (void)data;
    g_assert_null(iot_mud_read_directory("/does/not/exist", NULL, &error));
    g_assert_nonnull(error);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/mud/entries_decide", NULL, test_entries);
    g_test_add_data_func("/mud/what_is_wrong_is_one_problem", NULL, test_problems);
    g_test_add_data_func("/mud/objects_have_a_limit_of_members", NULL, test_members);
    g_test_add_data_func("/mud/device_is_found_by_mac_or_name", NULL, test_keys);
    g_test_add_data_func("/mud/damaged_documents_do_no_harm", NULL, test_damage);
    g_test_add_data_func("/mud/missing_directory_is_an_error", NULL, test_missing_directory);
    return g_test_run();
}
