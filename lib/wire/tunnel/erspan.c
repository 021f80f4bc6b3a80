/* erspan.c - ERSPAN: what a switch sees, in GRE (draft-foschiano-erspan)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Type I has no header, and is told by GRE's, which counts no packets then.
 */
#include "wire/dispatch.h"

#define HEADER_2_BYTES   8
#define HEADER_3_BYTES   12
#define SUBHEADER_BYTES  8
#define FRAME_TYPE(last) ((last) >> 10 & 0x1f)
#define HAS_SUBHEADER    1

enum { VERSION_2 = 1, VERSION_3 = 2 }; /* what headers of type II and III say */
enum { FRAME_ETHERNET = 0 };

void
erspan1_read(packet *p, cursor c)
{
    packet_set_protocol(p, "erspan");
    packet_enter_frame(p, LAYER_ETHERNET, c);
}

void
erspan2_read(packet *p, cursor c)
{
    unsigned version = cursor_u8(&c) >> 4;

    packet_set_protocol(p, "erspan");
    cursor_skip(&c, HEADER_2_BYTES - 1);
    if (!c.failed && version == VERSION_2)
        packet_enter_frame(p, LAYER_ETHERNET, c);
}

void
erspan3_read(packet *p, cursor c)
{
    unsigned version = cursor_u8(&c) >> 4;

    packet_set_protocol(p, "erspan");
    cursor_skip(&c, HEADER_3_BYTES - 3);
    uint16_t last = cursor_u16(&c);
    cursor_skip(&c, last & HAS_SUBHEADER ? SUBHEADER_BYTES : 0);
    if (!c.failed && version == VERSION_3 && FRAME_TYPE(last) == FRAME_ETHERNET)
        packet_enter_frame(p, LAYER_ETHERNET, c);
}
