/* keeper.h - a second process that keeps the rights of who started us, for what is opened later
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who reads packets has given all rights up, and can open and rename nothing. What is still needed
 * it asks of its keeper: the inputs by their number, summaries in those that are directories, what
 * --filter means to a link type (names of hosts are looked up for that), files of --output, and the
 * files that a collector wrote before. That is all it can be asked for: the keeper
 * looks at no packet, opens what the command line names and no other path, follows no link within a
 * directory, and takes the other process for an enemy. It ends when that one does, however that may
 * be, and then removes the file that it was writing.
 *
 *     keeper *k = keeper_new(&(keeper_duties){.paths = paths, .target = target}, &error);
 *     keeper_take_over(k, target);
 *     privileges_drop(user, &error) && sandbox_enter(keeper_socket(k), &error);
 *     int fd = keeper_open(k, 0);
 *     ...
 *     keeper_free(k);
 *
 * Where it would have nothing to do there is no such process, or none any more: inputs are opened,
 * and get their filters, in their order.
 */
#ifndef IOT_COMMAND_KEEPER_H
#define IOT_COMMAND_KEEPER_H

#include <glib.h>
#include <pcap/pcap.h>
#include <stdbool.h>

#include "command/keeper-serve.h"

typedef struct keeper keeper;

/* Starts it. NULL with an error if that fails. */
keeper *keeper_new(const keeper_duties *duties, GError **error);
/* Ends it. */
void keeper_free(keeper *k);
/* What we talk to it through; -1: there is no second process. */
int keeper_socket(const keeper *k);

/* Opens an input for reading, by its place in `paths`; standard input is open. Does not wait for
 * who writes into a FIFO. Returns a descriptor, for bytes_take; -1 with errno. */
int keeper_open(keeper *k, guint input);
/* Appends what is in an input that is a directory, for directory_entries. False with errno. */
bool keeper_list(keeper *k, guint input, GByteArray *out);
/* Opens a summary in it, for reading, once it was listed. -1 with errno; EINVAL is what is no
 * regular file. */
int keeper_open_in_directory(keeper *k, guint input, const char *name);
/* Opens one of the files that the collector of its duties keeps, for reading. -1 with errno. */
int keeper_read_back(keeper *k, const char *name);
/* Removes those of them that are too many. */
void keeper_prune(keeper *k);
/* Compiles the filter for this link type (a DLT). The program is to be freed by pcap_freecode.
 * False with an error of libpcap's words. */
bool keeper_compile(keeper *k, int dlt, struct bpf_program *ret_program, GError **error);

/* The input at hand needs no other filter: after the last one there is nothing left to ask for but
 * the output. */
void keeper_end_filters(keeper *k);

/* Has the keeper write what goes to this target, that of its duties. NULL: there is none. */
void keeper_take_over(keeper *k, iot_export_target *target);

#endif
