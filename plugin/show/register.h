/* register.h - what the files beside this one have to be called for, once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_SHOW_REGISTER_H
#define IOT_SHOW_REGISTER_H

/* tap-iot-tabs.c: tab "IoT" in Conversations and Endpoints. */
void iot_register_tabs(void);
/* filter-iot.c: Conversation Filter > IoT device, IoT conversation. */
void iot_register_filters(void);
/* tap-iot-tables.c: tshark -z iot,... */
void iot_register_tables(void);
/* tap-iot-trees.c: Statistics > IoT Devices > ... */
void iot_register_trees(void);
/* welcome.c: Tools > IoT Devices > Welcome. */
void iot_register_welcome(void);
/* menu-iot.c: the rest of Tools > IoT Devices. */
void iot_register_menus(void);
/* tap-iot-flat.c: Statistics > IoT Device Conversations. */
void iot_register_flat_table(void);

#endif
