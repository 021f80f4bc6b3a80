/* contacts.c - who contacted whom, and when: streams between devices and remotes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings/contacts.h"

iot_contacts *
iot_contacts_new(iot_interned *names)
{
    iot_contacts *contacts = g_new0(iot_contacts, 1);

    contacts->all = g_array_new(FALSE, FALSE, sizeof(iot_contact));
    contacts->streams = g_hash_table_new(NULL, NULL);
    contacts->names = names;
    return contacts;
}

/* One contact per stream that has a remote, as its first flow has it. */
void
iot_contacts_add(void *into, const iot_fold_flow *flow)
{
    iot_contacts *contacts = into;
    const iot_flow_view *view = flow->view;
    gpointer stream = (gpointer)view->stream;

    if (!view->remote || !view->device || !stream)
        return;
    bool is_new = !g_hash_table_contains(contacts->streams, stream);
    if (is_new || !iot_count_is_empty(&flow->count))
        g_hash_table_insert(contacts->streams, stream,
                            GINT_TO_POINTER(!iot_count_is_empty(&flow->count)));
    if (!is_new)
        return;
    iot_contact made = {
        .device = view->device,
        .name = iot_interned_keep(contacts->names, view->name),
        .name_source = view->name_source,
        .question =
            view->answer ? iot_interned_keep(contacts->names, view->answer->question) : NULL,
        .addr = *view->remote,
        .service = view->service,
        .stream = view->stream,
        .connection = &view->stream->connection,
        .by_device = view->to_server == (view->src == view->device),
        .conversation = view->conversation,
        .pair = flow->pair,
    };
    g_array_append_val(contacts->all, made);
    for (guint p = 0; view->stream->past && p < view->stream->past->len; p++) {
        made.connection = &g_array_index(view->stream->past, iot_connection, p);
        g_array_append_val(contacts->all, made);
    }
}

/* Those that were put together have a place between others. */
static int
compare_beginnings(gconstpointer a, gconstpointer b)
{
    uint32_t x = ((const iot_contact *)a)->connection->first_frame;
    uint32_t y = ((const iot_contact *)b)->connection->first_frame;

    return x < y ? -1 : x > y;
}

static void
series_free(gpointer data)
{
    iot_series *list = data;

    g_ptr_array_unref(list->contacts);
    g_free(list);
}

void
iot_contacts_finish(iot_contacts *contacts)
{
    g_autoptr(GHashTable) known = iot_fold_keys_new(NULL);

    if (contacts->all->len > g_hash_table_size(contacts->streams))
        g_array_sort(contacts->all, compare_beginnings);
    contacts->series = g_ptr_array_new_with_free_func(series_free);
    for (guint i = 0; i < contacts->all->len; i++) {
        const iot_contact *one = &g_array_index(contacts->all, iot_contact, i);
        uint64_t key = (uint64_t)one->pair << 32 | (uint64_t)one->service.port << 16 |
                       (uint64_t)one->service.transport << 8 | one->by_device;
        iot_series *list = g_hash_table_lookup(known, &key);
        if (!list) {
            list = g_new0(iot_series, 1);
            list->first = one;
            list->contacts = g_ptr_array_new();
            g_ptr_array_add(contacts->series, list);
            g_hash_table_insert(known, iot_fold_key(key), list);
        }
        g_ptr_array_add(list->contacts, (gpointer)one);
    }
}

void
iot_contacts_free(iot_contacts *contacts)
{
    if (!contacts)
        return;
    g_clear_pointer(&contacts->series, g_ptr_array_unref);
    g_array_unref(contacts->all);
    g_hash_table_unref(contacts->streams);
    g_free(contacts);
}
