/* payload.h - what is carried by UDP and TCP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whose it is the bytes tell. A port says who is asked first, and where a weak sign is enough.
 */
#ifndef IOT_PAYLOAD_H
#define IOT_PAYLOAD_H

#include "wire/packet.h"
#include "wire/reassembly.h"
#include "wire/transport/talk.h"

/* Reads one UDP datagram that is not empty; ports and addresses stand in the observation. Sets
 * protocol (NULL where nobody knows it), response_ns, ntp, quic_initial, and adds facts. */
void payload_read_datagram(packet *p, talk *talk, cursor payload);
/* Reads the next bytes of one direction of a TCP stream: in order, none twice, none missing unless
 * reassembly_lose was called in between. Sets server_name, http_host, proxied, tls_version,
 * response_ns, protocol (NULL where nobody knows it), and adds facts. Not called once `t` is
 * done. */
void payload_read_stream(packet *p, talk *talk, reassembly *t, cursor bytes);

/* Names of protocols that are recognised by their bytes: where none of them is told, it is none. */
bool payload_knows(const char *protocol);

#endif
