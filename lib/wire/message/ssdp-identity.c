/* ssdp-identity.c - what announcements, answers and searches of SSDP tell of their senders
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * UPnP Device Architecture 2.0 sections 1.2 and 1.3.
 */
#include "wire/message/ssdp-identity.h"

#include "wire/cursor-text.h"
#include "wire/evidence-text.h"
#include "wire/header-lines.h"
#include "wire/message/user-agent.h"
#include "wire/message/url-owner.h"

#include <string.h>

#define YEELIGHT "yeelight://"

static bool
says_goodbye(cursor message)
{
    cursor kind;

    return header_lines_find(message, "NTS", &kind) && cursor_begins(kind, "ssdp:byebye");
}

/* What every device has says nothing. */
static bool
is_type(cursor value)
{
    return !cursor_begins(value, "upnp:rootdevice") && !cursor_begins(value, "ssdp:all") &&
           !cursor_begins(value, "uuid:");
}

static void
tell(packet *p, cursor message, const char *name, iot_evidence evidence)
{
    cursor value;

    if (header_lines_find(message, name, &value) && is_type(value))
        evidence_tell_bytes(p, evidence, value);
}

/* What stands behind its colons is told as a type, and which one it is not at all. */
static void
tell_usn(packet *p, cursor message)
{
    cursor usn;

    if (!header_lines_find(message, "USN", &usn))
        return;
    const char *colons = g_strstr_len((const char *)usn.at, (gssize)cursor_left(&usn), "::");
    usn.end = colons ? (const uint8_t *)colons : usn.end;
    usn = evidence_before_number(usn);
    if (!cursor_is(usn, "uuid:"))
        evidence_tell_bytes(p, IOT_EVIDENCE_SSDP_USN, usn);
}

void
ssdp_identity_tell(packet *p, cursor message)
{
    cursor location;

    if (evidence_is_repeated(p, message) || says_goodbye(message))
        return;
    bool is_located = header_lines_find(message, "LOCATION", &location);
    if (is_located && urls_are_of_another(location, &p->obs->src))
        return;
    tell(p, message, "SERVER", IOT_EVIDENCE_SSDP_SERVER);
    tell(p, message, "NT", IOT_EVIDENCE_SSDP_TYPE);
    tell(p, message, "ST", IOT_EVIDENCE_SSDP_TYPE);
    tell_usn(p, message);
    if (is_located && cursor_begins(location, YEELIGHT)) {
        evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "yeelight");
        tell(p, message, "model", IOT_EVIDENCE_YEELIGHT_MODEL);
    }
}

void
ssdp_identity_tell_search(packet *p, cursor message)
{
    cursor agent;

    if (!evidence_is_repeated(p, message) && header_lines_find(message, "USER-AGENT", &agent))
        user_agent_tell(p, agent);
}
