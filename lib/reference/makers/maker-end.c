/* maker-end.c - what Wireshark prints of a MAC behind its maker
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/makers/maker-end.h"

#include <glib.h>

void
iot_maker_end(uint64_t mac, uint8_t left, bool narrow, char ret_end[IOT_MAKER_END_BYTES])
{
    uint64_t rest = mac & ((UINT64_C(1) << left) - 1);
    unsigned octets = (left + 7u) / 8, of_first = left - (octets - 1) * 8;
    bool digit = narrow && of_first <= 4;
    int at = g_snprintf(ret_end, IOT_MAKER_END_BYTES, digit ? "_%x" : "_%02x",
                        (unsigned)(rest >> (octets - 1) * 8));

    for (unsigned i = octets - 1; i-- > 0;)
        at += g_snprintf(ret_end + at, IOT_MAKER_END_BYTES - (gulong)at, ":%02x",
                         (unsigned)(rest >> i * 8) & 0xff);
}
