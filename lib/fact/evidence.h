/* evidence.h - where texts come from that tell what a device is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A closed list; the form of each text is in doc/identity.md. Lines of signatures name them by
 * their words.
 */
#ifndef IOT_EVIDENCE_H
#define IOT_EVIDENCE_H

#include "base/decls.h"

#include <stdbool.h>
#include <stddef.h>

IOT_BEGIN_DECLS

typedef enum iot_evidence {
    /* Link and addresses. */
    IOT_EVIDENCE_MAC_MAKER, /**< who registered the MAC's block, as the registry spells it */
    IOT_EVIDENCE_HOST_NAME, /**< of DHCP, mDNS, LLMNR or NetBIOS: its first label */
    IOT_EVIDENCE_DHCP_VENDOR_CLASS,  /**< option 60 */
    IOT_EVIDENCE_DHCP_PARAMS,        /**< option 55: "1,3,6,15" */
    IOT_EVIDENCE_DHCP_VENDOR_INFO,   /**< options 124, 125, of version 6 16, 17: "3561 text" */
    IOT_EVIDENCE_DHCP_VENDOR_OPTION, /**< of option 43: "model SB6183" */
    IOT_EVIDENCE_MUD_URL,
    IOT_EVIDENCE_BROWSER_COMMENT, /**< of a browser announcement */
    /* DNS-SD. */
    IOT_EVIDENCE_MDNS_SERVICE,  /**< "_hue._tcp" */
    IOT_EVIDENCE_MDNS_INSTANCE, /**< "_http._tcp shellyplug-s-1A2B3C" */
    IOT_EVIDENCE_MDNS_TXT,      /**< "_hap._tcp md=BSB002" */
    /* SSDP and UPnP. */
    IOT_EVIDENCE_SSDP_SERVER,
    IOT_EVIDENCE_SSDP_TYPE, /**< NT or ST */
    IOT_EVIDENCE_SSDP_USN,
    IOT_EVIDENCE_UPNP_DEVICE_TYPE,
    IOT_EVIDENCE_UPNP_FRIENDLY_NAME,
    IOT_EVIDENCE_UPNP_MANUFACTURER,
    IOT_EVIDENCE_UPNP_MODEL_NAME,
    IOT_EVIDENCE_UPNP_MODEL_DESCRIPTION,
    IOT_EVIDENCE_UPNP_MODEL_NUMBER,
    /* WS-Discovery. */
    IOT_EVIDENCE_WSD_TYPE,
    IOT_EVIDENCE_WSD_SCOPE,
    /* What network gear says. */
    IOT_EVIDENCE_LLDP_SYSTEM,
    IOT_EVIDENCE_LLDP_MANUFACTURER,
    IOT_EVIDENCE_LLDP_MODEL,
    IOT_EVIDENCE_LLTD_ROLE, /**< "nat" */
    IOT_EVIDENCE_CDP_PLATFORM,
    IOT_EVIDENCE_CDP_SOFTWARE,
    IOT_EVIDENCE_MNDP_BOARD,
    IOT_EVIDENCE_UBNT_MODEL,
    IOT_EVIDENCE_UBNT_FIRMWARE,
    IOT_EVIDENCE_SNMP_DESCRIPTION,
    IOT_EVIDENCE_SNMP_OBJECT, /**< sysObjectID below the enterprises: "11.2.3.9.1" */
    /* Programs. */
    IOT_EVIDENCE_HTTP_USER_AGENT,
    IOT_EVIDENCE_HTTP_SERVER,
    IOT_EVIDENCE_HTTP_DESCRIPTION, /**< of a document that it serves: "roku model-name 4400X" */
    IOT_EVIDENCE_HTTP_REQUEST,     /**< "www.example.com /path" */
    IOT_EVIDENCE_ANDROID_MODEL,    /**< out of a user agent: what stands before " Build/" */
    IOT_EVIDENCE_SSH_BANNER,
    IOT_EVIDENCE_TLS_SUBJECT, /**< of a local server: "CN=ubnt", one part each */
    IOT_EVIDENCE_TLS_ISSUER,
    IOT_EVIDENCE_MQTT_CLIENT,
    /* Behaviour. */
    IOT_EVIDENCE_PROTOCOL, /**< one of the makers' own that it speaks as a device: "lifx" */
    IOT_EVIDENCE_SERVICE,  /**< a port that it serves: "tcp/9100" */
    IOT_EVIDENCE_DNS_ASKS, /**< a name that it looks up or calls */
    /* The makers' own protocols. */
    IOT_EVIDENCE_KASA_MODEL,
    IOT_EVIDENCE_KASA_TYPE,
    IOT_EVIDENCE_TAPO_TYPE,
    IOT_EVIDENCE_EDIMAX_MODEL,
    IOT_EVIDENCE_LIFX_PRODUCT, /**< its number */
    IOT_EVIDENCE_YEELIGHT_MODEL,
    IOT_EVIDENCE_ROOMBA_SKU,
    IOT_EVIDENCE_WIZ_MODULE,
    IOT_EVIDENCE_GOVEE_SKU,
    IOT_EVIDENCE_MEROSS_MODEL,
    IOT_EVIDENCE_COIOT_TYPE,
    IOT_EVIDENCE_SDDP_TYPE,
    IOT_EVIDENCE_SDDP_MANUFACTURER,
    IOT_EVIDENCE_PRINTER_ID, /**< a part of an IEEE 1284 id: "MFG:Canon" */
    IOT_EVIDENCE_DDP_HOST_TYPE,
    IOT_EVIDENCE_XBOX_TYPE,
    IOT_EVIDENCE_PLEX_DEVICE_CLASS,
    IOT_EVIDENCE_SADP_MODEL,
    IOT_EVIDENCE_DHIP_VENDOR,
    IOT_EVIDENCE_DHIP_MODEL,
    IOT_EVIDENCE_PPPP_PREFIX,
    IOT_EVIDENCE_BAICHUAN_MODEL,
    IOT_EVIDENCE_HIFLYING_MODULE,
    IOT_EVIDENCE_CAST_MODEL,
    IOT_EVIDENCES
} iot_evidence;

/** "mdns.txt". Valid for ever. */
const char *iot_evidence_word(iot_evidence evidence);
/** The evidence of that word; false if it is none of the list. */
bool iot_evidence_find(const char *word, size_t length_bytes, iot_evidence *ret_evidence);

IOT_END_DECLS

#endif
