/* ssdp.c - searches for devices by UPnP, and their answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * UPnP Device Architecture 2.0 section 1: HTTP's first line and headers in a datagram.
 */
#include "wire/message/ssdp.h"

#include <string.h>

#include "wire/cursor-text.h"
#include "wire/message/signature.h"
#include "wire/message/ssdp-identity.h"

#define PORT 1900
/* Bytes in which one of the headers of an answer stands. */
#define HEADERS_BYTES 1500

/* What answers a search tells what was looked for, or which of its kind the sender is. */
static bool
is_answer(cursor c)
{
    static const char *const headers[] = {"\nST:", "\nUSN:", "\nst:", "\nusn:", "\nUsn:", "\nSt:"};

    for (unsigned i = 0; i < sizeof headers / sizeof *headers; i++)
        if (signature_holds(c, headers[i], strlen(headers[i]), HEADERS_BYTES))
            return true;
    return false;
}

bool
ssdp_read(packet *p, cursor c)
{
    iot_observation *obs = p->obs;

    if (cursor_begins(c, "M-SEARCH ")) {
        obs->asked = IOT_ASKED_DST;
        ssdp_identity_tell_search(p, c);
    } else if (cursor_begins(c, "HTTP/1.") && (obs->src_port == PORT || is_answer(c))) {
        obs->asked = IOT_ASKED_SRC;
        obs->asked_port = PORT;
        ssdp_identity_tell(p, c);
    } else if (cursor_begins(c, "NOTIFY * HTTP/1.")) {
        ssdp_identity_tell(p, c);
    } else {
        return false;
    }
    packet_set_protocol(p, "ssdp");
    return true;
}
