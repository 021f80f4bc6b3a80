/* demand.h - whether anybody looks at what we find
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In the window everything can be asked for later. tshark shows what its command line says and
 * ends: where that names nothing of ours, packets need not be looked into, and `tshark -Y http` is
 * as fast with us as without.
 */
#ifndef IOT_DEMAND_H
#define IOT_DEMAND_H

#include <epan/packet.h>
#include <stdbool.h>

/** Of which protocol and tap is in demand. Once, at handoff. */
void demand_register(int proto, int tap);
/** Does anybody listen to our tap? */
bool demand_is_tapped(void);
/** Does anybody look, now or later, at what is learnt from this frame?
 *  @param ret_seen whether anybody looks at its fields
 *  @param ret_tapped as demand_is_tapped() */
bool demand_is_there(packet_info *pinfo, proto_tree *tree, bool *ret_seen, bool *ret_tapped);

#endif
