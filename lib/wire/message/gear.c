/* gear.c - what network gear says of itself in datagrams
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * MNDP: a header and a number of two bytes each, elements with types and lengths of two.
 * Ubiquiti's: version, command, length of two bytes; elements with a type of one byte and a length
 * of two.
 */
#include "wire/message/gear.h"

#include "wire/evidence-text.h"

enum { MNDP_MAC = 1, MNDP_BOARD = 12, MNDP_LAST = 32 };
enum { UBNT_FIRMWARE = 0x03, UBNT_PLATFORM = 0x0c, UBNT_MODEL1 = 0x14, UBNT_MODEL2 = 0x15 };

#define ELEMENTS_MAX 64

/* Elements up to the end, the first of them a MAC. */
static bool
is_mndp(cursor c)
{
    bool first = true;

    cursor_skip(&c, 4);
    while (cursor_left(&c) > 0) {
        uint16_t type = cursor_u16(&c), length = cursor_u16(&c);
        cursor_skip(&c, length);
        if (c.failed || type == 0 || type > MNDP_LAST ||
            (first && (type != MNDP_MAC || length != 6)))
            return false;
        first = false;
    }
    return !first;
}

void
mndp_tell(packet *p, cursor c)
{
    if (!is_mndp(c))
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "mndp");
    cursor_skip(&c, 4);
    for (unsigned i = 0; i < ELEMENTS_MAX && cursor_left(&c) > 0; i++) {
        uint16_t type = cursor_u16(&c), length = cursor_u16(&c);
        cursor value = cursor_part(&c, length);
        if (type == MNDP_BOARD)
            evidence_tell_bytes(p, IOT_EVIDENCE_MNDP_BOARD, value);
    }
}

/* Commands by which devices speak of themselves; others ask. */
static bool
is_ubnt(cursor c)
{
    uint8_t version = cursor_u8(&c), command = cursor_u8(&c);
    uint16_t length = cursor_u16(&c);

    if (c.failed || length == 0 || length != cursor_left(&c))
        return false;
    return version == 1 ? command == 0
                        : version == 2 && (command == 6 || command == 9 || command == 11);
}

void
ubnt_tell(packet *p, cursor c)
{
    if (!is_ubnt(c))
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "ubnt");
    cursor_skip(&c, 4);
    for (unsigned i = 0; i < ELEMENTS_MAX && cursor_left(&c) > 0; i++) {
        uint8_t type = cursor_u8(&c);
        uint16_t length = cursor_u16(&c);
        cursor value = cursor_part(&c, length);
        if (value.failed)
            return;
        if (type == UBNT_FIRMWARE)
            evidence_tell_bytes(p, IOT_EVIDENCE_UBNT_FIRMWARE, value);
        else if (type == UBNT_MODEL1 || type == UBNT_MODEL2 || type == UBNT_PLATFORM)
            evidence_tell_bytes(p, IOT_EVIDENCE_UBNT_MODEL, value);
    }
}
