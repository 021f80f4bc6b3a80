/* home-devices.h - what makers' own protocols tell of the devices that speak them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_HOME_DEVICES_H
#define IOT_HOME_DEVICES_H

#include "wire/packet.h"

/* What they find is told of the datagram's sender; whose protocol it is they leave to others. Each
 * is for its port, and tells nothing where the bytes are not its own, or ask. */

/* TP-Link's plugs and bulbs, hidden by each byte's being the one before it, UDP 9999. */
void kasa_tell(packet *p, cursor c);
/* The same over TCP, with a length before it. */
void kasa_tell_stream(packet *p, cursor c);
/* Their newer ones, UDP 20002. */
void tapo_tell(packet *p, cursor c);
/* iRobot's answers, UDP 5678. */
void roomba_tell(packet *p, cursor c);
/* WiZ, UDP 38899 and 38900. */
void wiz_tell(packet *p, cursor c);
/* Govee, UDP 4002. */
void govee_tell(packet *p, cursor c);
/* Meross and Refoss, UDP 9988 and 9989. */
void meross_tell(packet *p, cursor c);
/* Dahua, UDP 37810. */
void dhip_tell(packet *p, cursor c);

/* home-beacons.c: those whose layouts have fixed places, or are lines of text. */

/* Edimax's answers, from UDP 20560. */
void edimax_tell(packet *p, cursor c);
/* eQ-3's cubes, UDP 23272. */
void eq3max_tell(packet *p, cursor c);
/* LIFX, UDP 56700. */
void lifx_tell(packet *p, cursor c);
/* Shelly's reports, UDP 5683. */
void coiot_tell(packet *p, cursor c);
/* What waits for peers (PPPP), UDP 32108. */
void pppp_tell(packet *p, cursor c);
/* Broadlink's answers, UDP 80. */
void broadlink_tell(packet *p, cursor c);
/* KNXnet/IP, UDP 3671. */
void knx_tell(packet *p, cursor c);
/* Xbox, UDP 5050. */
void xbox_tell(packet *p, cursor c);
/* Hi-Flying's modules, UDP 48899. */
void hiflying_tell(packet *p, cursor c);
/* PlayStations, UDP 987 and 9302. */
void ddp_tell(packet *p, cursor c);
/* Plex's servers and players, UDP 32412 and 32414. */
void plex_tell(packet *p, cursor c);
/* Control4's discovery, UDP 1902. */
void sddp_tell(packet *p, cursor c);
/* Xiaomi's answers (miIO), from UDP 54321. */
void miio_tell(packet *p, cursor c);

#endif
