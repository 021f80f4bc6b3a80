/* rule-clear.c - what everybody on the way can read, and what devices refuse to encrypt
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings/findings-internal.h"

#include <string.h>

/* Protocols that show what they carry; those of mail begin so and may change to TLS. */
static bool
is_clear(const iot_contact *one)
{
    static const char *const clear[] = {"http", "mqtt", "telnet", "ftp", "pop",
                                        "imap", "smtp", "coap",   "rtsp"};
    const char *protocol = one->service.protocol;

    for (unsigned i = 0; protocol && i < G_N_ELEMENTS(clear); i++)
        if (strcmp(protocol, clear[i]) == 0)
            return one->connection->first_payload && !one->connection->tls_version;
    return false;
}

/* Whether a name is a domain, or below it. */
static bool
is_below(const char *name, const char *domain)
{
    gsize length = strlen(name), tail = strlen(domain);

    return length >= tail && strcmp(name + length - tail, domain) == 0 &&
           (length == tail || name[length - tail - 1] == '.');
}

/* The first label, and digits behind it. */
static bool
begins_with_label(const char *name, const char *label)
{
    gsize n = strlen(label);

    if (strncmp(name, label, n) != 0)
        return false;
    while (g_ascii_isdigit(name[n]))
        n++;
    return name[n] == '.';
}

/* What is signed, or says nothing, need not be hidden: whether a certificate still holds (RFC 6960
 * section 4.1, RFC 5280 section 4.2.1.13), and whether anybody is there. By their operators' names.
 */
static const struct {
    const char *label, *domain; /* the first label, or the domain */
    const char *told;
} harmless[] = {
    {"ocsp", NULL, "asks whether certificates hold"},
    {"crl", NULL, "asks whether certificates hold"},
    {"cacerts", NULL, "asks whether certificates hold"},
    {NULL, "lencr.org", "asks whether certificates hold"},
    {NULL, "pki.goog", "asks whether certificates hold"},
    {NULL, "ocsp.identrust.com", "asks whether certificates hold"},
    {NULL, "ocsp.sectigo.com", "asks whether certificates hold"},
    {"connectivitycheck", NULL, "looks whether it is online"},
    {"connectivity-check", NULL, "looks whether it is online"},
    {"captive", NULL, "looks whether it is online"},
    {"detectportal", NULL, "looks whether it is online"},
    {"conntest", NULL, "looks whether it is online"},
    {"network-test", NULL, "looks whether it is online"},
    {"nmcheck", NULL, "looks whether it is online"},
    {NULL, "msftconnecttest.com", "looks whether it is online"},
    {NULL, "msftncsi.com", "looks whether it is online"},
};

/* What it is for, of HTTP to such a name; NULL: nobody knows. */
static const char *
harmless_purpose(const iot_contact *one)
{
    if (one->name_source == IOT_REMOTE_ADDRESS || !one->by_device ||
        strcmp(one->service.protocol, "http") != 0)
        return NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(harmless); i++)
        if (harmless[i].label ? begins_with_label(one->name, harmless[i].label)
                              : is_below(one->name, harmless[i].domain))
            return harmless[i].told;
    return NULL;
}

static void
tell_clear_text(finder *find, const iot_contact *first, uint32_t n)
{
    const char *purpose = harmless_purpose(first);

    rules_add_contact(
        find, IOT_FINDING_CLEAR_TEXT, purpose ? IOT_SEVERITY_NOTE : IOT_SEVERITY_WARNING, first,
        first->connection->first_payload, n,
        "talks %s on port %u without encryption, in %u connection%s%s%s", first->service.protocol,
        first->service.port, n, n == 1 ? "" : "s", purpose ? ": " : "", purpose ? purpose : "");
}

void
rule_clear_text(finder *find)
{
    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_series *list = g_ptr_array_index(find->contacts->series, i);
        const iot_contact *first = NULL;
        uint32_t n = 0;
        for (guint c = 0; c < list->contacts->len; c++) {
            const iot_contact *one = g_ptr_array_index(list->contacts, c);
            if (!is_clear(one))
                continue;
            first = first ? first : one;
            n++;
        }
        if (first)
            tell_clear_text(find, first, n);
    }
}

/* The words of RFC 8446 section 6. */
static const char *
alert_word(uint8_t alert)
{
    static const char *const words[] = {"bad", "unsupported", "revoked", "expired", "unknown"};
    enum { FIRST = 42 };

    return alert >= FIRST && alert < FIRST + G_N_ELEMENTS(words) ? words[alert - FIRST]
                                                                 : "of an unknown authority";
}

/* Of the side that is no server: what a server says is of the device's certificate. */
void
rule_refuses_certificate(finder *find)
{
    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_series *list = g_ptr_array_index(find->contacts->series, i);
        const iot_contact *first = NULL;
        uint32_t n = 0;
        for (guint c = 0; c < list->contacts->len && list->first->by_device; c++) {
            const iot_contact *one = g_ptr_array_index(list->contacts, c);
            if (!one->connection->alert[!one->stream->server_side])
                continue;
            first = first ? first : one;
            n++;
        }
        if (first)
            rules_add_contact(find, IOT_FINDING_REFUSES, IOT_SEVERITY_WARNING, first,
                              first->connection->alert_frame[!first->stream->server_side], n,
                              "refuses the server's certificate on tcp/%u (%s), in %u of %u "
                              "connection%s",
                              first->service.port,
                              alert_word(first->connection->alert[!first->stream->server_side]), n,
                              list->contacts->len, list->contacts->len == 1 ? "" : "s");
    }
}
