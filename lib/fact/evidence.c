/* evidence.c - where texts come from that tell what a device is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fact/evidence.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

static const char *const evidence_words[] = {
    [IOT_EVIDENCE_MAC_MAKER] = "mac.maker",
    [IOT_EVIDENCE_HOST_NAME] = "host.name",
    [IOT_EVIDENCE_DHCP_VENDOR_CLASS] = "dhcp.vendor_class",
    [IOT_EVIDENCE_DHCP_PARAMS] = "dhcp.params",
    [IOT_EVIDENCE_DHCP_VENDOR_INFO] = "dhcp.vendor_info",
    [IOT_EVIDENCE_DHCP_VENDOR_OPTION] = "dhcp.vendor_option",
    [IOT_EVIDENCE_MUD_URL] = "mud.url",
    [IOT_EVIDENCE_BROWSER_COMMENT] = "browser.comment",
    [IOT_EVIDENCE_MDNS_SERVICE] = "mdns.service",
    [IOT_EVIDENCE_MDNS_INSTANCE] = "mdns.instance",
    [IOT_EVIDENCE_MDNS_TXT] = "mdns.txt",
    [IOT_EVIDENCE_SSDP_SERVER] = "ssdp.server",
    [IOT_EVIDENCE_SSDP_TYPE] = "ssdp.type",
    [IOT_EVIDENCE_SSDP_USN] = "ssdp.usn",
    [IOT_EVIDENCE_UPNP_DEVICE_TYPE] = "upnp.deviceType",
    [IOT_EVIDENCE_UPNP_FRIENDLY_NAME] = "upnp.friendlyName",
    [IOT_EVIDENCE_UPNP_MANUFACTURER] = "upnp.manufacturer",
    [IOT_EVIDENCE_UPNP_MODEL_NAME] = "upnp.modelName",
    [IOT_EVIDENCE_UPNP_MODEL_DESCRIPTION] = "upnp.modelDescription",
    [IOT_EVIDENCE_UPNP_MODEL_NUMBER] = "upnp.modelNumber",
    [IOT_EVIDENCE_WSD_TYPE] = "wsd.type",
    [IOT_EVIDENCE_WSD_SCOPE] = "wsd.scope",
    [IOT_EVIDENCE_LLDP_SYSTEM] = "lldp.system",
    [IOT_EVIDENCE_LLDP_MANUFACTURER] = "lldp.manufacturer",
    [IOT_EVIDENCE_LLDP_MODEL] = "lldp.model",
    [IOT_EVIDENCE_LLTD_ROLE] = "lltd.role",
    [IOT_EVIDENCE_CDP_PLATFORM] = "cdp.platform",
    [IOT_EVIDENCE_CDP_SOFTWARE] = "cdp.software",
    [IOT_EVIDENCE_MNDP_BOARD] = "mndp.board",
    [IOT_EVIDENCE_UBNT_MODEL] = "ubnt.model",
    [IOT_EVIDENCE_UBNT_FIRMWARE] = "ubnt.firmware",
    [IOT_EVIDENCE_SNMP_DESCRIPTION] = "snmp.description",
    [IOT_EVIDENCE_SNMP_OBJECT] = "snmp.object",
    [IOT_EVIDENCE_HTTP_USER_AGENT] = "http.user_agent",
    [IOT_EVIDENCE_HTTP_SERVER] = "http.server",
    [IOT_EVIDENCE_HTTP_DESCRIPTION] = "http.description",
    [IOT_EVIDENCE_HTTP_REQUEST] = "http.request",
    [IOT_EVIDENCE_ANDROID_MODEL] = "android.model",
    [IOT_EVIDENCE_SSH_BANNER] = "ssh.banner",
    [IOT_EVIDENCE_TLS_SUBJECT] = "tls.subject",
    [IOT_EVIDENCE_TLS_ISSUER] = "tls.issuer",
    [IOT_EVIDENCE_MQTT_CLIENT] = "mqtt.client",
    [IOT_EVIDENCE_PROTOCOL] = "protocol",
    [IOT_EVIDENCE_SERVICE] = "service",
    [IOT_EVIDENCE_DNS_ASKS] = "dns.asks",
    [IOT_EVIDENCE_KASA_MODEL] = "kasa.model",
    [IOT_EVIDENCE_KASA_TYPE] = "kasa.type",
    [IOT_EVIDENCE_TAPO_TYPE] = "tapo.type",
    [IOT_EVIDENCE_EDIMAX_MODEL] = "edimax.model",
    [IOT_EVIDENCE_LIFX_PRODUCT] = "lifx.product",
    [IOT_EVIDENCE_YEELIGHT_MODEL] = "yeelight.model",
    [IOT_EVIDENCE_ROOMBA_SKU] = "roomba.sku",
    [IOT_EVIDENCE_WIZ_MODULE] = "wiz.module",
    [IOT_EVIDENCE_GOVEE_SKU] = "govee.sku",
    [IOT_EVIDENCE_MEROSS_MODEL] = "meross.model",
    [IOT_EVIDENCE_COIOT_TYPE] = "coiot.type",
    [IOT_EVIDENCE_SDDP_TYPE] = "sddp.type",
    [IOT_EVIDENCE_SDDP_MANUFACTURER] = "sddp.manufacturer",
    [IOT_EVIDENCE_PRINTER_ID] = "printer.id",
    [IOT_EVIDENCE_DDP_HOST_TYPE] = "ddp.host_type",
    [IOT_EVIDENCE_XBOX_TYPE] = "xbox.type",
    [IOT_EVIDENCE_PLEX_DEVICE_CLASS] = "plex.device_class",
    [IOT_EVIDENCE_SADP_MODEL] = "sadp.model",
    [IOT_EVIDENCE_DHIP_VENDOR] = "dhip.vendor",
    [IOT_EVIDENCE_DHIP_MODEL] = "dhip.model",
    [IOT_EVIDENCE_PPPP_PREFIX] = "pppp.prefix",
    [IOT_EVIDENCE_BAICHUAN_MODEL] = "baichuan.model",
    [IOT_EVIDENCE_HIFLYING_MODULE] = "hiflying.module",
    [IOT_EVIDENCE_CAST_MODEL] = "cast.model",
};
static_assert(G_N_ELEMENTS(evidence_words) == IOT_EVIDENCES, "each evidence has a word");

const char *
iot_evidence_word(iot_evidence evidence)
{
    return evidence_words[evidence];
}

bool
iot_evidence_find(const char *word, size_t length_bytes, iot_evidence *ret_evidence)
{
    for (unsigned i = 0; i < IOT_EVIDENCES; i++) {
        if (strlen(evidence_words[i]) != length_bytes ||
            memcmp(evidence_words[i], word, length_bytes) != 0)
            continue;
        *ret_evidence = i;
        return true;
    }
    return false;
}
