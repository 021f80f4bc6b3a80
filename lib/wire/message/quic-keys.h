/* quic-keys.h - opens Initial packets, whose keys anybody can work out
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 9001 section 5, RFC 9369 section 3.3: the keys come from the connection id that the client
 * chose for its first packet. The only place that knows the library of cryptography, which is
 * begun with the first quic_keys_new: what reads files for that has to come before rights are given
 * up. Cost: about ten hashes, and AES over the packet.
 */
#ifndef IOT_QUIC_KEYS_H
#define IOT_QUIC_KEYS_H

#include "wire/message/quic-packet.h"

typedef struct quic_keys quic_keys;

quic_keys *quic_keys_new(void);
/* Accepts NULL. */
void quic_keys_free(quic_keys *keys);

/* Opens a packet whose body is whole.
 * @param cid, cid_bytes the client's first choice
 * @param plain room for the body's bytes
 * @return how many bytes it carried; 0: it is not of that connection and side, or of a version
 * whose salt nobody told */
size_t quic_keys_open(quic_keys *keys, const quic_packet *packet, const uint8_t *cid,
                      size_t cid_bytes, bool by_server, uint8_t *plain);

#endif
