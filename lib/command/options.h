/* options.h - the command line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows how options are written and which go together; files that they name are read elsewhere.
 */
#ifndef IOT_COMMAND_OPTIONS_H
#define IOT_COMMAND_OPTIONS_H

#include "write/exports.h"

/* A table that can be asked for. */
typedef struct table_choice {
    const char *option;                                    /* without "--" */
    void (*write)(const iot_report *report, GString *out); /* for people */
    const iot_table *table;                                /* for programs */
    bool remotes;                                          /* for people: needs remotes */
    bool findings;                                         /* for people: needs findings */
} table_choice;

typedef struct options {
    /* What to read. */
    bool merge;       /* what is named are summaries */
    char **captures;  /* or summaries; NULL: none named */
    char *files_from; /* NULL, or a file that names more of them */
    char *interface;  /* NULL: files */
    char *filter;     /* NULL: all packets count */
    char *user;       /* root is to become; NULL: as privileges.h chooses */
    bool sandbox;     /* confine the process before anything is read */
    bool promiscuous;
    gint64 packets_max; /* 0: no end */
    gint64 duration_s;  /* 0: no end */
    /* What to print. */
    GPtrArray *tables;               /* of const table_choice, in the order they were asked for */
    const iot_export_format *format; /* NULL: text */
    bool summary;                    /* no report, but what reports can be made of */
    char *output;                    /* NULL: standard output */
    bool follow;
    int interval_s;
    bool quiet;
    uint64_t memory_bytes; /* for what is known and reported */
    /* What is the user's. */
    char **inventories;
    char *mud_directory;
    char *local_networks, *resolvers, *ntp_servers;
    bool periodic_all;
    /* Distances, places, makers. */
    char *home, *medium;
    int overhead_us;
    char **mmdb_directories;
    char *manuf;
    /* To be told and done with. */
    bool help, version;
} options;

/* Reads the command line; the first word is the command. On failure says what is wrong with one
 * error. The result is valid for the run of the command. */
const options *options_parse(char **argv, GError **error);
/* All options, in groups, as the user is to read them. */
void options_write_help(GString *out);

/* True if the packets come from somewhere that has no end of its own. */
bool options_are_live(const options *o);

#endif
