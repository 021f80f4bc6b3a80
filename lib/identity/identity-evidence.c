/* identity-evidence.c - how much each evidence is worth, and what it is called
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "identity/identity-internal.h"

#include <string.h>

/* What of a text is shown as evidence. The rest can name people, places and numbers of pieces. */
typedef enum shown { SHOWN_NONE, SHOWN_SERVICE, SHOWN_KEY, SHOWN_ALL } shown;

typedef struct nature {
    evidence_trust trust;
    evidence_family family;
    shown shown;
} nature;

static nature
nature_of(iot_evidence evidence)
{
    switch (evidence) {
    case IOT_EVIDENCE_MAC_MAKER:
        return (nature){TRUST_STATEMENT, FAMILY_LINK, SHOWN_ALL};
    case IOT_EVIDENCE_HOST_NAME:
        return (nature){TRUST_MENTION, FAMILY_HOST, SHOWN_NONE};
    case IOT_EVIDENCE_DHCP_VENDOR_CLASS:
    case IOT_EVIDENCE_DHCP_VENDOR_INFO:
        return (nature){TRUST_STATEMENT, FAMILY_DHCP_CLASS, SHOWN_NONE};
    case IOT_EVIDENCE_DHCP_PARAMS:
        return (nature){TRUST_MENTION, FAMILY_DHCP_PARAMS, SHOWN_NONE};
    case IOT_EVIDENCE_MDNS_TXT:
        return (nature){TRUST_STATEMENT, FAMILY_MDNS, SHOWN_KEY};
    case IOT_EVIDENCE_MDNS_INSTANCE:
    case IOT_EVIDENCE_MDNS_SERVICE:
        return (nature){TRUST_STATEMENT, FAMILY_MDNS, SHOWN_SERVICE};
    case IOT_EVIDENCE_SSDP_SERVER:
    case IOT_EVIDENCE_SSDP_USN:
        return (nature){TRUST_MENTION, FAMILY_UPNP, SHOWN_NONE};
    case IOT_EVIDENCE_SSDP_TYPE:
        return (nature){TRUST_MENTION, FAMILY_UPNP, SHOWN_ALL};
    case IOT_EVIDENCE_UPNP_DEVICE_TYPE:
    case IOT_EVIDENCE_UPNP_FRIENDLY_NAME:
    case IOT_EVIDENCE_UPNP_MANUFACTURER:
    case IOT_EVIDENCE_UPNP_MODEL_NAME:
    case IOT_EVIDENCE_UPNP_MODEL_DESCRIPTION:
    case IOT_EVIDENCE_UPNP_MODEL_NUMBER:
    case IOT_EVIDENCE_WSD_SCOPE:
        return (nature){TRUST_STATEMENT, FAMILY_UPNP, SHOWN_NONE};
    case IOT_EVIDENCE_WSD_TYPE:
        return (nature){TRUST_MENTION, FAMILY_UPNP, SHOWN_NONE};
    case IOT_EVIDENCE_HTTP_SERVER:
    case IOT_EVIDENCE_TLS_SUBJECT:
    case IOT_EVIDENCE_TLS_ISSUER:
    case IOT_EVIDENCE_SSH_BANNER:
        return (nature){TRUST_MENTION, FAMILY_SERVES, SHOWN_NONE};
    case IOT_EVIDENCE_SERVICE:
        return (nature){TRUST_MENTION, FAMILY_SERVES, SHOWN_ALL};
    case IOT_EVIDENCE_HTTP_USER_AGENT:
    case IOT_EVIDENCE_HTTP_REQUEST:
    case IOT_EVIDENCE_ANDROID_MODEL:
    case IOT_EVIDENCE_MQTT_CLIENT:
        return (nature){TRUST_PROGRAM, FAMILY_PROGRAM, SHOWN_NONE};
    case IOT_EVIDENCE_DNS_ASKS:
        return (nature){TRUST_PROGRAM, FAMILY_ASKS, SHOWN_ALL};
    case IOT_EVIDENCE_BROWSER_COMMENT:
        return (nature){TRUST_MENTION, FAMILY_HOST, SHOWN_NONE};
    case IOT_EVIDENCE_PROTOCOL:
        return (nature){TRUST_STATEMENT, FAMILY_OWN, SHOWN_ALL};
    case IOT_EVIDENCE_LLDP_SYSTEM:
    case IOT_EVIDENCE_LLDP_MANUFACTURER:
    case IOT_EVIDENCE_LLDP_MODEL:
    case IOT_EVIDENCE_CDP_PLATFORM:
    case IOT_EVIDENCE_CDP_SOFTWARE:
    case IOT_EVIDENCE_SNMP_DESCRIPTION:
    case IOT_EVIDENCE_SNMP_OBJECT:
        return (nature){TRUST_STATEMENT, FAMILY_GEAR, SHOWN_NONE};
    default:
        return (nature){TRUST_STATEMENT, FAMILY_OWN, SHOWN_NONE};
    }
}

evidence_trust
identity_trust(iot_evidence evidence)
{
    return nature_of(evidence).trust;
}

evidence_family
identity_family(iot_evidence evidence)
{
    return nature_of(evidence).family;
}

/* "mdns.txt _hap._tcp md=BSB002" is shown as "mdns _hap._tcp md". */
static gsize
shown_bytes(const iot_identity_text *text)
{
    switch (nature_of(text->evidence).shown) {
    case SHOWN_SERVICE:
        return strcspn(text->text, " ");
    case SHOWN_KEY:
        return strcspn(text->text, "=");
    case SHOWN_ALL:
        return strlen(text->text);
    case SHOWN_NONE:
        break;
    }
    return 0;
}

char *
identity_source(const iot_identity_text *text)
{
    const char *word = iot_evidence_word(text->evidence);
    gsize bytes = shown_bytes(text);
    bool is_mdns = g_str_has_prefix(word, "mdns.");
    GString *source = g_string_new_len(word, is_mdns ? 4 : (gssize)strlen(word));

    for (char *at = source->str; *at; at++)
        if (*at == '.' || *at == '_')
            *at = ' ';
    if (bytes > 0) {
        g_string_append_c(source, ' ');
        g_string_append_len(source, text->text, (gssize)bytes);
    }
    return g_string_free(source, FALSE);
}
