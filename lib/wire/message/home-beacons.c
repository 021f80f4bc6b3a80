/* home-beacons.c - what makers' own protocols with fixed places, or of lines, tell of devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers that tell one of its kind from the others are passed over.
 */
#include <string.h>

#include "wire/cursor-text.h"
#include "wire/evidence-text.h"
#include "wire/header-lines.h"
#include "wire/message/home-devices.h"
#include "wire/message/signature.h"
#include "wire/ports.h"

static void
tell_protocol(packet *p, const char *name)
{
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, name);
}

static void
tell_number(packet *p, iot_evidence evidence, uint32_t number)
{
    char text[11];
    int length = g_snprintf(text, sizeof text, "%" G_GUINT32_FORMAT, number);

    evidence_tell_bytes(p, evidence, cursor_of((const uint8_t *)text, (size_t)length));
}

static uint16_t
take_u16le(cursor *c)
{
    uint8_t low = cursor_u8(c);

    return (uint16_t)(low | cursor_u8(c) << 8);
}

static uint32_t
take_u32le(cursor *c)
{
    uint32_t low = take_u16le(c);

    return low | (uint32_t)take_u16le(c) << 16;
}

/* MAC, maker, a head, and the model in fourteen bytes. */
void
edimax_tell(packet *p, cursor c)
{
    enum { MODEL_AT = 22, MODEL_BYTES = 14 };
    cursor maker = c;

    cursor_skip(&maker, 6);
    cursor_skip(&c, MODEL_AT);
    cursor model = cursor_part(&c, MODEL_BYTES);
    if (p->obs->src_port != PORT_NUMBER_EDIMAX || model.failed || !cursor_begins(maker, "EDIMAX"))
        return;
    tell_protocol(p, "edimax");
    evidence_tell_bytes(p, IOT_EVIDENCE_EDIMAX_MODEL, model);
}

/* Who asks has a star in place of who answers. */
void
eq3max_tell(packet *p, cursor c)
{
    if (cursor_begins(c, "eQ3MaxAp"))
        tell_protocol(p, "eq3max");
}

enum {
    LIFX_STATE_SERVICE = 3,
    LIFX_STATE_HOST_FIRMWARE = 15,
    LIFX_STATE_LABEL = 25,
    LIFX_STATE_VERSION = 33,
    LIFX_LIGHT_STATE = 107
};

/* 32 bytes: all of a label's payload, or behind colour and power. */
static void
lifx_tell_label(packet *p, uint16_t type, cursor payload)
{
    enum { LABEL_BYTES = 32, BEHIND_POWER = 12 };

    if (type == LIFX_LIGHT_STATE)
        cursor_skip(&payload, BEHIND_POWER);
    cursor label = cursor_part(&payload, LABEL_BYTES);
    if (!label.failed && (type == LIFX_LIGHT_STATE || type == LIFX_STATE_LABEL))
        evidence_tell_label(p, label);
}

/* Length, and a protocol's number of twelve bits; the type of a message tells who speaks. */
void
lifx_tell(packet *p, cursor c)
{
    enum { PROTOCOL = 1024, HEAD_BYTES = 36, TYPE_AT = 32 };
    size_t sent = packet_sent(p, &c);
    uint16_t size = take_u16le(&c), protocol = take_u16le(&c) & 0xfff;

    cursor_skip(&c, TYPE_AT - 4);
    uint16_t type = take_u16le(&c);
    cursor_skip(&c, HEAD_BYTES - TYPE_AT - 2);
    if (c.failed || size != sent || protocol != PROTOCOL ||
        (type != LIFX_STATE_SERVICE && type != LIFX_STATE_HOST_FIRMWARE &&
         type != LIFX_STATE_LABEL && type != LIFX_STATE_VERSION && type != LIFX_LIGHT_STATE))
        return;
    tell_protocol(p, "lifx");
    lifx_tell_label(p, type, c);
    cursor_skip(&c, 4); /* vendor */
    uint32_t product = take_u32le(&c);
    if (type == LIFX_STATE_VERSION && !c.failed)
        tell_number(p, IOT_EVIDENCE_LIFX_PRODUCT, product);
}

/* A number of CoAP's options: four bits, or what follows. */
static size_t
coap_number(cursor *c, unsigned nibble)
{
    return nibble == 13 ? cursor_u8(c) + 13u : nibble == 14 ? cursor_u16(c) + 269u : nibble;
}

/* RFC 7252 section 3.1: the value of an option; false: the message has none. */
static bool
coap_find(cursor c, size_t option, cursor *ret_value)
{
    enum { OPTIONS_MAX = 32 };
    size_t at = 0;

    for (unsigned i = 0; i < OPTIONS_MAX && cursor_left(&c) > 0 && *c.at != 0xff; i++) {
        uint8_t head = cursor_u8(&c);
        at += coap_number(&c, head >> 4);
        size_t length = coap_number(&c, head & 0xf);
        *ret_value = cursor_part(&c, length);
        if (c.failed || head >> 4 == 15)
            return false;
        if (at == option)
            return true;
    }
    return false;
}

/* A message that nobody asked for or acknowledges, of a code of their own: "type#id#version". */
void
coiot_tell(packet *p, cursor c)
{
    enum { HEAD = 0x50, CODE = 0x1e, OPTION = 3332 };
    uint8_t head = cursor_u8(&c), code = cursor_u8(&c);
    cursor value;

    cursor_skip(&c, 2u + (head & 0xf));
    if ((head & 0xf0) != HEAD || code != CODE || !coap_find(c, OPTION, &value))
        return;
    const uint8_t *end = cursor_find_byte(&value, '#');
    if (!end)
        return;
    value.end = end;
    tell_protocol(p, "coiot");
    evidence_tell_bytes(p, IOT_EVIDENCE_COIOT_TYPE, value);
}

/* Whom somebody looks for says who it is: prefix, number, check. It waits on a port of its own; who
 * looks for it sends the same from any other, and both say that they are ready. */
void
pppp_tell(packet *p, cursor c)
{
    enum { PUNCH = 0x41, SEARCH_FIRST = 0x31 };
    uint8_t magic = cursor_u8(&c), type = cursor_u8(&c);
    uint16_t length = cursor_u16(&c);

    if (p->obs->src_port != PORT_NUMBER_PPPP || magic != 0xf1 || length != cursor_left(&c) ||
        length < 20 || (type != PUNCH && type != SEARCH_FIRST))
        return;
    tell_protocol(p, "pppp");
    evidence_tell_bytes(p, IOT_EVIDENCE_PPPP_PREFIX, cursor_part(&c, 8));
}

/* A magic, and a command that answers. */
void
broadlink_tell(packet *p, cursor c)
{
    static const uint8_t magic[] = {0x5a, 0xa5, 0xaa, 0x55, 0x5a, 0xa5, 0xaa, 0x55};
    enum { COMMAND_AT = 0x26, FOUND = 7 };

    if (p->obs->src_port != PORT_NUMBER_BROADLINK || !signature_begins(c, magic, sizeof magic))
        return;
    cursor_skip(&c, COMMAND_AT);
    if (take_u16le(&c) == FOUND && !c.failed)
        tell_protocol(p, "broadlink");
}

void
knx_tell(packet *p, cursor c)
{
    enum { HEAD = 0x0610, SEARCH_RESPONSE = 0x0202, DESCRIPTION_RESPONSE = 0x0204 };
    size_t sent = packet_sent(p, &c);
    uint16_t head = cursor_u16(&c), service = cursor_u16(&c), length = cursor_u16(&c);

    if (head == HEAD && length == sent &&
        (service == SEARCH_RESPONSE || service == DESCRIPTION_RESPONSE))
        tell_protocol(p, "knx");
}

/* What answers is a console; a phone or a computer asks. */
void
xbox_tell(packet *p, cursor c)
{
    enum { ANSWER = 0xdd01 };

    if (cursor_u16(&c) != ANSWER)
        return;
    cursor_skip(&c, 8); /* length, version, flags */
    uint16_t type = cursor_u16(&c);
    if (!c.failed)
        tell_number(p, IOT_EVIDENCE_XBOX_TYPE, type);
}

/* "address,MAC,module" */
void
hiflying_tell(packet *p, cursor c)
{
    enum { MODULE_MAX = 32 };
    const uint8_t *first = memchr(c.at, ',', MIN(cursor_left(&c), 16));
    const uint8_t *second = first && c.end - first > 13 && first[13] == ',' ? first + 13 : NULL;

    if (!second || !g_ascii_isdigit(*c.at) || c.end - second > MODULE_MAX)
        return;
    evidence_tell_bytes(p, IOT_EVIDENCE_HIFLYING_MODULE, (cursor){second + 1, c.end, false});
}

/* The value of a line of an answer. */
static void
tell_line(packet *p, cursor c, const char *name, iot_evidence evidence)
{
    cursor value;

    if (header_lines_find(c, name, &value))
        evidence_tell_bytes(p, evidence, value);
}

void
ddp_tell(packet *p, cursor c)
{
    if (cursor_begins(c, "HTTP/1.1 "))
        tell_line(p, c, "host-type", IOT_EVIDENCE_DDP_HOST_TYPE);
}

void
plex_tell(packet *p, cursor c)
{
    if (cursor_begins(c, "HTTP/1.") || cursor_begins(c, "HELLO ") || cursor_begins(c, "UPDATE "))
        tell_line(p, c, "Device-Class", IOT_EVIDENCE_PLEX_DEVICE_CLASS);
}

/* Values stand between quotation marks. */
static void
tell_quoted(packet *p, cursor c, const char *name, iot_evidence evidence)
{
    cursor value;

    if (!header_lines_find(c, name, &value))
        return;
    value.at += cursor_left(&value) > 0 && *value.at == '"';
    value.end -= cursor_left(&value) > 0 && value.end[-1] == '"';
    evidence_tell_bytes(p, evidence, value);
}

void
sddp_tell(packet *p, cursor c)
{
    if (!cursor_begins(c, "NOTIFY ALIVE SDDP/") && !cursor_begins(c, "SDDP/1.0 200"))
        return;
    tell_quoted(p, c, "Type", IOT_EVIDENCE_SDDP_TYPE);
    tell_quoted(p, c, "Manufacturer", IOT_EVIDENCE_SDDP_MANUFACTURER);
}

/* A magic, the length of all of it, and the number of a device: who looks for devices has ones in
 * its place. Nothing is told of the number, nor of what follows, which has been a key. */
void
miio_tell(packet *p, cursor c)
{
    enum { MAGIC = 0x2131, HEAD_BYTES = 32 };
    size_t sent = packet_sent(p, &c);
    uint16_t magic = cursor_u16(&c), length = cursor_u16(&c);

    cursor_skip(&c, 4);
    uint32_t device = cursor_u32(&c);
    if (p->obs->src_port == PORT_NUMBER_MIIO && magic == MAGIC && length == sent &&
        length >= HEAD_BYTES && !c.failed && device != 0 && device != UINT32_MAX)
        tell_protocol(p, "miio");
}
