/* options.c - the command line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/options.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/budget.h"

/* A report every few seconds: often enough to watch, seldom enough to read. */
#define INTERVAL_S 3

/* Without --memory. */
#define MEMORY_BYTES ((uint64_t)512 << 20)

#define TEXT_FORMAT "text"
#define MERGE       "merge"

static const table_choice tables[] = {
    {"conversations", iot_write_conversations_text, &iot_conversations_table, false, false},
    {"devices", iot_write_devices_text, &iot_devices_table, false, false},
    {"services", iot_write_services_text, &iot_services_table, false, false},
    {"findings", iot_write_findings_text, &iot_findings_table, false, true},
    {"destinations", iot_write_destinations_text, &iot_remotes_table, true, false},
};

/* GOption writes where its tables point to. */
static struct {
    options o;
    bool tables; /* some were asked for */
    gboolean follow, quiet, no_sandbox, own_frames_only, periodic_all, summary, help, version;
    char *format, *duration, *memory;
} given;

static gboolean
choose_table(const char *option, const char *value G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED,
             GError **error G_GNUC_UNUSED)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++)
        if (strcmp(option + strlen("--"), tables[i].option) == 0 &&
            !g_ptr_array_find(given.o.tables, &tables[i], NULL))
            g_ptr_array_add(given.o.tables, (gpointer)&tables[i]);
    return TRUE;
}

#define TABLE(name, help)                                                                          \
    {                                                                                              \
        name, 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, choose_table, help, NULL             \
    }
#define FLAG(name, letter, to, help)                                                               \
    {                                                                                              \
        name, letter, 0, G_OPTION_ARG_NONE, to, help, NULL                                         \
    }
#define WORD(name, letter, to, help, word)                                                         \
    {                                                                                              \
        name, letter, 0, G_OPTION_ARG_STRING, to, help, word                                       \
    }
#define PATH(name, letter, to, help, word)                                                         \
    {                                                                                              \
        name, letter, 0, G_OPTION_ARG_FILENAME, to, help, word                                     \
    }
#define PATHS(name, to, help, word)                                                                \
    {                                                                                              \
        name, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, to, help, word                                    \
    }
#define LAST                                                                                       \
    {                                                                                              \
        NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL                                            \
    }

/* clang-format off */
static const GOptionEntry what_to_print[] = {
    TABLE("conversations", "What each device talks to (the default)"),
    TABLE("devices", "Who is there, most bytes first"),
    TABLE("services", "Ports and protocols that each device uses or offers"),
    TABLE("findings", "What is worth a look, with its evidence"),
    TABLE("destinations", "Countries, organizations and names, and the nearest of each"),
    WORD("format", 0, &given.format, "text, csv, json, markdown, mud, html, nftables, hosts or ethers", "FORMAT"),
    FLAG("summary", 0, &given.summary, "No report, but a line that merge can make reports of; if FILE ends in \".gz\", compressed"),
    PATH("output", 'o', &given.o.output, "Write to this file, not to standard output; if it ends in \"/\", a file for each table or device into this directory", "FILE"),
    FLAG("follow", 0, &given.follow, "Print again and again while packets come"),
    {"interval", 0, 0, G_OPTION_ARG_INT, &given.o.interval_s, "With --follow: so long in between (default: 3)", "SECONDS"},
    FLAG("quiet", 'q', &given.quiet, "No progress bar, and no word of what is listened to"),
    LAST
};

static const GOptionEntry what_to_read[] = {
    PATH("files-from", 0, &given.o.files_from, "What this file names, one on each line, is read too; \"-\" is standard input", "LIST"),
    WORD("interface", 'i', &given.o.interface, "Capture here until Ctrl-C", "INTERFACE"),
    FLAG("no-promiscuous", 'p', &given.own_frames_only, "Do not ask the interface for what is not for this machine"),
    WORD("user", 'Z', &given.o.user, "Root goes on as this user once all is open (default: who called sudo, else nobody)", "USER"),
    WORD("filter", 'f', &given.o.filter, "Count only these packets, as pcap-filter(7) has it; names come from all packets", "EXPRESSION"),
    {"packets", 'c', 0, G_OPTION_ARG_INT64, &given.o.packets_max, "Stop after so many packets", "COUNT"},
    WORD("duration", 'd', &given.duration, "With -i: stop after this time: 30s, 5m, 2h or 1d", "TIME"),
    LAST
};

static const GOptionEntry what_is_yours[] = {
    PATHS("inventory", &given.o.inventories, "Names of devices: CSV, ethers, hosts, dnsmasq, ISC dhcpd or Kea leases", "FILE"),
    WORD("local-networks", 0, &given.o.local_networks, "Networks that are yours besides the private ranges", "LIST"),
    WORD("resolvers", 0, &given.o.resolvers, "DNS resolvers that you chose", "LIST"),
    WORD("ntp-servers", 0, &given.o.ntp_servers, "Time servers that you chose", "LIST"),
    PATH("mud", 0, &given.o.mud_directory, "MUD files (RFC 8520): what a device contacts beyond its own is a finding", "DIRECTORY"),
    FLAG("periodic-all", 0, &given.periodic_all, "Findings of periodic DNS, DHCP, NTP, mDNS and SSDP too"),
    LAST
};

static const GOptionEntry distances[] = {
    WORD("home", 0, &given.o.home, "Where the capture was made, in degrees", "LATITUDE,LONGITUDE"),
    WORD("medium", 0, &given.o.medium, "What the signal travels in: fibre (the default), cat7, cat6a, cat5e, cat3, rg8, rg58 or vacuum", "MEDIUM"),
    {"overhead-us", 0, 0, G_OPTION_ARG_INT, &given.o.overhead_us, "Known delay of each round trip that is no travel", "MICROSECONDS"},
    PATHS("mmdb", &given.o.mmdb_directories, "Location databases (*.mmdb), besides those in /usr/share/GeoIP and /var/lib/GeoIP", "DIRECTORY"),
    PATH("manuf", 0, &given.o.manuf, "Makers of MAC addresses: a manuf file of Wireshark's, or oui.txt or oui.csv of the IEEE", "FILE"),
    LAST
};

static const GOptionEntry others[] = {
    WORD("memory", 0, &given.memory, "Use no more than about this much: 64M, 1G; what was seen least is left out, and counted (default: 512M, or half of what the machine has)", "SIZE"),
    FLAG("help", 'h', &given.help, "Tell this"),
    FLAG("no-sandbox", 0, &given.no_sandbox, "Do not confine the process, for debuggers and where the kernel cannot; root's rights go all the same"),
    FLAG("version", 0, &given.version, "Tell the version"),
    LAST
};

static const GOptionEntry captures[] = {
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &given.o.captures, NULL, NULL},
    LAST
};
/* clang-format on */

static const struct {
    const char *title;
    const GOptionEntry *entries;
} groups[] = {
    {"What to print", what_to_print},
    {"What to read", what_to_read},
    {"What is yours", what_is_yours},
    {"Distances, places, makers", distances},
    {"Besides", others},
    {NULL, captures},
};

static bool
fail(GError **error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
    return false;
}

/* "text, csv, json" */
static char *
known_formats(void)
{
    GString *names = g_string_new(TEXT_FORMAT);

    for (unsigned i = 0; i < iot_export_formats_count(); i++)
        g_string_append_printf(names, ", %s", iot_export_format_get(i)->name);
    return g_string_free(names, FALSE);
}

static bool
take_format(GError **error)
{
    if (!given.format || strcmp(given.format, TEXT_FORMAT) == 0)
        return true;
    given.o.format = iot_export_format_find(given.format);
    if (given.o.format)
        return true;
    g_autofree char *known = known_formats();
    return fail(error, "--format: there is no \"%s\"; there are %s", given.format, known);
}

/* A directory that is there is meant as one. */
static bool
take_output(GError **error)
{
    char *path = given.o.output;
    const iot_export_format *format = given.o.format;

    if (!path)
        return true;
    if (!*path)
        return fail(error, "--output wants a file");
    if (!g_str_has_suffix(path, "/") && g_file_test(path, G_FILE_TEST_IS_DIR)) {
        given.o.output = g_strconcat(path, "/", NULL);
        g_free(path);
    }
    if (g_str_has_suffix(given.o.output, "/") && !(format && format->save_all))
        return fail(error, "--output: %s is one file; \"%s\" is a directory",
                    given.summary ? "a summary"
                    : format      ? format->name
                                  : TEXT_FORMAT,
                    given.o.output);
    return true;
}

static bool
take_duration(GError **error)
{
    static const struct {
        const char *suffix;
        gint64 seconds;
    } units[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    char *end = NULL;

    if (!given.duration)
        return true;
    errno = 0;
    gint64 count = g_ascii_strtoll(given.duration, &end, 10);
    for (unsigned i = 0; g_ascii_isdigit(*given.duration) && i < G_N_ELEMENTS(units); i++)
        if (strcmp(end, units[i].suffix) == 0 && count > 0 && count <= G_MAXINT32)
            given.o.duration_s = count * units[i].seconds;
    return given.o.duration_s > 0 ||
           fail(error, "--duration: \"%s\" is no time like 30s, 5m, 2h or 1d", given.duration);
}

/* Enough for all that homes and offices have; not so much that a small machine has nothing left. */
static uint64_t
usual_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);
    uint64_t half = pages > 0 && page_bytes > 0 ? (uint64_t)pages * (uint64_t)page_bytes / 2 : 0;

    return half > 0 ? CLAMP(half, IOT_BUDGET_MIN_BYTES, MEMORY_BYTES) : MEMORY_BYTES;
}

static bool
take_memory(GError **error)
{
    given.o.memory_bytes = usual_memory();
    if (!given.memory)
        return true;
    if (!iot_budget_parse(given.memory, &given.o.memory_bytes))
        return fail(error, "--memory: \"%s\" is no size like 64M, 512MiB or 1G", given.memory);
    return given.o.memory_bytes >= IOT_BUDGET_MIN_BYTES ||
           fail(error, "--memory: %s is less than the %u MiB that are needed at least",
                given.memory, (unsigned)(IOT_BUDGET_MIN_BYTES >> 20));
}

static bool
numbers_make_sense(GError **error)
{
    const options *o = &given.o;

    if (o->overhead_us < 0)
        return fail(error, "--overhead-us: %d is less than nothing", o->overhead_us);
    if (o->interval_s < 1)
        return fail(error, "--interval: %d is not at least 1", o->interval_s);
    if (o->packets_max < 0)
        return fail(error, "--packets: %" G_GINT64_FORMAT " is less than nothing", o->packets_max);
    return true;
}

/* What stands in the way of merging, or of a summary; NULL: nothing. */
static const char *
packets_option(void)
{
    const options *o = &given.o;

    return o->interface            ? "interface"
           : given.own_frames_only ? "no-promiscuous"
           : o->filter             ? "filter"
           : o->packets_max        ? "packets"
           : given.duration        ? "duration"
           : given.follow          ? "follow"
                                   : NULL;
}

static bool
summaries_make_sense(GError **error)
{
    const options *o = &given.o;

    if (o->merge && packets_option())
        return fail(error, "--%s is of packets, and merge has none", packets_option());
    if (!given.summary)
        return true;
    if (given.format || given.tables)
        return fail(error, "--summary is no report; merge makes them of it");
    if (o->filter || given.follow)
        return fail(error, "--summary is of all packets, and without --follow");
    return true;
}

/* Somebody at a terminal who names nothing waits for help, not for the terminal. */
static bool
there_is_a_source(GError **error)
{
    const options *o = &given.o;

    if (o->interface && o->files_from)
        return fail(error, "either --files-from or --interface");
    if (o->interface && o->captures)
        return fail(error, "either captures or --interface");
    if (given.duration && !o->interface)
        return fail(error, "--duration goes with --interface");
    if (o->interface || o->captures || o->files_from || !isatty(STDIN_FILENO))
        return true;
    return fail(error, o->merge ? "no summary: name a file"
                                : "no capture: name a file, or an interface with -i");
}

static void
take_flags(void)
{
    options *o = &given.o;

    o->follow = given.follow;
    o->quiet = given.quiet;
    o->sandbox = !given.no_sandbox;
    o->promiscuous = !given.own_frames_only;
    o->periodic_all = given.periodic_all;
    o->summary = given.summary;
    o->help = given.help;
    o->version = given.version;
    given.tables = o->tables->len > 0;
    if (o->tables->len == 0)
        g_ptr_array_add(o->tables, (gpointer)&tables[0]);
}

/* The word "merge" is only one in the first place; "./merge" is a capture anywhere. */
static bool
parse_words(char **argv, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    bool merge = argv[0] && argv[1] && strcmp(argv[1], MERGE) == 0;
    g_auto(GStrv) words = g_strdupv(merge ? argv + 1 : argv);

    given.o.merge = merge;

    g_option_context_set_help_enabled(context, FALSE);
    for (unsigned i = 0; i < G_N_ELEMENTS(groups); i++)
        g_option_context_add_main_entries(context, groups[i].entries, NULL);
    return g_option_context_parse_strv(context, &words, error);
}

const options *
options_parse(char **argv, GError **error)
{
    given.o.tables = g_ptr_array_new();
    given.o.interval_s = INTERVAL_S;
    if (!parse_words(argv, error))
        return NULL;
    take_flags();
    if (given.help || given.version)
        return &given.o;
    bool good = take_format(error) && take_output(error) && take_duration(error) &&
                take_memory(error) && numbers_make_sense(error) && summaries_make_sense(error) &&
                there_is_a_source(error);
    return good ? &given.o : NULL;
}

bool
options_are_live(const options *o)
{
    return o->interface || o->follow;
}

/* --- Help */

/* Where what an option does begins, and where a line of it ends. */
#define HELP_COLUMN 27
#define HELP_WIDTH  100

static void
append_wrapped(const char *text, GString *out)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    gsize column = HELP_COLUMN;

    for (guint i = 0; words[i]; i++) {
        if (i > 0 && column + 1 + strlen(words[i]) > HELP_WIDTH) {
            g_string_append_printf(out, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (i > 0) {
            g_string_append_c(out, ' ');
            column++;
        }
        g_string_append(out, words[i]);
        column += strlen(words[i]);
    }
    g_string_append_c(out, '\n');
}

static void
append_entry(const GOptionEntry *entry, GString *out)
{
    g_autoptr(GString) left = g_string_new("  ");

    if (entry->short_name)
        g_string_append_printf(left, "-%c, ", entry->short_name);
    else
        g_string_append(left, "    ");
    g_string_append_printf(left, "--%s", entry->long_name);
    if (entry->arg_description)
        g_string_append_printf(left, "=%s", entry->arg_description);
    g_string_append(out, left->str);
    if (left->len + 2 > HELP_COLUMN)
        g_string_append_printf(out, "\n%*s", HELP_COLUMN, "");
    else
        g_string_append_printf(out, "%*s", (int)(HELP_COLUMN - left->len), "");
    append_wrapped(entry->description, out);
}

void
options_write_help(GString *out)
{
    g_string_append(
        out,
        "Usage: iot-devices [OPTION...] [CAPTURE...]\n"
        "       iot-devices [OPTION...] -i INTERFACE\n"
        "       iot-devices --summary [OPTION...] [CAPTURE...]\n"
        "       iot-devices merge [OPTION...] [SUMMARY...]\n\n"
        "Tells which devices are in captures, what they talk to, and how far away that can be.\n"
        "Several captures are read one after the other, as one. \"-\", or none, is standard "
        "input.\n"
        "pcap and pcapng, plain or compressed by gzip. \"merge\" reads what --summary has written "
        "instead,\n"
        "any number in any order, compressed or not.\n");
    for (unsigned i = 0; i < G_N_ELEMENTS(groups) && groups[i].title; i++) {
        g_string_append_printf(out, "\n%s:\n", groups[i].title);
        for (const GOptionEntry *entry = groups[i].entries; entry->long_name; entry++)
            append_entry(entry, out);
    }
    g_string_append(
        out,
        "\nA LIST has commas between its words. Exit status: 0 all was read; 1 some could not be\n"
        "read, and the report is of what could; 2 nothing could, or an option is wrong.\n");
}
