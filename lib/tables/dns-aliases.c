/* dns-aliases.c - what a client was told to be an alias, moments ago
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/dns-aliases.h"

#include "base/hash.h"
#include "base/text.h"
#include "reference/domain.h"

typedef struct alias {
    iot_addr client;
    char *target;   /* clean, lower case; NULL: the place is free */
    char *question; /* as well */
    int64_t time_ns;
} alias;

struct iot_dns_aliases {
    alias all[IOT_DNS_ALIASES_MAX]; /* a ring */
    guint next;                     /* the oldest, whose place is taken next */
    GHashTable *latest;             /* alias* of a client and a target -> itself */
};

static guint
alias_hash(gconstpointer key)
{
    const alias *one = key;

    return iot_addr_hash(&one->client) ^ iot_hash_text(one->target);
}

static gboolean
alias_equal(gconstpointer a, gconstpointer b)
{
    const alias *x = a, *y = b;

    return iot_addr_equal(&x->client, &y->client) && g_str_equal(x->target, y->target);
}

static char *
folded(const char *raw)
{
    g_autofree char *clean = raw ? iot_text_clean(raw, -1) : NULL;

    return clean ? iot_text_fold(clean) : NULL;
}

iot_dns_aliases *
iot_dns_aliases_new(void)
{
    iot_dns_aliases *aliases = g_new0(iot_dns_aliases, 1);

    aliases->latest = g_hash_table_new(alias_hash, alias_equal);
    return aliases;
}

/* Frees a place of the ring. A later alias of the same target has the table's entry. */
static void
forget(iot_dns_aliases *aliases, alias *one)
{
    if (one->target && g_hash_table_lookup(aliases->latest, one) == one)
        g_hash_table_remove(aliases->latest, one);
    g_clear_pointer(&one->target, g_free);
    g_clear_pointer(&one->question, g_free);
}

void
iot_dns_aliases_free(iot_dns_aliases *aliases)
{
    if (!aliases)
        return;
    for (guint i = 0; i < IOT_DNS_ALIASES_MAX; i++)
        forget(aliases, &aliases->all[i]);
    g_hash_table_unref(aliases->latest);
    g_free(aliases);
}

void
iot_dns_aliases_observe(iot_dns_aliases *aliases, const iot_addr *client, const char *target,
                        const char *question, int64_t time_ns)
{
    alias *one = &aliases->all[aliases->next];
    /* The question may be that of the one that goes. */
    char *new_target = folded(target), *new_question = folded(question);

    forget(aliases, one);
    *one = (alias){
        .client = *client, .target = new_target, .question = new_question, .time_ns = time_ns};
    if (!one->target || !one->question || g_str_equal(one->target, one->question)) {
        forget(aliases, one);
        return;
    }
    g_hash_table_replace(aliases->latest, one, one);
    aliases->next = (aliases->next + 1) % IOT_DNS_ALIASES_MAX;
}

const char *
iot_dns_aliases_lookup(const iot_dns_aliases *aliases, const iot_addr *client, const char *question,
                       int64_t asked_ns)
{
    g_autofree char *target = folded(question);
    alias key = {.client = *client, .target = target};
    const alias *found = target ? g_hash_table_lookup(aliases->latest, &key) : NULL;

    if (!found || asked_ns < found->time_ns || asked_ns - found->time_ns >= IOT_DNS_ALIASES_NS)
        return NULL;
    return g_strcmp0(iot_domain_of(found->target), iot_domain_of(found->question)) != 0
               ? found->question
               : NULL;
}
