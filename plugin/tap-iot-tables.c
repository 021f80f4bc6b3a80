/* tap-iot-tables.c - tshark -z iot,conversations|devices|services[,filter] and iot,export,...
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * While packets come they are only tallied; the table is made when it is drawn, so one pass and
 * two give the same.
 */
#include "packet-iot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat.h"
#include "session.h"
#include "writer.h"

#include <epan/stat_tap_ui.h>
#include <epan/tap.h>

typedef void (*write_fn)(const iot_report *report, GString *out);
typedef void (*write_device_fn)(const iot_policy *policy, GString *out);
typedef void (*save_fn)(const char *directory, const iot_report *report);

/* One -z of the command line. */
typedef struct table_tap {
    iot_tally *tally;
    write_fn write;
    save_fn save_all; /* into a directory; NULL: there is one file only */
    char *path;       /* NULL: standard output; ends in "/": a directory */
} table_tap;

static void fail(const char *format, ...) G_GNUC_PRINTF(1, 2) G_GNUC_NORETURN;

/* Nothing can be returned from here, and a script must not take half an export for a whole one. */
static void
fail(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    fflush(stdout);
    fprintf(stderr, "tshark: %s\n", message);
    exit(2);
}

static void
table_reset(void *data)
{
    iot_tally_clear(((table_tap *)data)->tally);
}

static tap_packet_status
table_packet(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped,
             tap_flags_t flags _U_)
{
    const iot_tap_packet *packet = tapped;

    iot_tally_add(((table_tap *)data)->tally, packet->flow, packet->length_bytes,
                  iot_session_time_ns(pinfo));
    return TAP_PACKET_REDRAW;
}

static void
save(const char *path, const GString *text)
{
    g_autoptr(GError) error = NULL;

    /* Writes beside and renames: whoever reads the file meanwhile sees the old one. */
    if (!g_file_set_contents(path, text->str, (gssize)text->len, &error))
        fail("IoT: %s", error->message);
}

static void
make_directory(const char *directory)
{
    if (g_mkdir_with_parents(directory, 0777) != 0)
        fail("IoT: %s: %s", directory, g_strerror(errno));
}

static void
save_all_tables(const char *directory, const iot_report *report)
{
    static const iot_table *const tables[] = {&iot_devices_table, &iot_conversations_table,
                                              &iot_services_table, &iot_findings_table};

    make_directory(directory);
    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *path = g_strdup_printf("%s%s.csv", directory, tables[i]->name);
        iot_write_csv(tables[i], report, text);
        save(path, text);
    }
}

static void
save_each_device(const char *directory, const iot_report *report, write_device_fn write,
                 const char *suffix)
{
    g_autoptr(iot_policies) policies = iot_policies_new(report);

    make_directory(directory);
    for (guint i = 0; i < policies->all->len; i++) {
        const iot_policy *policy = g_ptr_array_index(policies->all, i);
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *path = g_strconcat(directory, policy->slug, suffix, NULL);
        write(policy, text);
        save(path, text);
    }
}

static void
save_markdown(const char *directory, const iot_report *report)
{
    save_each_device(directory, report, iot_write_markdown_device, ".md");
}

static void
save_mud(const char *directory, const iot_report *report)
{
    save_each_device(directory, report, iot_write_mud_device, ".json");
}

static void
save_nftables(const char *directory, const iot_report *report)
{
    save_each_device(directory, report, iot_write_nftables_device, ".nft");
}

static void
table_draw(void *data)
{
    table_tap *tap = data;
    iot_report_options options = iot_session_report_options();
    g_autoptr(iot_report) report = NULL;
    g_autoptr(GString) text = g_string_new(NULL);

    if (!iot_session_capture())
        return;
    report = iot_report_new(iot_session_capture(), tap->tally, &options);
    report->findings = iot_session_findings();
    if (tap->path && g_str_has_suffix(tap->path, "/")) {
        tap->save_all(tap->path, report);
        return;
    }
    tap->write(report, text);
    if (tap->path)
        save(tap->path, text);
    else
        fputs(text->str, stdout);
}

static void
table_free(void *data)
{
    table_tap *tap = data;

    iot_tally_free(tap->tally);
    g_free(tap->path);
    g_free(tap);
}

static void
start(write_fn write, save_fn save_all, const char *path, const char *filter)
{
    table_tap *tap = g_new0(table_tap, 1);

    tap->tally = iot_tally_new();
    tap->write = write;
    tap->save_all = save_all;
    tap->path = path && *path ? g_strdup(path) : NULL;
    GString *error = register_tap_listener("iot", tap, filter, TL_REQUIRES_NOTHING, table_reset,
                                           table_packet, table_draw, table_free);
    if (error)
        fail("IoT: %s", error->str);
}

static void
write_conversations_csv(const iot_report *report, GString *out)
{
    iot_write_csv(&iot_conversations_table, report, out);
}

/* Text tables: "iot,NAME[,filter]". */
static const struct {
    const char *arg;
    write_fn write;
} tables[] = {
    {"iot,conversations", iot_write_conversations_text},
    {"iot,devices", iot_write_devices_text},
    {"iot,services", iot_write_services_text},
    {"iot,findings", iot_write_findings_text},
};

/* Exports: "iot,export,NAME[,FILE]". */
static const struct {
    const char *name;
    write_fn write;
    save_fn save_all; /* where FILE may be a directory; else NULL */
} formats[] = {
    {"csv", write_conversations_csv, save_all_tables},
    {"json", iot_write_json, NULL},
    {"markdown", iot_write_markdown, save_markdown},
    {"mud", iot_write_mud, save_mud},
    {"nftables", iot_write_nftables, save_nftables},
    {"hosts", iot_write_hosts, NULL},
    {"ethers", iot_write_ethers, NULL},
};

static IOT_STAT_INIT_RETURN
init_table(const char *arg, void *userdata)
{
    unsigned i = GPOINTER_TO_UINT(userdata);
    const char *rest = arg + strlen(tables[i].arg);

    if (*rest != '\0' && *rest != ',')
        fail("IoT: no statistic \"%s\"", arg);
    start(tables[i].write, NULL, NULL, *rest == ',' && rest[1] ? rest + 1 : NULL);
    IOT_STAT_INIT_OK;
}

static IOT_STAT_INIT_RETURN
init_export(const char *arg, void *userdata _U_)
{
    g_auto(GStrv) words = g_strsplit(arg, ",", 4);
    const char *name = words[2] ? words[2] : "";
    const char *path = words[2] ? words[3] : NULL;
    g_autoptr(GString) known = g_string_new(NULL);

    for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_string_append_printf(known, "%s%s", i ? ", " : "", formats[i].name);
        if (strcmp(formats[i].name, name) != 0)
            continue;
        if (path && g_str_has_suffix(path, "/") && !formats[i].save_all)
            fail("IoT: %s is one file; \"%s\" is a directory", name, path);
        start(formats[i].write, formats[i].save_all, path, NULL);
        IOT_STAT_INIT_OK;
    }
    fail("IoT: no export format \"%s\"; there are %s", name, known->str);
}

void
iot_register_tables(void)
{
    static stat_tap_ui uis[G_N_ELEMENTS(tables) + 1];

    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++) {
        uis[i] = (stat_tap_ui){.group = REGISTER_STAT_GROUP_GENERIC,
                               .cli_string = tables[i].arg,
                               .tap_init_cb = init_table};
        register_stat_tap_ui(&uis[i], GUINT_TO_POINTER(i));
    }
    uis[G_N_ELEMENTS(tables)] = (stat_tap_ui){.group = REGISTER_STAT_GROUP_GENERIC,
                                              .cli_string = "iot,export",
                                              .tap_init_cb = init_export};
    register_stat_tap_ui(&uis[G_N_ELEMENTS(tables)], NULL);
}
