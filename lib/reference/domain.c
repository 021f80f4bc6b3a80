/* domain.c - whose name a DNS name is, and which names hosts can have
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * libpsl's own psl_registrable_domain goes by the list's private part too, which tells the
 * customers of a cloud apart; for people's questions they are the cloud.
 */
#include "reference/domain.h"

#include <glib.h>
#include <string.h>

#include "base/addr.h"
#include "base/host-name.h"
#ifdef IOT_WITHOUT_PSL
#include "reference/psl-none.h"
#else
#include <libpsl.h>
#endif

#define DNS_NAME_MAX  253 /* RFC 1035's 255 less the length bytes of first label and root */
#define DNS_LABEL_MAX 63

const char *
iot_domain_of(const char *name)
{
    const psl_ctx_t *list = psl_builtin();
    const char *best = NULL;
    iot_addr addr;

    if (!list || iot_addr_parse(name, &addr))
        return NULL;
    for (const char *part = name; part; part = strchr(part, '.')) {
        part += *part == '.';
        if (!*part || *part == '.')
            return NULL;
        if (psl_is_public_suffix2(list, part, PSL_TYPE_ICANN))
            return best;
        best = part;
    }
    return NULL;
}

/* Not by the rule of the list that takes every last label for a suffix: "lan" is in no list, and
 * many a router's name ends so. Without a list anything could have been registered. */
bool
iot_domain_is_public(const char *name)
{
    const psl_ctx_t *list = psl_builtin();
    const char *last = strrchr(name, '.');

    return last && iot_host_meaning_of(name) != IOT_HOST_OF_HOME &&
           (!list || psl_is_public_suffix2(list, last + 1, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE));
}

bool
iot_domain_is_label(const char *label)
{
    size_t length = strlen(label);

    if (length == 0 || length > DNS_LABEL_MAX)
        return false;
    for (const char *p = label; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '-' && *p != '_')
            return false;
    return label[0] != '-' && g_ascii_isalnum(label[length - 1]);
}

static bool
is_number(const char *label)
{
    if (label[0] == '0' && (label[1] == 'x' || label[1] == 'X'))
        return strspn(label + 2, "0123456789abcdefABCDEF") == strlen(label + 2);
    return strspn(label, "0123456789") == strlen(label);
}

bool
iot_domain_is_host_name(const char *name)
{
    iot_addr addr;
    iot_mac mac;

    if (strlen(name) > DNS_NAME_MAX || iot_addr_parse(name, &addr) || iot_mac_parse(name, &mac))
        return false;
    g_auto(GStrv) labels = g_strsplit(name, ".", -1);
    guint count = g_strv_length(labels);
    for (guint i = 0; i < count; i++)
        if (!iot_domain_is_label(labels[i]))
            return false;
    return count > 0 && !is_number(labels[count - 1]);
}

bool
iot_domain_is_reserved(const char *name)
{
    static const char *const anywhere[] = {"wpad", "isatap"};
    g_autofree char *folded = g_ascii_strdown(name, -1);
    g_autofree char *first = g_strndup(folded, strcspn(folded, "."));

    for (unsigned i = 0; i < G_N_ELEMENTS(anywhere); i++)
        if (strcmp(first, anywhere[i]) == 0)
            return true;
    return iot_host_meaning_of(folded) == IOT_HOST_SELF;
}
