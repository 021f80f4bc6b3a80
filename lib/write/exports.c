/* exports.c - the formats that reports are exported in
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "write/exports.h"

#include <string.h>

static const iot_table *const tables[] = {
    &iot_devices_table,  &iot_conversations_table, &iot_services_table,
    &iot_findings_table, &iot_questions_table,     &iot_encrypted_dns_table,
    &iot_remotes_table,  &iot_countries_table,     &iot_organizations_table};

static bool
save_tables(const iot_report *report, iot_export_put_fn put, void *user_data, GError **error)
{
    bool good = true;

    for (unsigned i = 0; good && i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *name = g_strconcat(tables[i]->name, ".csv", NULL);
        iot_write_csv(tables[i], report, text);
        good = put(name, text, user_data, error);
    }
    return good;
}

typedef void (*write_device_fn)(const iot_policy *policy, GString *out);

static bool
save_devices(const iot_report *report, write_device_fn write, const char *suffix,
             iot_export_put_fn put, void *user_data, GError **error)
{
    const iot_policies *policies = report->policies;
    bool good = true;

    for (guint i = 0; good && i < policies->all->len; i++) {
        const iot_policy *policy = g_ptr_array_index(policies->all, i);
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *name = g_strconcat(policy->slug, suffix, NULL);
        write(policy, text);
        good = put(name, text, user_data, error);
    }
    return good;
}

static bool
save_markdown(const iot_report *report, iot_export_put_fn put, void *user_data, GError **error)
{
    return save_devices(report, iot_write_markdown_device, ".md", put, user_data, error);
}

static bool
save_mud(const iot_report *report, iot_export_put_fn put, void *user_data, GError **error)
{
    return save_devices(report, iot_write_mud_device, ".json", put, user_data, error);
}

static bool
save_nftables(const iot_report *report, iot_export_put_fn put, void *user_data, GError **error)
{
    return save_devices(report, iot_write_nftables_device, ".nft", put, user_data, error);
}

static void
write_conversations_csv(const iot_report *report, GString *out)
{
    iot_write_csv(&iot_conversations_table, report, out);
}

static const iot_export_format formats[] = {
    {"csv", "Conversations as CSV", write_conversations_csv, save_tables, ".csv", false,
     .needs = {.remotes = true, .questions = true}},
    {"json", "Everything as JSON", iot_write_json, NULL, NULL, false,
     .needs = {.remotes = true, .questions = true}},
    {"html", "Picture", iot_write_html, NULL, NULL, true,
     .needs = {.remotes = true, .contacts = true, .over_time = true, .questions = true}},
    {"markdown", "Pages for people (Markdown)", iot_write_markdown, save_markdown, ".md", false,
     .needs = {.policies = true, .questions = true}},
    {"mud", "MUD profiles (RFC 8520)", iot_write_mud, save_mud, ".json", false,
     .needs.policies = true},
    {"nftables", "Firewall rules (nftables)", iot_write_nftables, save_nftables, ".nft", false,
     .needs.policies = true},
    {"hosts", "Names of addresses (hosts)", iot_write_hosts, NULL, NULL, false,
     .needs = {.remotes = false}},
    {"blocklist", "Blocking list (AdGuard, Pi-hole)", iot_write_blocklist, NULL, NULL, false,
     .needs = {.remotes = false}},
    {"blocklist-dnsmasq", "Blocking list (dnsmasq)", iot_write_blocklist_dnsmasq, NULL, NULL, false,
     .needs = {.remotes = false}},
    {"blocklist-nftables", "Blocking rules (nftables)", iot_write_blocklist_nftables, NULL, NULL,
     false, .needs = {.remotes = false}},
    {"ethers", "Names of MACs (ethers)", iot_write_ethers, NULL, NULL, false,
     .needs = {.remotes = false}},
};

unsigned
iot_export_formats_count(void)
{
    return G_N_ELEMENTS(formats);
}

const iot_export_format *
iot_export_format_get(unsigned i)
{
    g_assert(i < G_N_ELEMENTS(formats));
    return &formats[i];
}

const iot_export_format *
iot_export_format_find(const char *name)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

/* Devices can have any name, tables have theirs. */
static bool
is_written(const char *name, void *user_data)
{
    const iot_export_format *format = user_data;

    if (format->save_all != save_tables)
        return g_str_has_suffix(name, format->suffix);
    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++)
        if (g_str_has_prefix(name, tables[i]->name) &&
            strcmp(name + strlen(tables[i]->name), format->suffix) == 0)
            return true;
    return false;
}

iot_export_target *
iot_export_target_find(const iot_export_format *format, const char *path, GError **error)
{
    iot_export_target *t = g_new0(iot_export_target, 1);
    bool several = format && format->save_all && g_str_has_suffix(path, "/");

    t->path = g_strdup(path);
    if (several || (t->file = iot_out_file_find(path, error)))
        return t;
    iot_export_target_free(t);
    return NULL;
}

iot_export_target *
iot_export_target_directory(const char *path)
{
    iot_export_target *t = g_new0(iot_export_target, 1);

    t->path = g_strdup(path);
    return t;
}

void
iot_export_target_free(iot_export_target *t)
{
    if (!t)
        return;
    iot_out_file_free(t->file);
    iot_out_directory_free(t->directory);
    g_free(t->path);
    g_free(t);
}

void
iot_export_target_guard(const iot_export_target *t, const iot_export_format *format,
                        iot_out_guard *guard)
{
    if (t->file)
        iot_out_guard_add_file(guard, t->file);
    else
        iot_out_guard_add_directory(guard, t->path, is_written, (void *)format);
}

bool
iot_export_target_open(iot_export_target *t, GError **error)
{
    if (t->file)
        return iot_out_file_begin(t->file, error);
    if (!t->directory)
        t->directory = iot_out_directory_open(t->path, error);
    return t->directory != NULL;
}

bool
iot_export_target_save_text(iot_export_target *t, const GString *text, GError **error)
{
    return iot_out_file_begin(t->file, error) &&
           iot_out_file_write(t->file, text->str, text->len, error) &&
           iot_out_file_commit(t->file, error);
}

static bool
put_file(const char *name, const GString *text, void *user_data, GError **error)
{
    return iot_out_directory_save(user_data, name, text, error);
}

bool
iot_export_target_save(iot_export_target *t, const iot_export_format *format,
                       const iot_report *report, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (!t->file) {
        iot_out_directory_keep(t->directory);
        return format->save_all(report, put_file, t->directory, error);
    }
    format->write(report, text);
    return iot_export_target_save_text(t, text, error);
}

const char *
iot_export_target_note(const iot_export_target *t)
{
    return t->file ? iot_out_file_note(t->file) : iot_out_directory_note(t->directory);
}
