/* stream-identity.c - what the first bytes of a stream's direction tell of who sent them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SSH: RFC 4253 section 4.2; MQTT: version 3.1.1 section 3.1.
 */
#include "wire/message/stream-identity.h"

#include <string.h>

#include "wire/evidence-text.h"
#include "wire/message/home-devices.h"
#include "wire/message/signature.h"

#define SSH_PORT 22

/* Both ends have one: the server's is asked for. */
static void
tell_banner(packet *p, cursor bytes)
{
    cursor line;

    if (p->obs->src_port == SSH_PORT && signature_take_line(bytes, &line) &&
        signature_begins(line, "SSH-", 4))
        evidence_tell_bytes(p, IOT_EVIDENCE_SSH_BANNER, line);
}

/* Who connects says its name behind the protocol's, version, flags and how long it may be silent.
 */
static void
tell_mqtt_client(packet *p, cursor c)
{
    enum { CONNECT = 0x10, LENGTH_BYTES = 4 };
    unsigned n = 1;

    if (cursor_u8(&c) != CONNECT)
        return;
    while (cursor_u8(&c) & 0x80 && n < LENGTH_BYTES)
        n++;
    uint16_t length = cursor_u16(&c);
    cursor name = cursor_part(&c, length);
    cursor_skip(&c, 4);
    length = cursor_u16(&c);
    cursor client = cursor_part(&c, length);
    if (!client.failed && signature_begins(name, "MQ", 2))
        evidence_tell_bytes(p, IOT_EVIDENCE_MQTT_CLIENT, evidence_before_number(client));
}

void
stream_identity_tell(packet *p, const char *protocol, cursor bytes)
{
    static const struct {
        const char *protocol;
        void (*tell)(packet *p, cursor bytes);
    } readers[] = {
        {"ssh", tell_banner},
        {"mqtt", tell_mqtt_client},
        {"tplink-smarthome", kasa_tell_stream},
    };

    for (unsigned i = 0; protocol && i < G_N_ELEMENTS(readers); i++)
        if (strcmp(readers[i].protocol, protocol) == 0)
            readers[i].tell(p, bytes);
}
