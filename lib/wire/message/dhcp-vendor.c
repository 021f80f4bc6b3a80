/* dhcp-vendor.c - what of makers' own options of DHCP says what a client is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * TR-069 Amendment 6, section 2.3.3 (enterprise 3561); CableLabs' DHCP options registry (4491).
 */
#include "wire/message/dhcp-vendor.h"

#include "wire/cursor-text.h"
#include "wire/evidence-text.h"

enum { BROADBAND_FORUM = 3561, CABLE_LABS = 4491 };

/* Options of one enterprise. */
#define OPTIONS_MAX 32
/* A number of 32 bits as text. */
#define NUMBER_TEXT 11

static const struct {
    uint32_t enterprise;
    uint16_t option;
    uint8_t bytes; /* as of dhcp_vendor_info */
} models[] = {
    {BROADBAND_FORUM, 3, 1},  /* DeviceProductClass; 2 is its serial number */
    {BROADBAND_FORUM, 13, 2}, /* the same; 12 is its serial number */
    {CABLE_LABS, 9, 2},       /* model number; 4 is its serial number */
};

static bool
is_model(uint32_t enterprise, uint16_t option, unsigned bytes)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(models); i++)
        if (models[i].enterprise == enterprise && models[i].option == option &&
            models[i].bytes == bytes)
            return true;
    return false;
}

static uint16_t
take_number(cursor *c, unsigned bytes)
{
    return bytes == 1 ? cursor_u8(c) : cursor_u16(c);
}

cursor
dhcp_vendor_without_serial(cursor text)
{
    static const char *const personal[] = {"Ser=", "Loc=", "SN:", "SN="};

    for (unsigned i = 0; text.at && i < G_N_ELEMENTS(personal); i++) {
        const char *found =
            g_strstr_len((const char *)text.at, (gssize)cursor_left(&text), personal[i]);
        text.end = found ? (const uint8_t *)found : text.end;
    }
    return text;
}

const char *
dhcp_vendor_class(packet *p, uint32_t enterprise, cursor text)
{
    char number[NUMBER_TEXT];

    g_snprintf(number, sizeof number, "%" G_GUINT32_FORMAT, enterprise);
    return text.failed ? NULL : evidence_text(p, number, dhcp_vendor_without_serial(text));
}

const char *
dhcp_vendor_info(packet *p, uint32_t enterprise, cursor options, unsigned bytes)
{
    char number[NUMBER_TEXT];
    int length = g_snprintf(number, sizeof number, "%" G_GUINT32_FORMAT, enterprise);

    for (unsigned i = 0; i < OPTIONS_MAX && cursor_left(&options) > 0; i++) {
        uint16_t option = take_number(&options, bytes), n = take_number(&options, bytes);
        cursor value = cursor_part(&options, n);
        if (value.failed)
            break;
        const char *text =
            is_model(enterprise, option, bytes) ? evidence_text(p, number, value) : NULL;
        if (text)
            return text;
    }
    return evidence_text(p, NULL, cursor_of((const uint8_t *)number, (size_t)length));
}

/* Classes of what CableLabs' registry is about. */
static bool
is_cable(cursor vendor_class)
{
    static const char *const classes[] = {"docsis", "pktc", "CableHome", "OpenCable"};

    for (unsigned i = 0; vendor_class.at && i < G_N_ELEMENTS(classes); i++)
        if (cursor_begins_in_any_case(vendor_class, classes[i]))
            return true;
    return false;
}

void
dhcp_vendor_tell_own(packet *p, cursor vendor_class, cursor options, const iot_mac *mac)
{
    static const char *const told[] = {[2] = "type", [9] = "model", [10] = "maker"};

    if (!options.at || !is_cable(vendor_class))
        return;
    for (unsigned i = 0; i < OPTIONS_MAX && cursor_left(&options) > 0; i++) {
        uint8_t option = cursor_u8(&options), length = cursor_u8(&options);
        cursor value = cursor_part(&options, length);
        if (value.failed)
            return;
        if (option < G_N_ELEMENTS(told) && told[option])
            evidence_tell_mac(p, IOT_EVIDENCE_DHCP_VENDOR_OPTION, mac,
                              evidence_text(p, told[option], value));
    }
}
