/* fields-device.c - the fields iot.device.*
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/fields-internal.h"

static int hf_iot_device;
static int hf_iot_device_src;
static int hf_iot_device_dst;
static int hf_iot_device_mac;
static int hf_iot_device_group;
static int hf_iot_device_vendor;
static int hf_iot_device_kind;
static int hf_iot_device_maker;
static int hf_iot_device_model;
static int hf_iot_device_software;
static int hf_iot_device_identity;
static int hf_iot_device_alias;
static int hf_iot_device_label;
static int hf_iot_device_source;
static int hf_iot_device_known;

static int ett_iot_device = -1;

void
fields_register_devices(int proto)
{
    static hf_register_info hf[] = {
        TEXT_FIELD(hf_iot_device, "Device", "iot.device",
                   "Name of a device on your side of the network that sends or gets the frame; "
                   "of two, the sender is the first"),
        TEXT_FIELD(hf_iot_device_src, "Sending device", "iot.device.src",
                   "Name of the device that sends the frame, if it is on your side"),
        TEXT_FIELD(hf_iot_device_dst, "Receiving device", "iot.device.dst",
                   "Name of the device that the frame is for, if it is on your side"),
        FIELD(hf_iot_device_mac, "MAC", "iot.device.mac", FT_ETHER, BASE_NONE,
              "Hardware address of the device"),
        TEXT_FIELD(hf_iot_device_group, "Group", "iot.device.group",
                   "Group that your inventory puts the device in"),
        TEXT_FIELD(hf_iot_device_vendor, "Vendor", "iot.device.vendor",
                   "Company that the device's MAC address is registered to"),
        TEXT_FIELD(
            hf_iot_device_kind, "Kind", "iot.device.kind",
            "What kind of thing the device is, in one word: camera, light, plug, tv, router"),
        TEXT_FIELD(hf_iot_device_maker, "Maker", "iot.device.maker",
                   "Brand of the device, as people know it"),
        TEXT_FIELD(hf_iot_device_model, "Model", "iot.device.model",
                   "Model of the device, as it says itself"),
        TEXT_FIELD(hf_iot_device_software, "Software", "iot.device.software",
                   "Firmware or operating system of the device"),
        TEXT_FIELD(hf_iot_device_identity, "Evidence of identity", "iot.device.identity",
                   "Which packet told the kind, maker, model or software of the device, and how"),
        TEXT_FIELD(hf_iot_device_alias, "Other name", "iot.device.alias",
                   "Any other name that the device has had in this capture, or could go by"),
        TEXT_FIELD(hf_iot_device_label, "Label", "iot.device.label",
                   "Name of the device with capitals and blanks, as it was told"),
        TEXT_FIELD(hf_iot_device_source, "Device name from", "iot.device.source",
                   "What told the name of the device: inventory, label, dhcp, mdns, ssdp, llmnr, "
                   "netbios, dns, identity, vendor or address"),
        FIELD(hf_iot_device_known, "In the inventory", "iot.device.known", FT_BOOLEAN, BASE_NONE,
              "Whether your inventory lists the device"),
    };
    static int *ett[] = {&ett_iot_device};

    proto_register_field_array(proto, hf, G_N_ELEMENTS(hf));
    proto_register_subtree_array(ett, G_N_ELEMENTS(ett));
}

static void
add_identity(proto_tree *tree, tvbuff_t *tvb, const iot_device *device)
{
    const int fields[IOT_IDENTITY_FACTS] = {hf_iot_device_kind, hf_iot_device_maker,
                                            hf_iot_device_model, hf_iot_device_software};

    for (unsigned i = 0; i < IOT_IDENTITY_FACTS; i++)
        fields_add_text(tree, fields[i], tvb, iot_device_fact(device, i));
    for (unsigned i = 0; i < IOT_IDENTITY_FACTS; i++) {
        g_autofree char *evidence = iot_device_evidence(device, i);
        fields_add_text(tree, hf_iot_device_identity, tvb, evidence);
    }
}

/* Where fields go. */
typedef struct place {
    proto_tree *tree;
    tvbuff_t *tvb;
} place;

static void
add_alias(const char *name, void *data)
{
    const place *at = data;

    fields_add_text(at->tree, hf_iot_device_alias, at->tvb, name);
}

static void
add_aliases(proto_tree *tree, tvbuff_t *tvb, const iot_device *device)
{
    if (proto_field_is_referenced(tree, hf_iot_device_alias) &&
        iot_printed_needs(hf_iot_device_alias))
        iot_device_foreach_alias(device, add_alias, &(place){tree, tvb});
}

static void
add_device(proto_tree *tree, tvbuff_t *tvb, const iot_device *device, int hf_side)
{
    const GArray *macs = iot_device_macs(device);
    proto_item *item = fields_own(proto_tree_add_string(
        fields_in(tree, hf_iot_device), hf_iot_device, tvb, 0, 0, iot_device_name(device)));
    proto_tree *sub = fields_below(tree, item, ett_iot_device);

    fields_add_text(sub, hf_side, tvb, iot_device_name(device));
    for (guint i = 0; i < macs->len; i++)
        fields_own(proto_tree_add_ether(fields_in(sub, hf_iot_device_mac), hf_iot_device_mac, tvb,
                                        0, 0, g_array_index(macs, iot_mac, i).bytes));
    add_identity(sub, tvb, device);
    fields_add_text(sub, hf_iot_device_vendor, tvb, iot_device_vendor(device));
    fields_add_text(sub, hf_iot_device_group, tvb, iot_device_group(device));
    fields_add_text(sub, hf_iot_device_label, tvb, iot_device_label(device));
    fields_add_text(sub, hf_iot_device_source, tvb,
                    iot_name_source_name(iot_device_source(device)));
    add_aliases(sub, tvb, device);
    fields_own(proto_tree_add_boolean(fields_in(sub, hf_iot_device_known), hf_iot_device_known, tvb,
                                      0, 0, iot_device_is_known(device)));
}

void
fields_add_devices(proto_tree *tree, tvbuff_t *tvb, const iot_device *src, const iot_device *dst)
{
    if (src)
        add_device(tree, tvb, src, hf_iot_device_src);
    if (dst)
        add_device(tree, tvb, dst, hf_iot_device_dst);
}
