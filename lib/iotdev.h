/* iotdev.h - all of libiotdev: what a capture tells about the devices in it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * doc/library.md shows how it is used. For C, and for C++.
 */
#ifndef IOTDEV_H
#define IOTDEV_H

#include "archive/summary.h"
#include "base/addr.h"
#include "base/hash-key.h"
#include "base/units.h"
#include "capture/capture.h"
#include "capture/counters.h"
#include "capture/direction.h"
#include "changes/changes.h"
#include "changes/news.h"
#include "changes/snapshot.h"
#include "changes/watched.h"
#include "events/event.h"
#include "events/events.h"
#include "fact/fact.h"
#include "fact/observation.h"
#include "findings/findings.h"
#include "reference/inventory/inventory.h"
#include "reference/mud/mud.h"
#include "reference/place/coordinates.h"
#include "reference/place/distance.h"
#include "reference/place/geo-database.h"
#include "reference/place/locate.h"
#include "reference/settings.h"
#include "reference/user-lists.h"
#include "report/columns.h"
#include "report/policy.h"
#include "report/remotes.h"
#include "report/report.h"
#include "report/rows.h"
#include "report/traffic.h"
#include "tables/device.h"
#include "tables/dns-answer.h"
#include "tables/flow-id.h"
#include "tables/service.h"
#include "wire/dissect.h"
#include "wire/frame.h"
#include "write/changes-writer.h"
#include "write/events-writer.h"
#include "write/writer.h"

#endif
