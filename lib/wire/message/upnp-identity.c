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

/* A tag. */
static const uint8_t *
find(const uint8_t *from, const uint8_t *end, const char *tag)
{
    size_t n = strlen(tag);

    while ((from = memchr(from, '<', (size_t)(end - from)))) {
        if ((size_t)(end - from) >= n && memcmp(from, tag, n) == 0)
            return from;
        from++;
    }
    return NULL;
}

const uint8_t *
upnp_identity_end(cursor at, size_t *seen)
{
    static const char *const ends[] = {"<serviceList", "<deviceList", "</device>"};
    const uint8_t *first = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(ends); i++) {
        const uint8_t *found = find(at.at + *seen, first ? first : at.end, ends[i]);
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
        const uint8_t *from = find(description.at, description.end, elements[i].tag);
        if (!from)
            continue;
        from += strlen(elements[i].tag);
        const uint8_t *end = memchr(from, '<', (size_t)(description.end - from));
        if (end && (size_t)(end - from) <= EVIDENCE_TEXT_BYTES)
            evidence_tell(p, elements[i].evidence, plain(p, (cursor){from, end, false}));
    }
}
