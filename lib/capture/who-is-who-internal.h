/* who-is-who-internal.h - what was worked out, and from which evidence
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For who-is-who.c, which writes it, and who-is-who-ask.c, to whom it is const.
 */
#ifndef IOT_WHO_IS_WHO_INTERNAL_H
#define IOT_WHO_IS_WHO_INTERNAL_H

#include "capture/who-is-who.h"

struct iot_who_is_who {
    iot_who_evidence evidence;
    bool reports_only;
    iot_devices *devices;
    iot_conversations *conversations;
    iot_links *links;
    iot_claims *claims;
    iot_home_names *home_names;
    GArray *resolved; /* of resolved, by flow */
    GArray *order;    /* reports_only: iot_flow_id by first frame, as settled */

    const iot_signatures *signatures;

    iot_revision settled_revision; /* iot_who_revision of the last settling */
    iot_revision listed; /* of who is who and of devices, when addresses of payloads were listed */
    iot_revision home_named; /* the same, and of names, when devices were told the home's names */
    uint32_t
        told_texts;    /* so many of the evidences were given to devices, of those that are known */
    iot_revision told; /* of what all of them were given by */
    iot_revision watched;          /* of what behaviour rests on, when it was looked at */
    uint32_t settled_flows;        /* flows that were settled under it */
    iot_revision settled_names;    /* iot_who_names_revision of the last settling of names */
    uint32_t named_flows;          /* flows that were named under it */
    uint64_t settled_observations; /* reports_only: how many there were at the last settling */
};

/* The device of an end, made if need be; NULL if it is none, or at the cap. */
iot_device *who_admit(iot_who_is_who *who, const end *one);
/* The name is evidence of what the device is, where it names itself. */
void who_tell_name(iot_device *device, const iot_said *claim);
/* Gives texts to the devices that sent them: those that are new, or all anew where they can be
 * others'. */
void who_tell_new_texts(iot_who_is_who *who);
void who_tell_texts(iot_who_is_who *who);
/* Looks at how a device behaves, or all of them; NULL: none. */
void who_watch(const iot_who_is_who *who, iot_device *device);
void who_watch_all(iot_who_is_who *who);
/* Judges what devices are that something was told of, and works out what they are called. */
void who_name_devices(iot_who_is_who *who);

#endif
