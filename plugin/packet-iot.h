/* packet-iot.h - the post-dissector, as plugin.c registers it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_PACKET_IOT_H
#define IOT_PACKET_IOT_H

void proto_register_iot(void);
void proto_reg_handoff_iot(void);

#endif
