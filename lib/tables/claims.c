/* claims.c - the names that hosts gave themselves, in the order in which they did first
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/claims.h"

#include "base/budget.h"
#include "base/text.h"

#include <string.h>

/* The last name from one source counts, and those before it hardly. */
#define LAST_FACTOR 16
/* With those of devices, as spelt and as shown. */
#define COPIES 3

struct iot_claims {
    iot_said_list list;
    GHashTable *latest; /* iot_said* in it: what each claimant said last from each source */
    iot_revision changes[IOT_NAME_SOURCES]; /* how often a claimant told another name than before */
};

/* The same of the same, as long as its address is nobody else's. */
static gboolean
is_same(gconstpointer one, gconstpointer other)
{
    return iot_said_equal(one, other) &&
           ((const iot_said *)one)->place == ((const iot_said *)other)->place;
}

iot_claims *
iot_claims_new(void)
{
    iot_claims *claims = g_new0(iot_claims, 1);

    iot_said_list_init(&claims->list, iot_said_hash, is_same, IOT_CLAIMS_MAX, COPIES,
                       IOT_BUDGET_ELEMENT_BYTES(sizeof(void *)) + IOT_BUDGET_ENTRY_BYTES);
    claims->latest = g_hash_table_new(iot_said_source_hash, iot_said_source_equal);
    return claims;
}

void
iot_claims_free(iot_claims *claims)
{
    if (!claims)
        return;
    g_hash_table_unref(claims->latest);
    iot_said_list_clear(&claims->list);
    g_free(claims);
}

char *
iot_claim_name(iot_name_source source, const char *raw)
{
    char *clean = iot_text_clean(raw, -1);

    if (!clean || source == IOT_NAME_SSDP || source == IOT_NAME_LABEL)
        return clean;
    gsize length = strlen(clean);
    if (length > 0 && clean[length - 1] == '.')
        clean[--length] = '\0';
    if (source == IOT_NAME_MDNS && length > 6 &&
        g_ascii_strcasecmp(clean + length - 6, ".local") == 0)
        clean[length - 6] = '\0';
    return clean;
}

bool
iot_claims_is_repeated(iot_claims *claims, const iot_said *claim)
{
    iot_said *last = g_hash_table_lookup(claims->latest, claim);
    bool repeated = last && is_same(last, claim) && last->changes == claims->changes[claim->kind];

    if (repeated)
        last->again_frame = claim->frame;
    return repeated;
}

static void
renew(iot_said *known, uint32_t frame)
{
    known->last_frame = known->again_frame = frame;
}

const iot_said *
iot_claims_add(iot_claims *claims, const iot_said *claim, const iot_said **ret_beside)
{
    iot_said *before = g_hash_table_lookup(claims->latest, claim);
    bool is_other = !before || strcmp(before->text, claim->text) != 0;
    iot_said *kept = g_hash_table_lookup(claims->list.known, claim);

    *ret_beside = NULL;
    if (!kept)
        kept = iot_said_list_add(&claims->list, claim);
    if (!kept)
        return NULL;
    renew(kept, claim->frame);
    kept->changes = claims->changes[claim->kind] += is_other;
    g_hash_table_add(claims->latest, kept);
    if (before && before != kept && before->again_frame == claim->frame) {
        renew(before, claim->frame);
        *ret_beside = before;
    }
    return kept;
}

uint32_t
iot_claims_count(const iot_claims *claims)
{
    return claims->list.all->len;
}

const iot_said *
iot_claims_get(const iot_claims *claims, uint32_t i)
{
    return iot_said_list_get(&claims->list, i);
}

uint64_t
iot_claims_bytes(const iot_claims *claims)
{
    return claims->list.bytes;
}

typedef struct weighing {
    const iot_claims *claims;
    iot_said_fn packets;
    void *user_data;
} weighing;

static uint64_t
weight_of(const iot_said *one, void *data)
{
    const weighing *with = data;
    bool is_last = g_hash_table_lookup(with->claims->latest, one) == one;

    return is_last ? (1 + with->packets(one, with->user_data)) * LAST_FACTOR : 1;
}

/* What is said last stands, as far as claims of others that were there before go. */
void
iot_claims_prune(iot_claims *claims, uint64_t bytes, iot_said_fn packets, void *user_data)
{
    weighing with = {claims, packets, user_data};

    iot_said_list_prune(&claims->list, bytes, weight_of, &with);
    g_hash_table_remove_all(claims->latest);
    for (guint i = 0; i < claims->list.all->len; i++) {
        iot_said *one = g_ptr_array_index(claims->list.all, i);
        const iot_said *other = g_hash_table_lookup(claims->latest, one);
        one->changes = claims->changes[one->kind];
        if (!other || other->last_frame <= one->last_frame)
            g_hash_table_add(claims->latest, one);
    }
}

uint64_t
iot_claims_dropped(const iot_claims *claims)
{
    return claims->list.dropped;
}
