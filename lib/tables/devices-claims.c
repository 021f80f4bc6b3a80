/* devices-claims.c - what devices were told to be called, and to be
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/text.h"
#include "reference/brand.h"
#include "tables/devices-internal.h"

#include <string.h>

/* A name that was told of a device. */
typedef struct claim {
    const char *clean;
    uint32_t frame; /* that told it */
    bool lent;      /* it is another's */
} claim;

static const char *
vendor_of(iot_devices *devices, const iot_mac *mac, bool printed)
{
    g_autofree char *clean =
        devices->vendor ? iot_text_clean(devices->vendor(mac, printed, devices->user_data), -1)
                        : NULL;

    return devices_intern(devices, clean);
}

/* The owner of its MAC is evidence that it has from the start. */
static void
tell_vendor(iot_device *device)
{
    if (device->vendor)
        iot_device_tell(device, &(iot_identity_text){device->vendor, 0, IOT_EVIDENCE_MAC_MAKER});
}

void
devices_name_vendor(iot_device *device)
{
    char brand[IOT_SIGNATURE_VALUE_MAX];
    iot_devices *devices = device->table;

    if (!iot_mac_is_set(&device->mac))
        return;
    device->vendor = vendor_of(devices, &device->mac, false);
    device->by_vendor = vendor_of(devices, &device->mac, true);
    device->brand =
        devices->signatures
            ? devices_intern(devices, iot_brand_of(devices->signatures, device->vendor, brand))
            : NULL;
    tell_vendor(device);
}

void
devices_forget_claims(iot_device *device)
{
    memset(device->claims, 0, sizeof device->claims);
    memset(device->lent, 0, sizeof device->lent);
    g_clear_pointer(&device->names, g_ptr_array_unref);
    g_clear_pointer(&device->answered, g_ptr_array_unref);
    if (device->texts)
        device->table->n_told--;
    g_clear_pointer(&device->texts, g_array_unref);
    device->accessory = NULL;
    device->has_accessories = false;
    g_clear_pointer(&device->accessory_names, g_ptr_array_unref);
    tell_vendor(device);
}

bool
devices_is_host_name(iot_name_source source)
{
    return source == IOT_NAME_DHCP || source == IOT_NAME_MDNS || source == IOT_NAME_LLMNR ||
           source == IOT_NAME_NETBIOS || source == IOT_NAME_DNS;
}

/* One of many is told once, as each of them is offered again and again. */
static void
refuse(iot_device *device)
{
    device->table->dropped += !device->has_more;
    device->has_more = true;
}

static const char *
shown(iot_device *device, iot_name_source source, const char *clean)
{
    g_autofree char *folded = devices_is_host_name(source) ? iot_text_fold(clean) : NULL;

    return devices_intern(device->table, folded ? folded : clean);
}

static void
keep_name(iot_device *device, const char *name)
{
    if (!device->names)
        device->names = g_ptr_array_new();
    if (g_ptr_array_find(device->names, name, NULL))
        return;
    if (device->names->len >= IOT_DEVICE_NAMES_MAX)
        refuse(device);
    else
        g_ptr_array_add(device->names, (gpointer)name);
}

void
iot_device_keep_name(iot_device *device, iot_name_source source, const char *clean)
{
    keep_name(device, shown(device, source, clean));
}

/* Of whom it is asked by LLMNR and NetBIOS, who answers as if he was, as long as that may be. */
static void
note_answered(iot_device *device, iot_name_source source, const char *clean)
{
    if (!devices_is_asked_for(source) || devices_answers_for_all(device))
        return;
    const char *name = shown(device, source, clean);
    if (!device->answered)
        device->answered = g_ptr_array_new();
    if (g_ptr_array_find(device->answered, name, NULL))
        return;
    g_ptr_array_add(device->answered, (gpointer)name);
    devices_mark(device);
}

/* Of two claims from one source, its own before one that is lent, what says something before what
 * does not, then the later one, and of one frame by their texts: in whatever order they come. */
static bool
is_better(const iot_device *device, iot_name_source source, const claim *told)
{
    const char *before = device->claims[source];

    if (!before || told->lent != device->lent[source])
        return !before || device->lent[source];
    bool nothing = devices_says_nothing(device, source, told->clean);
    if (nothing != devices_says_nothing(device, source, before))
        return !nothing;
    return told->frame != device->claimed[source] ? told->frame > device->claimed[source]
                                                  : strcmp(told->clean, before) > 0;
}

static bool
take_claim(iot_device *device, iot_name_source source, const claim *told)
{
    /* Somebody else's names do not find it where it told one of its own. */
    if (told->lent && device->claims[source] && !device->lent[source])
        return false;
    iot_device_keep_name(device, source, told->clean);
    if (!told->lent)
        note_answered(device, source, told->clean);
    if (!is_better(device, source, told))
        return false;
    device->lent[source] = told->lent;
    device->claimed[source] = told->frame;
    if (g_strcmp0(told->clean, device->claims[source]) == 0)
        return false;
    device->claims[source] = devices_intern(device->table, told->clean);
    devices_mark(device);
    return true;
}

static bool
take_raw_claim(iot_device *device, iot_name_source source, const char *raw, claim told)
{
    g_autofree char *clean = iot_text_clean(raw, -1);

    g_assert(source < IOT_NAME_SOURCES);
    told.clean = clean;
    return clean && !iot_text_is_placeholder(clean) && take_claim(device, source, &told);
}

bool
iot_device_claim(iot_device *device, iot_name_source source, const char *raw, uint32_t frame)
{
    return take_raw_claim(device, source, raw, (claim){.frame = frame});
}

bool
iot_device_lend(iot_device *device, iot_name_source source, const char *raw, uint32_t frame)
{
    return take_raw_claim(device, source, raw, (claim){.frame = frame, .lent = true});
}

static bool
has_text(const iot_device *device, const iot_identity_text *told)
{
    for (guint i = 0; device->texts && i < device->texts->len; i++) {
        const iot_identity_text *text = &g_array_index(device->texts, iot_identity_text, i);
        if (text->evidence == told->evidence && strcmp(text->text, told->text) == 0)
            return true;
    }
    return false;
}

bool
iot_device_tell(iot_device *device, const iot_identity_text *told)
{
    iot_signature_told tells[IOT_IDENTITY_FACTS];
    const iot_signatures *signatures = device->table->signatures;

    if (!signatures ||
        !iot_signatures_lookup(signatures, told->evidence, told->text, strlen(told->text),
                               device->brand, tells) ||
        has_text(device, told))
        return false;
    if (!device->texts) {
        device->texts = g_array_new(FALSE, FALSE, sizeof(iot_identity_text));
        device->table->n_told++;
    }
    if (device->texts->len >= IOT_DEVICE_TEXTS_MAX) {
        refuse(device);
        return false;
    }
    iot_identity_text kept = *told;
    kept.text = devices_intern(device->table, told->text);
    g_array_append_val(device->texts, kept);
    devices_mark(device);
    return true;
}

static void
add_accessory_name(iot_device *device, const char *raw)
{
    g_autofree char *clean = iot_text_clean(raw, -1);
    const char *name = devices_intern(device->table, clean);

    if (!device->accessory_names)
        device->accessory_names = g_ptr_array_new();
    if (!name || g_ptr_array_find(device->accessory_names, name, NULL))
        return;
    if (device->accessory_names->len >= IOT_DEVICE_NAMES_MAX)
        refuse(device);
    else
        g_ptr_array_add(device->accessory_names, (gpointer)name);
    devices_mark(device);
}

void
iot_device_add_accessory(iot_device *device, const char *id, const char *name)
{
    if (name)
        add_accessory_name(device, name);
    const char *kept = id ? devices_intern(device->table, id) : device->accessory;
    if (!device->accessory)
        device->accessory = kept;
    if (kept == device->accessory || device->has_accessories)
        return;
    device->has_accessories = true;
    devices_mark(device);
}

bool
iot_device_has_accessories(const iot_device *device)
{
    return device->has_accessories;
}

void
iot_device_behave(iot_device *device, unsigned behaviour)
{
    if (device->behaviour == behaviour)
        return;
    device->behaviour = (uint8_t)behaviour;
    devices_mark(device);
}

unsigned
iot_device_behaviour(const iot_device *device)
{
    return device->behaviour;
}

const iot_identity_text *
iot_device_texts(const iot_device *device, size_t *ret_n)
{
    *ret_n = device->texts ? device->texts->len : 0;
    return device->texts ? (const iot_identity_text *)(const void *)device->texts->data : NULL;
}

const char *
iot_device_brand(const iot_device *device)
{
    return device->brand;
}
