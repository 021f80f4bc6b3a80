/* protocol.h - the protocol "iot", as Wireshark knows it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_PROTOCOL_H
#define IOT_PROTOCOL_H

/** Tells Wireshark of it; returns its number. Once, before anything else here is asked. */
int iot_proto_register(void);
/** Tells Wireshark of what visits each frame for it; returns that one's number. Once, afterwards.
 */
int iot_proto_register_visitor(void);
/** Its number; its tap has its name, too. */
int iot_proto(void);
/** Why there is nothing to tell while the protocol is disabled; NULL: it is not. */
const char *iot_proto_disabled(void);

#endif
