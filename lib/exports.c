/* exports.c - the formats that reports are exported in
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "exports.h"

#include <errno.h>
#include <string.h>

static bool
save(const char *path, const GString *text, GError **error)
{
    /* Writes beside and renames: whoever reads the file meanwhile sees the old one. */
    return g_file_set_contents(path, text->str, (gssize)text->len, error);
}

static bool
make_directory(const char *directory, GError **error)
{
    if (g_mkdir_with_parents(directory, 0777) == 0)
        return true;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "%s: %s", directory,
                g_strerror(errno));
    return false;
}

static bool
save_tables(const char *directory, const iot_report *report, GError **error)
{
    static const iot_table *const tables[] = {
        &iot_devices_table, &iot_conversations_table, &iot_services_table,     &iot_findings_table,
        &iot_remotes_table, &iot_countries_table,     &iot_organizations_table};
    bool good = make_directory(directory, error);

    for (unsigned i = 0; good && i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *path = g_strdup_printf("%s%s.csv", directory, tables[i]->name);
        iot_write_csv(tables[i], report, text);
        good = save(path, text, error);
    }
    return good;
}

typedef void (*write_device_fn)(const iot_policy *policy, GString *out);

static bool
save_devices(const char *directory, const iot_report *report, write_device_fn write,
             const char *suffix, GError **error)
{
    g_autoptr(iot_policies) policies = iot_policies_new(report);
    bool good = make_directory(directory, error);

    for (guint i = 0; good && i < policies->all->len; i++) {
        const iot_policy *policy = g_ptr_array_index(policies->all, i);
        g_autoptr(GString) text = g_string_new(NULL);
        g_autofree char *path = g_strconcat(directory, policy->slug, suffix, NULL);
        write(policy, text);
        good = save(path, text, error);
    }
    return good;
}

static bool
save_markdown(const char *directory, const iot_report *report, GError **error)
{
    return save_devices(directory, report, iot_write_markdown_device, ".md", error);
}

static bool
save_mud(const char *directory, const iot_report *report, GError **error)
{
    return save_devices(directory, report, iot_write_mud_device, ".json", error);
}

static bool
save_nftables(const char *directory, const iot_report *report, GError **error)
{
    return save_devices(directory, report, iot_write_nftables_device, ".nft", error);
}

static void
write_conversations_csv(const iot_report *report, GString *out)
{
    iot_write_csv(&iot_conversations_table, report, out);
}

static const iot_export_format formats[] = {
    {"csv", "Conversations as CSV", write_conversations_csv, save_tables, false},
    {"json", "Everything as JSON", iot_write_json, NULL, false},
    {"html", "Picture", iot_write_html, NULL, true},
    {"markdown", "Pages for people (Markdown)", iot_write_markdown, save_markdown, false},
    {"mud", "MUD profiles (RFC 8520)", iot_write_mud, save_mud, false},
    {"nftables", "Firewall rules (nftables)", iot_write_nftables, save_nftables, false},
    {"hosts", "Names of addresses (hosts)", iot_write_hosts, NULL, false},
    {"ethers", "Names of MACs (ethers)", iot_write_ethers, NULL, false},
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

bool
iot_export_save(const iot_export_format *format, const char *path, const iot_report *report,
                GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (format->save_all && g_str_has_suffix(path, "/"))
        return format->save_all(path, report, error);
    format->write(report, text);
    return save(path, text, error);
}
