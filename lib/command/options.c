/* options.c - the command line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/options-internal.h"

#include <string.h>

#include "base/nearest.h"

#define MERGE   "merge"
#define CHANGES "changes"

static const table_choice tables[] = {
    {"conversations", iot_write_conversations_text, &iot_conversations_table, false, false, false},
    {"devices", iot_write_devices_text, &iot_devices_table, false, false, false},
    {"services", iot_write_services_text, &iot_services_table, false, false, false},
    {"findings", iot_write_findings_text, &iot_findings_table, false, false, true},
    {"destinations", iot_write_destinations_text, &iot_remotes_table, true, false, false},
    {"questions", iot_write_questions_text, &iot_questions_table, false, true, false},
};

static given_options given;

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
    TABLE("questions", "Names that each device asked DNS for, and what came of it"),
    WORD("format", 0, &given.format, "text, csv, json, markdown, mud, html, nftables, hosts, ethers, blocklist, blocklist-dnsmasq or blocklist-nftables", "FORMAT"),
    {"only", 0, 0, G_OPTION_ARG_STRING_ARRAY, &given.o.only, "Of a blocking list: remotes with this finding, of this name or network, or of this device (default: with a warning)", "FINDING|NAME|DEVICE"},
    FLAG("summary", 0, &given.summary, "No report, but a line that merge can make reports of; if FILE ends in \".gz\", compressed"),
    FLAG("events", 0, &given.events, "No report, but JSON Lines of what happens, each thing once: devices, names, first contacts, findings, silence"),
    PATHS("since", &given.o.since, "With --events: leave out what this summary has; it can be given more than once", "SUMMARY"),
    WORD("fail-on", 0, &given.fail_on, "Add 4 to the exit status if there is a finding that bad: note or warning", "SEVERITY"),
    PATH("output", 'o', &given.o.output, "Write to this file, not to standard output; without --format, in the one that it ends in (.csv, .json, .html, .md, .nft, .txt); if it ends in \"/\", a file for each table or device into this directory; with --summary and -i, one for each hour", "FILE"),
    FLAG("follow", 0, &given.follow, "Print again and again while packets come; of merge, when a summary in a directory changes"),
    {"interval", 0, 0, G_OPTION_ARG_INT, &given.o.interval_s, "With --follow: so long in between (default: 3); of summaries in a directory: 60", "SECONDS"},
    WORD("collector", 0, &given.collector, "Of summaries in a directory: their names begin so (default: host and interface)", "NAME"),
    WORD("rotate", 0, &given.rotate, "Of summaries in a directory: each is of so long (default: 1h)", "TIME"),
    WORD("keep-age", 0, &given.keep_age, "Of summaries in a directory: this collector's older ones are removed (default: 30d)", "TIME"),
    WORD("keep-size", 0, &given.keep_size, "Of summaries in a directory: of this collector's, the oldest are removed beyond it (default: 256M)", "SIZE"),
    FLAG("quiet", 'q', &given.quiet, "No progress bar, and no word of what is listened to"),
    LAST
};

static const GOptionEntry what_to_serve[] = {
    WORD("serve", 0, &given.o.serve, "Show the picture to browsers, and renew it while packets come; to those of this machine, or at this address", "[ADDRESS:]PORT"),
    PATH("serve-token", 0, &given.o.serve_token, "Only to who knows the first line of this file (default, at an address that others reach: a new one, told with the URL)", "FILE"),
    WORD("keep", 0, &given.keep, "Keep so much of the last packets, part of --memory: each device's can be had from the page", "SIZE"),
    LAST
};

static const GOptionEntry what_to_read[] = {
    PATH("files-from", 0, &given.o.files_from, "What this file names, one on each line, is read too; \"-\" is standard input", "LIST"),
    PATHS("before", &given.before, "Of changes: this is the earlier side, and all else the later one", "FILE"),
    PATHS("sessions", &given.o.sessions, "Not captures, but a router's table of sessions: what conntrack -L, /proc/net/nf_conntrack or pfctl -ss -vv print; \"-\" is standard input", "FILE"),
    PATHS("names", &given.o.names, "With --sessions: names of remotes, by a log of dnsmasq's with log-queries, or Pi-hole's pihole.log", "FILE"),
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
    PATH("signatures", 0, &given.o.signatures, "What devices are by what they say: lines that come before ours", "FILE"),
    PATH("mud", 0, &given.o.mud_directory, "MUD files (RFC 8520): what a device contacts beyond its own is a finding", "DIRECTORY"),
    FLAG("periodic-all", 0, &given.periodic_all, "Findings of periodic DNS, DHCP, NTP, mDNS and SSDP too"),
    LAST
};

static const GOptionEntry distances[] = {
    WORD("home", 0, &given.o.home, "Where the capture was made, in degrees", "LATITUDE,LONGITUDE"),
    WORD("medium", 0, &given.o.medium, "What the signal travels in: fibre (the default), cat7, cat6a, cat5e, cat3, rg8, rg58 or vacuum", "MEDIUM"),
    {"overhead-us", 0, 0, G_OPTION_ARG_INT, &given.o.overhead_us, "Known delay of each round trip that is no travel", "MICROSECONDS"},
    PATHS("mmdb", &given.o.mmdb_directories, "Location databases (*.mmdb), besides those in /usr/share/GeoIP, /var/lib/GeoIP and of plugin/locations.sh", "DIRECTORY"),
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

const option_group option_groups[] = {
    {"What to print", what_to_print},
    {"A page that lives", what_to_serve},
    {"What to read", what_to_read},
    {"What is yours", what_is_yours},
    {"Distances, places, makers", distances},
    {"Besides", others},
    {NULL, captures},
};
const unsigned option_groups_count = G_N_ELEMENTS(option_groups);

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
    o->events = given.events;
    o->help = given.help;
    o->version = given.version;
    given.tables = o->tables->len > 0;
    if (o->tables->len == 0)
        g_ptr_array_add(o->tables, (gpointer)&tables[0]);
}

static GPtrArray *
long_names(void)
{
    GPtrArray *names = g_ptr_array_new();

    for (unsigned i = 0; i < option_groups_count && option_groups[i].title; i++)
        for (const GOptionEntry *entry = option_groups[i].entries; entry->long_name; entry++)
            g_ptr_array_add(names, (gpointer)entry->long_name);
    g_ptr_array_add(names, NULL);
    return names;
}

/* "--devices" of "-device=5", "--format json" of "--json". */
static char *
option_meant(const char *word)
{
    const char *begin = word + strspn(word, "-");
    g_autofree char *name = g_strndup(begin, strcspn(begin, "="));
    g_autoptr(GPtrArray) names = long_names();

    if (iot_export_format_find(name))
        return g_strconcat("--format ", name, NULL);
    const char *meant = iot_nearest(name, (const char *const *)names->pdata);
    return meant ? g_strconcat("--", meant, NULL) : NULL;
}

/* GOption says "Unknown option" and the word, in nobody's language: there is no setlocale(3). */
static bool
add_meant(GError **error)
{
    static const char unknown[] = "Unknown option ";
    GError *e = *error;

    if (!g_error_matches(e, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION) ||
        !g_str_has_prefix(e->message, unknown))
        return false;
    g_autofree char *meant = option_meant(e->message + strlen(unknown));
    g_autofree char *hint = iot_nearest_hint(meant);
    char *message = g_strconcat(e->message, hint, NULL);
    g_free(e->message);
    e->message = message;
    return false;
}

char *
options_meant(const char *word)
{
    const char *words[G_N_ELEMENTS(tables) + 3] = {MERGE, CHANGES};

    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++)
        words[i + 2] = tables[i].option;
    const char *meant = strpbrk(word, "./") ? NULL : iot_nearest(word, words);
    if (!meant)
        return NULL;
    return meant == words[0] || meant == words[1] ? g_strconcat(meant, ", as the first word", NULL)
                                                  : g_strconcat("--", meant, NULL);
}

/* "merge" and "changes" are words only in the first place; "./merge" is a capture anywhere. */
static bool
parse_words(char **argv, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    const char *first = argv[0] ? argv[1] : NULL;

    given.o.merge = g_strcmp0(first, MERGE) == 0;
    given.changes = g_strcmp0(first, CHANGES) == 0;
    g_auto(GStrv) words = g_strdupv(given.o.merge || given.changes ? argv + 1 : argv);

    g_option_context_set_help_enabled(context, FALSE);
    for (unsigned i = 0; i < G_N_ELEMENTS(option_groups); i++)
        g_option_context_add_main_entries(context, option_groups[i].entries, NULL);
    return g_option_context_parse_strv(context, &words, error) || add_meant(error);
}

const options *
options_parse(char **argv, GError **error)
{
    given.o.tables = g_ptr_array_new();
    given.o.interval_s = INTERVAL_UNSAID;
    if (!parse_words(argv, error))
        return NULL;
    take_flags();
    if (given.help || given.version)
        return &given.o;
    bool good = options_take_values(&given, error) && options_make_sense(&given, error) &&
                (!given.changes || options_take_sides(&given, error));
    if (good && !given.o.format && !given.o.output)
        given.o.terminal = terminal_find();
    return good ? &given.o : NULL;
}

bool
options_are_live(const options *o)
{
    return o->interface || o->follow || o->serve;
}
