/* mud-internal.h - a document as its reader makes it; internal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_MUD_INTERNAL_H
#define IOT_MUD_INTERNAL_H

#include "reference/mud/mud.h"

typedef enum mud_peers {
    MUD_ANYBODY,
    MUD_LOCAL, /* also what we cannot tell apart: manufacturers, models, controllers */
    MUD_RESOLVER,
    MUD_TIME_SERVER,
} mud_peers;

/* Ports from `low` to `high`, or all but these. */
typedef struct mud_ports {
    bool is_set; /* false: any port */
    bool negated;
    uint16_t low, high;
} mud_ports;

/* One entry of an access list; it matches what meets all of it. */
typedef struct mud_entry {
    bool accept;
    bool from_device;    /* of which list */
    uint8_t family;      /* 4, 6; 0: either */
    uint8_t ip_protocol; /* 0: any */
    mud_peers peers;
    char *name;        /* of the other side, owned; NULL: any */
    iot_prefix prefix; /* of the other side; family 0: any */
    mud_ports remote, device;
    bool begun_by_device, begun_by_other; /* direction-initiated; both false: either */
} mud_entry;

struct iot_mud {
    char *file;
    char *url_name;   /* last part of the mud-url; NULL: none */
    char *systeminfo; /* NULL: none */
    GArray *entries;  /* of mud_entry, in the order of the lists */
};

typedef struct mud_reader {
    const char *label;   /* the file, for problems */
    unsigned document;   /* number in the file's array, from 1; 0: the file is the document */
    GPtrArray *problems; /* NULL: nobody asks */
    unsigned n_problems; /* of this file, also untold ones */
    unsigned entries_left;
} mud_reader;

void mud_free(gpointer mud);
/* "FILE: [document N: ]place: reason"; `place` may be NULL. */
void mud_complain(mud_reader *reader, const char *place, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Calls `take` with each document of a text that can be used; it takes ownership. */
void mud_read_documents(mud_reader *reader, const char *text, gsize length,
                        void (*take)(iot_mud *mud, bool is_alone, void *user_data),
                        void *user_data);

#endif
