/* fields-internal.h - what the files have in common that add fields, a kind each
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_FIELDS_INTERNAL_H
#define IOT_FIELDS_INTERNAL_H

#include "session/printed.h"
#include "show/fields.h"

#define TEXT_FIELD(var, title, filter, blurb)                                                      \
    {                                                                                              \
        &(var),                                                                                    \
        {                                                                                          \
            title, filter, FT_STRING, BASE_NONE, NULL, 0x0, blurb, HFILL                           \
        }                                                                                          \
    }
#define FIELD(var, title, filter, type, display, blurb)                                            \
    {                                                                                              \
        &(var),                                                                                    \
        {                                                                                          \
            title, filter, type, display, NULL, 0x0, blurb, HFILL                                  \
        }                                                                                          \
    }

/* All items stand for the whole frame and are ours, not the packet's. */
static inline proto_item *
fields_own(proto_item *item)
{
    proto_item_set_generated(item);
    return item;
}

/* Where that field goes; NULL, to which Wireshark adds nothing: nobody can see it. */
static inline proto_tree *
fields_in(proto_tree *tree, int hf)
{
    return iot_printed_needs(hf) ? tree : NULL;
}

/* Where what belongs to an item goes: where it would stand itself if nobody can see it. */
static inline proto_tree *
fields_below(proto_tree *tree, proto_item *item, int ett)
{
    return item ? proto_item_add_subtree(item, ett) : tree;
}

/* NULL: nothing. */
static inline void
fields_add_text(proto_tree *tree, int hf, tvbuff_t *tvb, const char *text)
{
    if (text && *text && iot_printed_needs(hf))
        fields_own(proto_tree_add_string(tree, hf, tvb, 0, 0, text));
}

/* Returns the first of the two. */
proto_item *fields_add_km(proto_tree *tree, tvbuff_t *tvb, int hf_km, int hf_mi, double km);

/* fields-device.c: what devices are. */
void fields_register_devices(int proto);
/* The end of a packet that sends it, or gets it; NULL: none. */
void fields_add_devices(proto_tree *tree, tvbuff_t *tvb, const iot_device *src,
                        const iot_device *dst);
/* fields-remote.c: what remotes are called, and where they are. */
void fields_register_remotes(int proto);
void fields_add_remote(proto_tree *tree, tvbuff_t *tvb, const packet_info *pinfo,
                       const iot_flow_view *view);

#endif
