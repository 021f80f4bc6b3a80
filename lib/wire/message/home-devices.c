/* home-devices.c - what makers' own protocols tell of the devices that speak them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Objects of JSON, with or without something before them. Of a device they have far more: places,
 * numbers, keys, of which nothing is read.
 */
#include "wire/message/home-devices.h"

#include "wire/evidence-text.h"
#include "wire/json-field.h"
#include "wire/message/signature.h"
#include "wire/ports.h"

#include <string.h>

/* What is uncovered of an object: who it is stands in its beginning. */
#define KASA_MAX_BYTES 1024
#define KASA_FIRST_KEY 171

static bool
holds(cursor c, const char *text)
{
    return signature_holds(c, text, strlen(text), JSON_FIELD_MAX_BYTES);
}

static void
tell(packet *p, cursor object, const char *name, iot_evidence evidence)
{
    cursor value;

    if (json_field_find(object, name, &value))
        evidence_tell_bytes(p, evidence, value);
}

static void
tell_label(packet *p, cursor object, const char *name)
{
    cursor value;

    if (json_field_find(object, name, &value))
        evidence_tell_label(p, value);
}

/* Of a strip each outlet has a label, too, in a list that may stand before or behind its own. */
static void
kasa_tell_label(packet *p, cursor object)
{
    static const char outlets[] = "\"children\"";
    cursor before = object, behind = object, value;
    const uint8_t *begin = cursor_find_bytes(object, outlets, strlen(outlets));

    if (begin) {
        before.end = behind.at = begin;
        const uint8_t *end = cursor_find_byte(&behind, ']');
        behind.at = end ? end : behind.end;
    }
    if (json_field_find(before, "alias", &value) ||
        (begin && json_field_find(behind, "alias", &value)))
        evidence_tell_label(p, value);
}

/* Who asks says the name of what it asks for, and no model. */
static void
kasa_tell_object(packet *p, cursor object)
{
    if (!holds(object, "\"sysinfo\"") && !holds(object, "\"get_sysinfo\""))
        return;
    cursor model;
    if (!json_field_find(object, "model", &model))
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "kasa");
    evidence_tell_bytes(p, IOT_EVIDENCE_KASA_MODEL, model);
    tell(p, object, "type", IOT_EVIDENCE_KASA_TYPE);
    tell(p, object, "mic_type", IOT_EVIDENCE_KASA_TYPE);
    kasa_tell_label(p, object);
}

void
kasa_tell(packet *p, cursor c)
{
    uint8_t plain[KASA_MAX_BYTES], key = KASA_FIRST_KEY;
    size_t n = 0;

    if (!signature_is_kasa(c))
        return;
    while (n < sizeof plain && cursor_left(&c) > 0) {
        uint8_t hidden = cursor_u8(&c);
        plain[n++] = hidden ^ key;
        key = hidden;
    }
    kasa_tell_object(p, cursor_of(plain, n));
}

void
kasa_tell_stream(packet *p, cursor c)
{
    cursor_skip(&c, 4);
    kasa_tell(p, c);
}

/* Sixteen bytes: version, type, operation, size, and so on. */
void
tapo_tell(packet *p, cursor c)
{
    enum { VERSION = 2, HEAD_BYTES = 16 };
    cursor model;

    if (cursor_u8(&c) != VERSION)
        return;
    cursor_skip(&c, HEAD_BYTES - 1);
    if (!json_field_is_object(c) || !json_field_find(c, "device_model", &model))
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "tapo");
    tell(p, c, "device_type", IOT_EVIDENCE_TAPO_TYPE);
    evidence_tell_bytes(p, IOT_EVIDENCE_KASA_MODEL, model);
}

void
roomba_tell(packet *p, cursor c)
{
    cursor sku;

    if (!json_field_is_object(c) || !holds(c, "\"robotname\"") || !json_field_find(c, "sku", &sku))
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "roomba");
    evidence_tell_bytes(p, IOT_EVIDENCE_ROOMBA_SKU, sku);
    tell_label(p, c, "robotname");
}

/* Lamps announce themselves with values, which are answered with results. */
static bool
is_wiz_announcement(cursor c)
{
    return (holds(c, "\"firstBeat\"") || holds(c, "\"syncPilot\"")) && holds(c, "\"params\"") &&
           !holds(c, "\"result\"");
}

/* They answer from their port. */
void
wiz_tell(packet *p, cursor c)
{
    if (!json_field_is_object(c) || !holds(c, "\"method\""))
        return;
    if (!is_wiz_announcement(c) && (p->obs->src_port != PORT_NUMBER_WIZ || !holds(c, "\"result\"")))
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "wiz");
    tell(p, c, "moduleName", IOT_EVIDENCE_WIZ_MODULE);
}

void
govee_tell(packet *p, cursor c)
{
    cursor sku;

    if (!json_field_is_object(c) || !holds(c, "\"scan\"") || !json_field_find(c, "sku", &sku))
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "govee");
    evidence_tell_bytes(p, IOT_EVIDENCE_GOVEE_SKU, sku);
}

/* What they are looked for with has no type. */
void
meross_tell(packet *p, cursor c)
{
    cursor type;

    if (!json_field_is_object(c) || !holds(c, "\"devName\"") ||
        (!holds(c, "\"devSoftWare\"") && !holds(c, "\"devSoftware\"")) ||
        !json_field_find(c, "deviceType", &type))
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "meross");
    evidence_tell_bytes(p, IOT_EVIDENCE_MEROSS_MODEL, type);
    tell_label(p, c, "devName");
}

void
dhip_tell(packet *p, cursor c)
{
    enum { HEAD_BYTES = 32 };

    if (!signature_begins(c, "\x20\0\0\0DHIP", 8))
        return;
    cursor_skip(&c, HEAD_BYTES);
    if (!json_field_is_object(c) || !holds(c, "\"client.notifyDevInfo\""))
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "dhip");
    tell(p, c, "Vendor", IOT_EVIDENCE_DHIP_VENDOR);
    tell(p, c, "DeviceType", IOT_EVIDENCE_DHIP_MODEL);
}
