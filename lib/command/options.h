/* options.h - the command line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows how options are written and which go together; files that they name are read elsewhere.
 */
#ifndef IOT_COMMAND_OPTIONS_H
#define IOT_COMMAND_OPTIONS_H

#include "command/collector-files.h"
#include "command/terminal.h"
#include "write/exports.h"

/* A table that can be asked for. */
typedef struct table_choice {
    const char *option;                                    /* without "--" */
    void (*write)(const iot_report *report, GString *out); /* for people */
    const iot_table *table;                                /* for programs */
    bool remotes;                                          /* for people: needs remotes */
    bool questions;                                        /* needs questions */
    bool findings;                                         /* for people: needs findings */
} table_choice;

typedef struct options {
    /* What to read. */
    bool merge;       /* what is named are summaries */
    guint n_before;   /* of what is named, the first so many are compared to the others; 0: not */
    char **captures;  /* or summaries; NULL: none named */
    char **sessions;  /* a router's tables, and no captures; NULL: none */
    char **names;     /* with these: logs of a resolver; NULL: none */
    char *files_from; /* NULL, or a file that names more of them */
    char **only;      /* what a blocking list is of; NULL: nothing was chosen */
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
    bool events;                     /* no report, but events as they are noticed */
    char **since;                    /* summaries of what is known already; NULL: none */
    int fail_on;                     /* an iot_severity that is told by the exit status; -1: none */
    bool summary;                    /* no report, but what reports can be made of */
    bool collect;                    /* a summary for each hour, into a directory */
    collector_bounds bounds;         /* of those */
    char *output;                    /* NULL: standard output */
    const char *ending;              /* the format that its name tells and `format` is not; NULL */
    terminal terminal;               /* where a text goes; of other formats and of files, none */
    bool follow;
    int interval_s;
    bool quiet;
    char *serve;           /* [ADDRESS:]PORT; NULL: nothing is served */
    char *serve_token;     /* a file; NULL: as serve.h chooses */
    uint64_t keep_bytes;   /* for the last packets, of the memory; 0: none are kept */
    uint64_t memory_bytes; /* for what is known and reported */
    /* What is the user's. */
    char **inventories;
    char *signatures;
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

/* What the user may have meant by a word that is no file, "--devices" of "device"; NULL: nobody
 * knows. Must be freed by the caller using g_free. */
char *options_meant(const char *word);

/* True if the packets come from somewhere that has no end of its own. */
bool options_are_live(const options *o);

#endif
