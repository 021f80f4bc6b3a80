/* report-index.c - the findings of a report, found by what they are about
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every row asks for its own. A flood makes a finding for each of its devices, and a row for each
 * as well: looking at all of them for each row would never end.
 */
#include "base/hash.h"
#include "report/report.h"

struct iot_report_index {
    const GPtrArray *of;    /* the findings that are indexed; NULL: none yet */
    GHashTable *by_device;  /* iot_device -> GPtrArray of iot_finding */
    GHashTable *by_contact; /* "number name" -> GPtrArray of iot_finding */
};

iot_report_index *
iot_report_index_new(void)
{
    iot_report_index *index = g_new0(iot_report_index, 1);
    GDestroyNotify unref = (GDestroyNotify)g_ptr_array_unref;

    index->by_device = g_hash_table_new_full(NULL, NULL, NULL, unref);
    index->by_contact = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, unref);
    return index;
}

void
iot_report_index_free(iot_report_index *index)
{
    if (!index)
        return;
    g_hash_table_unref(index->by_device);
    g_hash_table_unref(index->by_contact);
    g_free(index);
}

static char *
contact_key(const iot_device *device, const char *name)
{
    return g_strdup_printf("%u %s", iot_device_id(device), name ? name : "");
}

/* Takes ownership of `key` if `owned`. */
static void
add(GHashTable *table, gpointer key, bool owned, iot_finding *finding)
{
    GPtrArray *list = g_hash_table_lookup(table, key);

    if (list) {
        if (owned)
            g_free(key);
    } else {
        list = g_ptr_array_new();
        g_hash_table_insert(table, key, list);
    }
    g_ptr_array_add(list, finding);
}

static iot_report_index *
up_to_date(const iot_report *report)
{
    iot_report_index *index = report->index;
    const GPtrArray *all = report->findings ? report->findings->all : NULL;

    if (index->of == all)
        return index;
    g_hash_table_remove_all(index->by_device);
    g_hash_table_remove_all(index->by_contact);
    index->of = all;
    for (guint i = 0; all && i < all->len; i++) {
        iot_finding *finding = g_ptr_array_index(all, i);
        if (!finding->device)
            continue;
        add(index->by_device, (gpointer)finding->device, false, finding);
        add(index->by_contact, contact_key(finding->device, finding->name), true, finding);
    }
    return index;
}

const GPtrArray *
iot_report_findings_of_device(const iot_report *report, const iot_device *device)
{
    return g_hash_table_lookup(up_to_date(report)->by_device, device);
}

const GPtrArray *
iot_report_findings_of_contact(const iot_report *report, const iot_device *device, const char *name)
{
    g_autofree char *key = contact_key(device, name);

    return g_hash_table_lookup(up_to_date(report)->by_contact, key);
}
