/* pcapng-write.h - packets as a pcapng file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One section, an interface for each link type, times in nanoseconds (draft-ietf-opsawg-pcapng).
 */
#ifndef IOT_COMMAND_PCAPNG_WRITE_H
#define IOT_COMMAND_PCAPNG_WRITE_H

#include <glib.h>
#include <stdint.h>

typedef struct pcapng_writer pcapng_writer;

/* Appends the file's beginning. @param out the caller's, which may be emptied at any time */
pcapng_writer *pcapng_writer_new(GByteArray *out);
void pcapng_writer_free(pcapng_writer *w);
/* Appends a packet. @param link of its interface, as LINKTYPE_ numbers are */
void pcapng_write_packet(pcapng_writer *w, int link, int64_t time_ns, const uint8_t *bytes,
                         uint32_t captured_bytes, uint32_t length_bytes);

#endif
