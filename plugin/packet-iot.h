/* packet-iot.h - what the parts of the plugin register
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_PACKET_IOT_H
#define IOT_PACKET_IOT_H

/** Number of the protocol "iot", which is also the tap's name. */
int iot_proto(void);
/** Why there is nothing to tell while the protocol is disabled; NULL: it is not. */
const char *iot_proto_disabled(void);

/* packet-iot.c */
void proto_register_iot(void);
void proto_reg_handoff_iot(void);

/* tap-iot-tabs.c: tab "IoT" in Conversations and Endpoints. */
void iot_register_tabs(void);
/* filter-iot.c: Conversation Filter > IoT device, IoT conversation. */
void iot_register_filters(void);
/* tap-iot-tables.c: tshark -z iot,... */
void iot_register_tables(void);
/* tap-iot-trees.c: Statistics > IoT Devices > ... */
void iot_register_trees(void);
/* menu-iot.c: Tools > IoT Devices > Export. */
void iot_register_menus(void);
/* tap-iot-flat.c: Statistics > IoT Device Conversations. */
void iot_register_flat_table(void);

#endif
