/* payload.c - what is carried by UDP and TCP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "payload.h"

void
talk_clear(talk *t)
{
    g_clear_pointer(&t->kept, g_byte_array_unref);
}

void
talk_lose(talk *t)
{
    talk_clear(t);
}

const char *
payload_protocol_by_port(iot_transport transport, uint16_t src, uint16_t dst)
{
    (void)transport, (void)src, (void)dst;
    return NULL;
}

void
payload_read_datagram(packet *p, cursor payload)
{
    (void)p, (void)payload;
}

void
payload_read_stream(packet *p, talk *t, cursor bytes)
{
    (void)p, (void)bytes;
    t->done = true;
}
