/* identity-internal.h - evidence as it is weighed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A text becomes a candidate for each fact that it tells; identity-gather.c finds them and
 * identity.c chooses among them. Not installed.
 */
#ifndef IOT_IDENTITY_INTERNAL_H
#define IOT_IDENTITY_INTERNAL_H

#include "identity/identity.h"

/* How much a text is worth among those of one rank: what is a statement of the device's own before
 * what names it beside other things, and that before what programs say, which can be anybody's. */
typedef enum evidence_trust { TRUST_PROGRAM, TRUST_MENTION, TRUST_STATEMENT } evidence_trust;

/* Which software sends a text: two hints of one family are one hint. */
typedef enum evidence_family {
    FAMILY_LINK,
    FAMILY_HOST,
    FAMILY_DHCP_CLASS,
    FAMILY_DHCP_PARAMS,
    FAMILY_MDNS,
    FAMILY_UPNP,
    FAMILY_GEAR,
    FAMILY_PROGRAM,
    FAMILY_ASKS,
    FAMILY_SERVES,
    FAMILY_OWN,
} evidence_family;

/* Systems of what people sit at and carry, which asks for anything. One device has one of them. */
typedef enum device_platform {
    PLATFORM_OTHER,
    PLATFORM_WINDOWS,
    PLATFORM_ANDROID,
    PLATFORM_APPLE,
    PLATFORM_CHROME,
    PLATFORM_LINUX, /* of those that people install */
} device_platform;

typedef struct candidate {
    iot_identity_fact fact;
    iot_signature_rank rank;
    evidence_trust trust;
    evidence_family family;
    device_platform platform; /* that the text tells of */
    bool by_user;
    bool counts;                   /* false: a hint that nothing bears out */
    const iot_identity_text *text; /* NULL: its behaviour */
    char *value;                   /* clean; owned */
    char *maker;                   /* of a hint: whom it takes the device to be of; NULL; owned */
} candidate;

/* All that the texts and the behaviour tell, of candidate, which it frees. */
GArray *identity_gather(const iot_signatures *signatures, const iot_identity_about *about);

/* What is worth more comes first. */
int identity_compare_worth(const candidate *a, const candidate *b);

/* identity-contradict.c: the system that a text tells of.
 * @param maker, software as its line has them; NULL: not */
device_platform identity_platform(iot_evidence evidence, const char *maker, const char *software);
/* Takes away what texts tell that are of another system than the device, or
 * can be anybody's, before hints are weighed... */
void identity_drop_other_systems(GArray *all);
/* ...and has what texts of another kind tell count for nothing else, nor a model of a text of
 * another maker. `kind` NULL: none is known. */
void identity_drop_other_kinds(GArray *all, const char *kind);
void identity_drop_other_models(GArray *all, const char *maker);

/* True if both can be true: the same, or one says more. */
bool identity_agree(iot_identity_fact fact, const char *a, const char *b);
/* True if `a`, which agrees with `b`, says more. */
bool identity_says_more(iot_identity_fact fact, const char *a, const char *b);

evidence_trust identity_trust(iot_evidence evidence);
evidence_family identity_family(iot_evidence evidence);
/* What a text is evidence of, "mdns _hue._tcp modelid"; without what it says of people. Must be
 * freed by the caller using g_free. */
char *identity_source(const iot_identity_text *text);

#endif
