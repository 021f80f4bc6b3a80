/* baichuan.h - what cameras of Reolink and its kin answer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_BAICHUAN_H
#define IOT_BAICHUAN_H

#include "wire/packet.h"

/* One segment from TCP 9000: that a camera answers, and its model and name where they are not
 * sealed with what only it and its owner know. Nothing where no message begins with the segment. */
void baichuan_tell(packet *p, cursor segment);

#endif
