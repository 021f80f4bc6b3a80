/* input-stream.h - the bytes of a capture: a file, standard input, compressed or not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_INPUT_STREAM_H
#define IOT_COMMAND_INPUT_STREAM_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "command/pcap-records.h"
#include "command/pcapng-patch.h"
#include "command/serve.h"

/* How standard input is named. */
#define BYTES_STDIN "-"

typedef struct bytes bytes;

/* Called about twice a second while nothing comes, and when somebody asks the server. */
typedef void (*bytes_idle_fn)(void *user_data);

/* Takes ownership of a descriptor; of standard input, which stays open, none. NULL with
 * G_FILE_ERROR, which does not name the file.
 * @param fd -1: it could not be opened, and errno says why
 * @param asked NULL: there is no server */
bytes *bytes_take(int fd, bytes_idle_fn idle, void *user_data, const server *asked, GError **error);
/* Opens a file, or takes standard input: what is read before rights are given up. */
bytes *bytes_open(const char *path, GError **error);
/* To be called when the stream is closed, which is up to whoever took it. */
void bytes_free(bytes *b);

/* The plain bytes. Closing the stream closes the file. */
FILE *bytes_stream(bytes *b);
/* The next packet of a plain capture (pcap-records.h), once libpcap has read its head from the
 * stream. False: the stream is to be read on. */
bool bytes_next_packet(bytes *b, struct pcap_pkthdr *ret_header, const uint8_t **ret_bytes);
/* What is known of their interfaces; valid for the lifetime of the bytes. */
pcapng *bytes_pcapng(bytes *b);
/* How many bytes there are as they stand in the file, and how many were taken; the size is 0 where
 * nobody knows it. */
uint64_t bytes_size(const bytes *b);
uint64_t bytes_taken(const bytes *b);
/* Why they ended before their end; NULL: they did not. */
const char *bytes_trouble(const bytes *b);
bool bytes_are_compressed(const bytes *b);

#endif
