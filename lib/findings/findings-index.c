/* findings-index.c - findings by what they are about, and those that some frames prove
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "findings/findings-internal.h"

struct iot_findings_index {
    /* Each to a GPtrArray of iot_finding. */
    GHashTable *by_device;       /* iot_device */
    GHashTable *by_contact;      /* "number name" */
    GHashTable *by_frame;        /* number */
    GHashTable *by_conversation; /* number */
};

static char *
contact_key(const iot_device *device, const char *name)
{
    return g_strdup_printf("%u %s", iot_device_id(device), name ? name : "");
}

/* Returns false if the table had the key, and so did not take it. */
static bool
add(GHashTable *table, gpointer key, iot_finding *finding)
{
    GPtrArray *list = g_hash_table_lookup(table, key);
    bool is_new = !list;

    if (is_new) {
        list = g_ptr_array_new();
        g_hash_table_insert(table, key, list);
    }
    g_ptr_array_add(list, finding);
    return is_new;
}

struct iot_findings_index *
findings_index_new(const GPtrArray *all)
{
    struct iot_findings_index *index = g_new(struct iot_findings_index, 1);
    GDestroyNotify unref = (GDestroyNotify)g_ptr_array_unref;

    index->by_device = g_hash_table_new_full(NULL, NULL, NULL, unref);
    index->by_contact = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, unref);
    index->by_frame = g_hash_table_new_full(NULL, NULL, NULL, unref);
    index->by_conversation = g_hash_table_new_full(NULL, NULL, NULL, unref);
    for (guint i = 0; i < all->len; i++) {
        iot_finding *finding = g_ptr_array_index(all, i);
        add(index->by_frame, GUINT_TO_POINTER(finding->first_frame), finding);
        for (guint c = 0; c < finding->conversations->len; c++)
            add(index->by_conversation,
                GUINT_TO_POINTER(g_array_index(finding->conversations, uint32_t, c)), finding);
        if (!finding->device)
            continue;
        add(index->by_device, (gpointer)finding->device, finding);
        g_autofree char *key = contact_key(finding->device, finding->name);
        if (add(index->by_contact, key, finding))
            g_steal_pointer(&key);
    }
    return index;
}

void
findings_index_free(struct iot_findings_index *index)
{
    g_hash_table_unref(index->by_device);
    g_hash_table_unref(index->by_contact);
    g_hash_table_unref(index->by_frame);
    g_hash_table_unref(index->by_conversation);
    g_free(index);
}

iot_findings *
iot_findings_select(const iot_findings *findings, bool (*is_proof)(uint32_t frame, void *user_data),
                    void *user_data)
{
    iot_findings *some = g_new0(iot_findings, 1);

    some->all = g_ptr_array_new();
    for (guint i = 0; i < findings->all->len; i++) {
        iot_finding *finding = g_ptr_array_index(findings->all, i);
        if (is_proof(finding->first_frame, user_data))
            g_ptr_array_add(some->all, finding);
    }
    some->index = findings_index_new(some->all);
    return some;
}

const GPtrArray *
iot_findings_of_device(const iot_findings *findings, const iot_device *device)
{
    return findings ? g_hash_table_lookup(findings->index->by_device, device) : NULL;
}

const GPtrArray *
iot_findings_of_contact(const iot_findings *findings, const iot_device *device, const char *name)
{
    g_autofree char *key = findings ? contact_key(device, name) : NULL;

    return findings ? g_hash_table_lookup(findings->index->by_contact, key) : NULL;
}

const GPtrArray *
iot_findings_of_frame(const iot_findings *findings, uint32_t frame)
{
    return findings ? g_hash_table_lookup(findings->index->by_frame, GUINT_TO_POINTER(frame))
                    : NULL;
}

const GPtrArray *
iot_findings_of_conversation(const iot_findings *findings, uint32_t number)
{
    return findings
               ? g_hash_table_lookup(findings->index->by_conversation, GUINT_TO_POINTER(number))
               : NULL;
}
