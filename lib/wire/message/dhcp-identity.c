/* dhcp-identity.c - what a DHCP client tells of what it is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 2132 sections 8.4, 9.8 and 9.13; RFC 3925: 124 and 125; RFC 8520 section 10: 161.
 */
#include "wire/message/dhcp-identity.h"

#include "wire/evidence-text.h"
#include "wire/message/dhcp-vendor.h"

enum {
    OPTION_OWN = 43,
    OPTION_PARAMS = 55,
    OPTION_VENDOR_CLASS = 60,
    OPTION_CLASSES = 124,
    OPTION_INFOS = 125,
    OPTION_MUD_URL = 161,
};

/* Enterprises of one option; there is one. */
#define ENTERPRISES_MAX 4
/* Of a number and its comma. */
#define PARAM_TEXT 4

void
dhcp_identity_take(dhcp_identity *identity, uint8_t option, cursor data)
{
    cursor *to = option == OPTION_OWN            ? &identity->own
                 : option == OPTION_PARAMS       ? &identity->params
                 : option == OPTION_VENDOR_CLASS ? &identity->vendor_class
                 : option == OPTION_CLASSES      ? &identity->classes
                 : option == OPTION_INFOS        ? &identity->infos
                 : option == OPTION_MUD_URL      ? &identity->mud_url
                                                 : NULL;

    if (to && !to->at)
        *to = data;
}

/* By hand: a client asks for a dozen, and printf takes as long for one as this for all. */
static size_t
write_param(char *text, uint8_t param)
{
    size_t length = 0;

    if (param >= 100)
        text[length++] = (char)('0' + param / 100);
    if (param >= 10)
        text[length++] = (char)('0' + param / 10 % 10);
    text[length++] = (char)('0' + param % 10);
    return length;
}

/* "1,3,6,15" */
static const char *
params_text(iot_facts *facts, cursor params)
{
    size_t length = 0;
    char *text = params.at ? iot_facts_text(facts, PARAM_TEXT * cursor_left(&params) + 1) : NULL;

    if (!text || cursor_left(&params) == 0)
        return NULL;
    while (cursor_left(&params) > 0) {
        if (length > 0)
            text[length++] = ',';
        length += write_param(text + length, cursor_u8(&params));
    }
    text[length] = '\0';
    iot_facts_keep(facts, length + 1);
    return text;
}

/* Each enterprise has its number, and data of its own: a class, which is text more often than not,
 * or options. */
static void
tell_enterprises(packet *p, cursor data, bool infos, const iot_mac *mac)
{
    for (unsigned i = 0; data.at && i < ENTERPRISES_MAX && cursor_left(&data) > 0; i++) {
        uint32_t enterprise = cursor_u32(&data);
        uint8_t length = cursor_u8(&data);
        cursor one = cursor_part(&data, length);
        if (data.failed)
            return;
        evidence_tell_mac(p, IOT_EVIDENCE_DHCP_VENDOR_INFO, mac,
                          infos ? dhcp_vendor_info(p, enterprise, one, 1)
                                : dhcp_vendor_class(p, enterprise, one));
    }
}

void
dhcp_identity_tell(packet *p, const dhcp_identity *identity, const iot_mac *mac)
{
    evidence_tell_mac(p, IOT_EVIDENCE_DHCP_PARAMS, mac, params_text(p->facts, identity->params));
    evidence_tell_mac(p, IOT_EVIDENCE_DHCP_VENDOR_CLASS, mac,
                      evidence_text(p, NULL, dhcp_vendor_without_serial(identity->vendor_class)));
    dhcp_vendor_tell_own(p, identity->vendor_class, identity->own, mac);
    tell_enterprises(p, identity->classes, false, mac);
    tell_enterprises(p, identity->infos, true, mac);
    evidence_tell_mac(p, IOT_EVIDENCE_MUD_URL, mac, evidence_text(p, NULL, identity->mud_url));
}
