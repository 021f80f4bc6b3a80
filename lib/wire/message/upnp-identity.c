/* upnp-identity.c - what a UPnP description tells of its root device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * UPnP Device Architecture 2.0 section 2.3. Elements are looked for as they are written by all: no
 * attributes, no blanks in a tag. What is not written so is not found.
 */
#include "wire/message/upnp-identity.h"

#include "wire/evidence-text.h"
#include "wire/message/upnp-name.h"
#include "wire/xml-element.h"

#include <string.h>

static const struct {
    const char *tag;
    iot_evidence evidence;
} elements[] = {
    {"<deviceType>", IOT_EVIDENCE_UPNP_DEVICE_TYPE},
    {"<friendlyName>", IOT_EVIDENCE_UPNP_FRIENDLY_NAME},
    {"<manufacturer>", IOT_EVIDENCE_UPNP_MANUFACTURER},
    {"<modelDescription>", IOT_EVIDENCE_UPNP_MODEL_DESCRIPTION},
    {"<modelName>", IOT_EVIDENCE_UPNP_MODEL_NAME},
    {"<modelNumber>", IOT_EVIDENCE_UPNP_MODEL_NUMBER},
};

const uint8_t *
upnp_identity_end(cursor at, size_t *seen)
{
    static const char *const ends[] = {"<serviceList", "<deviceList", "</device>"};
    const uint8_t *first = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(ends); i++) {
        cursor unseen = {at.at + *seen, first ? first : at.end, false};
        const uint8_t *found = xml_tag_find(unseen, ends[i]);
        first = found ? found : first;
    }
    size_t left = cursor_left(&at);
    *seen = MAX(*seen, left - MIN(left, strlen("<serviceList")));
    return first;
}

/* As people wrote it. */
static const char *
plain(packet *p, cursor value)
{
    const char *text = evidence_text(p, NULL, value);
    g_autofree char *made = text && strchr(text, '&') ? iot_upnp_name_plain(text) : NULL;

    return made ? evidence_text(p, NULL, cursor_of((const uint8_t *)made, strlen(made))) : text;
}

void
upnp_identity_tell(packet *p, cursor description)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(elements); i++) {
        cursor value;
        if (xml_element_find(description, elements[i].tag, &value) &&
            cursor_left(&value) <= EVIDENCE_TEXT_BYTES)
            evidence_tell(p, elements[i].evidence, plain(p, value));
    }
}
