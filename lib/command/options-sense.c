/* options-sense.c - which words of the command line do not go together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/options-internal.h"

#include <unistd.h>

#include "write/changes-writer.h"

/* What stands in the way of merging, or of a summary; NULL: nothing. */
static const char *
packets_option(const given_options *given)
{
    const options *o = &given->o;

    return o->interface             ? "interface"
           : given->own_frames_only ? "no-promiscuous"
           : o->filter              ? "filter"
           : o->packets_max         ? "packets"
           : given->duration        ? "duration"
                                    : NULL;
}

static bool
serving_makes_sense(const given_options *given, GError **error)
{
    const options *o = &given->o;

    if (!o->serve)
        return !o->serve_token || options_fail(error, "--serve-token goes with --serve");
    if (given->summary || given->changes)
        return options_fail(error, "--serve shows the picture, not %s",
                            given->summary ? "a summary" : "changes");
    if (o->merge && o->follow)
        return options_fail(error, "--serve shows what was merged once; --follow goes without it");
    return true;
}

static bool
summaries_make_sense(const given_options *given, GError **error)
{
    const options *o = &given->o;

    if (o->merge && packets_option(given))
        return options_fail(error, "--%s is of packets, and merge has none", packets_option(given));
    if (!given->summary)
        return true;
    if (given->format || given->tables)
        return options_fail(error, "--summary is no report; merge makes them of it");
    if (o->filter || given->follow)
        return options_fail(error, "--summary is of all packets, and without --follow");
    return true;
}

/* A table has neither packets nor times. */
static bool
sessions_make_sense(const given_options *given, GError **error)
{
    const options *o = &given->o;

    if (!o->sessions)
        return !o->names || options_fail(error, "--names goes with --sessions");
    if (packets_option(given) || given->follow)
        return options_fail(error, "--%s is of packets, and --sessions has none",
                            given->follow ? "follow" : packets_option(given));
    if (given->events)
        return options_fail(error, "--events have times, and --sessions has none");
    if (o->serve)
        return options_fail(error, "--serve goes on while packets come, and --sessions has none");
    if (o->captures || o->files_from || o->merge || given->changes)
        return options_fail(error, "--sessions is read instead of captures, not with them");
    return true;
}

static bool
only_makes_sense(const given_options *given, GError **error)
{
    const iot_export_format *format = given->o.format;

    return !given->o.only || (format && g_str_has_prefix(format->name, "blocklist")) ||
           options_fail(error, "--only goes with --format blocklist, blocklist-dnsmasq or "
                               "blocklist-nftables");
}

static bool
changes_make_sense(const given_options *given, GError **error)
{
    const options *o = &given->o;

    if (!given->changes)
        return !given->before || options_fail(error, "--before goes with changes");
    if (o->interface || o->packets_max || given->duration || given->follow)
        return options_fail(error, "changes are of files, read to their ends");
    if (given->summary)
        return options_fail(error, "--summary is of packets; changes are a report");
    if (given->tables)
        return options_fail(error, "changes are a table of their own");
    if (o->format && !iot_changes_format_find(o->format->name))
        return options_fail(
            error, "changes are written as " TEXT_FORMAT ", json, markdown or html, not as %s",
            o->format->name);
    return true;
}

static bool
events_make_sense(const given_options *given, GError **error)
{
    if (!given->events)
        return !given->o.since || options_fail(error, "--since goes with --events");
    if (given->changes || given->summary || given->format || given->tables)
        return options_fail(error, "--events are no report, and have one format");
    return !given->follow || given->o.merge ||
           options_fail(error, "--events are told as they come, without --follow");
}

/* Somebody at a terminal who names nothing waits for help, not for the terminal. */
static bool
there_is_a_source(const given_options *given, GError **error)
{
    const options *o = &given->o;

    if (o->interface && o->files_from)
        return options_fail(error, "either --files-from or --interface");
    if (o->interface && o->captures)
        return options_fail(error, "either captures or --interface");
    if (given->duration && !o->interface)
        return options_fail(error, "--duration goes with --interface");
    if (o->interface || o->captures || o->sessions || o->files_from || given->changes ||
        !isatty(STDIN_FILENO))
        return true;
    return options_fail(error, o->merge ? "no summary: name a file"
                                        : "no capture: name a file, or an interface with -i");
}

bool
options_make_sense(const given_options *given, GError **error)
{
    return only_makes_sense(given, error) && summaries_make_sense(given, error) &&
           serving_makes_sense(given, error) && changes_make_sense(given, error) &&
           sessions_make_sense(given, error) && events_make_sense(given, error) &&
           there_is_a_source(given, error);
}
