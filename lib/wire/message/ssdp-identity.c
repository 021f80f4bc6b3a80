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

/* What is looked for in an announcement and in an answer. */
enum { NTS, LOCATION, SERVER, NT, ST, USN, MODEL, HEADERS };
static const char *const headers[HEADERS] = {"NTS", "LOCATION", "SERVER", "NT",
                                             "ST",  "USN",      "model"};

/* What every device has says nothing. */
static bool
is_type(cursor value)
{
    return !cursor_begins(value, "upnp:rootdevice") && !cursor_begins(value, "ssdp:all") &&
           !cursor_begins(value, "uuid:");
}

static void
tell(packet *p, cursor value, iot_evidence evidence)
{
    if (value.at && is_type(value))
        evidence_tell_bytes(p, evidence, value);
}

/* What stands behind its colons is told as a type, and which one it is not at all. */
static void
tell_usn(packet *p, cursor usn)
{
    if (!usn.at)
        return;
    const uint8_t *colons = cursor_find(usn, "::");
    usn.end = colons ? colons : usn.end;
    usn = evidence_before_number(usn);
    if (!cursor_is(usn, "uuid:"))
        evidence_tell_bytes(p, IOT_EVIDENCE_SSDP_USN, usn);
}

void
ssdp_identity_tell(packet *p, cursor message)
{
    cursor values[HEADERS];

    if (evidence_is_repeated(p, message))
        return;
    header_lines_find_all(message, headers, HEADERS, values);
    cursor location = values[LOCATION];
    bool says_goodbye = values[NTS].at && cursor_begins(values[NTS], "ssdp:byebye");
    if (says_goodbye || (location.at && urls_are_of_another(location, &p->obs->src)))
        return;
    tell(p, values[SERVER], IOT_EVIDENCE_SSDP_SERVER);
    tell(p, values[NT], IOT_EVIDENCE_SSDP_TYPE);
    tell(p, values[ST], IOT_EVIDENCE_SSDP_TYPE);
    tell_usn(p, values[USN]);
    if (location.at && cursor_begins(location, YEELIGHT)) {
        evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "yeelight");
        tell(p, values[MODEL], IOT_EVIDENCE_YEELIGHT_MODEL);
    }
}

void
ssdp_identity_tell_search(packet *p, cursor message)
{
    cursor agent;

    if (!evidence_is_repeated(p, message) && header_lines_find(message, "USER-AGENT", &agent))
        user_agent_tell(p, agent);
}
