/* payload.h - what is carried by UDP and TCP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who reads it is told by the ports, the lower one first, as by Wireshark; then by the bytes.
 */
#ifndef IOT_PAYLOAD_H
#define IOT_PAYLOAD_H

#include "wire/packet.h"
#include "wire/reassembly.h"

/* Names the protocol of a packet by its ports alone, as Wireshark's tables have it; NULL if they
 * tell nothing. For packets whose payload is not handed over: fragments, what came before. */
const char *payload_protocol_by_port(iot_transport transport, uint16_t src, uint16_t dst);

/* Reads one UDP datagram that is not empty; ports and addresses stand in the observation. Sets
 * protocol (NULL where nobody knows it), response_ns, ntp, quic_initial, and adds facts. */
void payload_read_datagram(packet *p, cursor payload);
/* Reads the next bytes of one direction of a TCP stream: in order, none twice, none missing unless
 * reassembly_lose was called in between. Sets server_name, http_host, tls_version, response_ns,
 * protocol (NULL where nobody knows it), and adds facts. Not called once `t` is done. */
void payload_read_stream(packet *p, reassembly *t, cursor bytes);

#endif
