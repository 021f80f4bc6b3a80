/* mud.c - what devices may do by their Manufacturer Usage Descriptions
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/file-text.h"
#include "base/hash.h"
#include "base/text.h"
#include "reference/mud/mud-internal.h"

#include <string.h>

/* Where a document says whom it is about, best first. */
typedef enum name_source { NAME_FILE, NAME_URL, NAME_SYSTEMINFO, NAME_SOURCES } name_source;

struct iot_mud_files {
    GPtrArray *all;                    /* of iot_mud */
    GHashTable *by_mac;                /* "aa:bb:..." -> iot_mud */
    GHashTable *by_name[NAME_SOURCES]; /* slug -> iot_mud */
    unsigned entries_left;
};

/* While one file is read. */
typedef struct taking {
    iot_mud_files *files;
    const char *file; /* without directory, clean */
} taking;

iot_mud_files *
iot_mud_files_new(void)
{
    iot_mud_files *files = g_new0(iot_mud_files, 1);

    files->all = g_ptr_array_new_with_free_func(mud_free);
    files->by_mac = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    for (unsigned i = 0; i < NAME_SOURCES; i++)
        files->by_name[i] = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    files->entries_left = IOT_MUD_ALL_ENTRIES_MAX;
    return files;
}

void
iot_mud_files_free(iot_mud_files *files)
{
    if (!files)
        return;
    for (unsigned i = 0; i < NAME_SOURCES; i++)
        g_hash_table_unref(files->by_name[i]);
    g_hash_table_unref(files->by_mac);
    g_ptr_array_unref(files->all);
    g_free(files);
}

unsigned
iot_mud_count(const iot_mud_files *files)
{
    return files->all->len;
}

/* ---- whom it is about ---- */

/* Twelve digits, or six pairs with the same separator between them. */
static bool
mac_at(const char *text, iot_mac *ret_mac)
{
    char separator = g_ascii_isxdigit(text[0]) && g_ascii_isxdigit(text[1]) ? text[2] : '\0';
    iot_mac mac;

    if (!separator || (!g_ascii_isxdigit(separator) && !strchr("-:._", separator)))
        return false;
    for (unsigned i = 0; i < sizeof mac.bytes; i++) {
        if (!g_ascii_isxdigit(text[0]) || !g_ascii_isxdigit(text[1]))
            return false;
        mac.bytes[i] =
            (uint8_t)(g_ascii_xdigit_value(text[0]) << 4 | g_ascii_xdigit_value(text[1]));
        text += 2;
        if (i + 1 < sizeof mac.bytes && !g_ascii_isxdigit(separator) && *text++ != separator)
            return false;
    }
    *ret_mac = mac;
    return !g_ascii_isalnum(*text) && iot_mac_is_station(&mac);
}

static bool
find_mac(const char *text, iot_mac *ret_mac)
{
    for (const char *p = text; p && *p; p++)
        if ((p == text || !g_ascii_isalnum(p[-1])) && mac_at(p, ret_mac))
            return true;
    return false;
}

static void
add_key(GHashTable *table, char *key, iot_mud *mud)
{
    if (g_hash_table_contains(table, key))
        g_free(key);
    else
        g_hash_table_insert(table, key, mud);
}

/* Our own export writes "NAME (WHAT IT IS)". */
static void
add_systeminfo(iot_mud_files *files, iot_mud *mud)
{
    GHashTable *table = files->by_name[NAME_SYSTEMINFO];
    const char *vendor = g_strrstr(mud->systeminfo, " (");

    add_key(table, iot_text_slug(mud->systeminfo), mud);
    if (vendor && vendor > mud->systeminfo) {
        g_autofree char *name = g_strndup(mud->systeminfo, (gsize)(vendor - mud->systeminfo));
        add_key(table, iot_text_slug(name), mud);
    }
}

/* A document with a MAC is about that device, and not about others of its name. */
static void
take(iot_mud *mud, bool is_alone, void *user_data)
{
    const taking *now = user_data;
    iot_mud_files *files = now->files;
    g_autofree char *stem = NULL;
    char text[IOT_MAC_TEXT];
    iot_mac mac;

    mud->file = g_strdup(now->file);
    g_ptr_array_add(files->all, mud);
    if (is_alone)
        stem = g_str_has_suffix(now->file, ".json")
                   ? g_strndup(now->file, strlen(now->file) - strlen(".json"))
                   : g_strdup(now->file);
    if (find_mac(stem, &mac) || find_mac(mud->url_name, &mac) || find_mac(mud->systeminfo, &mac)) {
        add_key(files->by_mac, g_strdup(iot_mac_format(&mac, text)), mud);
        return;
    }
    if (stem)
        add_key(files->by_name[NAME_FILE], iot_text_slug(stem), mud);
    if (mud->url_name)
        add_key(files->by_name[NAME_URL], iot_text_slug(mud->url_name), mud);
    if (mud->systeminfo)
        add_systeminfo(files, mud);
}

const iot_mud *
iot_mud_find(const iot_mud_files *files, const iot_mac *mac, const char *name)
{
    char text[IOT_MAC_TEXT];
    const iot_mud *found =
        iot_mac_is_set(mac) ? g_hash_table_lookup(files->by_mac, iot_mac_format(mac, text)) : NULL;

    if (found || !name)
        return found;
    g_autofree char *slug = iot_text_slug(name);
    for (unsigned i = 0; i < NAME_SOURCES && !found; i++)
        found = g_hash_table_lookup(files->by_name[i], slug);
    return found;
}

const char *
iot_mud_file(const iot_mud *mud)
{
    return mud->file;
}

/* ---- what it allows ---- */

static bool
is_port_in(const mud_ports *ports, uint16_t port)
{
    return !ports->is_set || ((port >= ports->low && port <= ports->high) != ports->negated);
}

/* The client's port is not known. An entry about that alone is about what the client serves. */
static bool
are_ports_met(const mud_entry *entry, const iot_mud_contact *contact)
{
    const mud_ports *server = contact->by_device ? &entry->remote : &entry->device;
    const mud_ports *client = contact->by_device ? &entry->device : &entry->remote;

    return is_port_in(server, contact->port) && (server->is_set || !client->is_set);
}

static bool
is_peer_met(const mud_entry *entry, const iot_mud_contact *contact)
{
    if ((entry->peers == MUD_LOCAL && !contact->local) ||
        (entry->peers == MUD_RESOLVER && !contact->resolver) ||
        (entry->peers == MUD_TIME_SERVER && !contact->time_server))
        return false;
    if (entry->name && (!contact->name || g_ascii_strcasecmp(entry->name, contact->name) != 0))
        return false;
    return entry->prefix.addr.family == 0 || iot_prefix_contains(&entry->prefix, &contact->addr);
}

static bool
is_protocol_met(const mud_entry *entry, const iot_mud_contact *contact)
{
    uint8_t ip_protocol = contact->transport == IOT_TRANSPORT_TCP   ? 6
                          : contact->transport == IOT_TRANSPORT_UDP ? 17
                                                                    : 0;

    return (entry->ip_protocol == 0 || entry->ip_protocol == ip_protocol) &&
           (entry->family == 0 || !iot_addr_is_set(&contact->addr) ||
            entry->family == contact->addr.family);
}

bool
iot_mud_allows(const iot_mud *mud, const iot_mud_contact *contact)
{
    for (guint i = 0; i < mud->entries->len; i++) {
        const mud_entry *entry = &g_array_index(mud->entries, mud_entry, i);
        if (entry->from_device == contact->by_device &&
            !(contact->by_device ? entry->begun_by_other : entry->begun_by_device) &&
            is_protocol_met(entry, contact) && is_peer_met(entry, contact) &&
            are_ports_met(entry, contact))
            return entry->accept;
    }
    return false;
}

/* ---- files ---- */

void
iot_mud_read_text(iot_mud_files *files, const char *label, const char *text, gsize length_bytes,
                  GPtrArray *problems)
{
    g_autofree char *base = g_path_get_basename(label);
    g_autofree char *file = iot_text_clean(base, -1);
    taking now = {files, file ? file : ""};
    mud_reader reader = {.label = label, .problems = problems, .entries_left = files->entries_left};

    mud_read_documents(&reader, text, length_bytes, take, &now);
    files->entries_left = reader.entries_left;
    if (problems && reader.n_problems > IOT_MUD_PROBLEMS_MAX)
        g_ptr_array_add(problems, g_strdup_printf("%s: … and %u more", label,
                                                  reader.n_problems - IOT_MUD_PROBLEMS_MAX));
}

/* Why a file was not read; NULL if it was. A pipe would keep us waiting, a device has no end. */
static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Reads what there is room for; true: go on. */
static bool
load_one(const char *path, gsize *left_bytes, GPtrArray *texts, GPtrArray *problems)
{
    g_autoptr(GError) error = NULL;
    iot_file_text *file = iot_file_text_read(path, IOT_MUD_FILE_MAX_BYTES, true, &error);

    if (!file && problems)
        g_ptr_array_add(problems, g_strdup(error->message));
    if (!file)
        return true;
    if (file->text->len > *left_bytes) {
        iot_file_text_free(file);
        return false;
    }
    *left_bytes -= file->text->len;
    g_ptr_array_add(texts, file);
    return true;
}

GPtrArray *
iot_mud_load_directory(const char *directory, GPtrArray *problems, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(directory, 0, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    gsize left_bytes = IOT_MUD_ALL_MAX_BYTES;
    const char *name;
    guint i = 0;

    if (!dir)
        return NULL;
    while ((name = g_dir_read_name(dir)))
        if (g_str_has_suffix(name, ".json") && name[0] != '.')
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    GPtrArray *texts = iot_file_texts_new();
    for (bool fits = true; fits && i < names->len && i < IOT_MUD_FILES_MAX; i += fits) {
        g_autofree char *path = g_build_filename(directory, g_ptr_array_index(names, i), NULL);
        fits = load_one(path, &left_bytes, texts, problems);
    }
    if (problems && i < names->len)
        g_ptr_array_add(problems,
                        g_strdup_printf("%s: more than %d files or %u MiB; the rest is not used",
                                        directory, IOT_MUD_FILES_MAX,
                                        (unsigned)(IOT_MUD_ALL_MAX_BYTES >> 20)));
    return texts;
}

void
iot_mud_read_texts(iot_mud_files *files, const GPtrArray *texts, GPtrArray *problems)
{
    for (guint i = 0; i < texts->len; i++) {
        const iot_file_text *file = g_ptr_array_index(texts, i);
        iot_mud_read_text(files, file->label, file->text->str, file->text->len, problems);
    }
}

iot_mud_files *
iot_mud_read_directory(const char *directory, GPtrArray *problems, GError **error)
{
    g_autoptr(GPtrArray) texts = iot_mud_load_directory(directory, problems, error);

    if (!texts)
        return NULL;
    iot_mud_files *files = iot_mud_files_new();
    iot_mud_read_texts(files, texts, problems);
    return files;
}
