/* contacts.c - who contacted whom, and when: streams between devices and remotes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings/contacts.h"

#include "base/hash.h"

/* Those that were put together have a place between others. */
static int
compare_beginnings(gconstpointer a, gconstpointer b)
{
    uint32_t x = ((const iot_contact *)a)->connection->first_frame;
    uint32_t y = ((const iot_contact *)b)->connection->first_frame;

    return x < y ? -1 : x > y;
}

/* One contact per stream that has a remote. */
static void
gather_contacts(iot_contacts *contacts, const iot_capture *capture)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    bool any_past = false;

    for (uint32_t i = 0; i < iot_capture_flows(capture); i++) {
        iot_flow_view view;
        iot_capture_describe(capture, iot_capture_flow_at(capture, i), &view);
        if (!view.remote || !view.device || !view.stream ||
            !g_hash_table_add(seen, (gpointer)view.stream))
            continue;
        iot_contact made = {
            .device = view.device,
            .name = iot_interned_keep(contacts->interned, view.name),
            .name_source = view.name_source,
            .question =
                view.answer ? iot_interned_keep(contacts->interned, view.answer->question) : NULL,
            .addr = *view.remote,
            .service = view.service,
            .stream = view.stream,
            .connection = &view.stream->connection,
            .by_device = view.to_server == (view.src == view.device),
            .conversation = view.conversation,
        };
        g_array_append_val(contacts->all, made);
        for (guint p = 0; view.stream->past && p < view.stream->past->len; p++) {
            made.connection = &g_array_index(view.stream->past, iot_connection, p);
            g_array_append_val(contacts->all, made);
            any_past = true;
        }
    }
    if (any_past)
        g_array_sort(contacts->all, compare_beginnings);
}

static void
series_free(gpointer data)
{
    iot_series *list = data;

    g_ptr_array_unref(list->contacts);
    g_free(list);
}

static void
gather_series(iot_contacts *contacts)
{
    g_autoptr(GHashTable) known = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);

    for (guint i = 0; i < contacts->all->len; i++) {
        const iot_contact *one = &g_array_index(contacts->all, iot_contact, i);
        char *key = g_strdup_printf("%u %d %d %u %s", iot_device_id(one->device), one->by_device,
                                    one->service.transport, one->service.port, one->name);
        iot_series *list = g_hash_table_lookup(known, key);
        if (list) {
            g_free(key);
        } else {
            list = g_new0(iot_series, 1);
            list->first = one;
            list->contacts = g_ptr_array_new();
            g_ptr_array_add(contacts->series, list);
            g_hash_table_insert(known, key, list);
        }
        g_ptr_array_add(list->contacts, (gpointer)one);
    }
}

iot_contacts *
iot_contacts_new(const iot_capture *capture)
{
    iot_contacts *contacts = g_new0(iot_contacts, 1);

    contacts->all = g_array_new(FALSE, FALSE, sizeof(iot_contact));
    contacts->series = g_ptr_array_new_with_free_func(series_free);
    contacts->interned = iot_interned_new();
    gather_contacts(contacts, capture);
    gather_series(contacts);
    return contacts;
}

void
iot_contacts_free(iot_contacts *contacts)
{
    if (!contacts)
        return;
    g_ptr_array_unref(contacts->series);
    g_array_unref(contacts->all);
    iot_interned_free(contacts->interned);
    g_free(contacts);
}
