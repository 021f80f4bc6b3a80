/* settings.c - what the user says beforehand: networks, servers, devices, documents, places
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/settings.h"

#include "base/file-text.h"
#include "base/out/out-guard.h"
#include "reference/signatures/signatures.h"
#include "reference/user-lists.h"

#define NS_PER_US 1000

struct iot_settings_read {
    iot_inventory *inventory;       /* others have it const */
    iot_mud_files *mud;             /* the same; NULL: none */
    iot_signatures *signatures;     /* the same */
    iot_file_text *signatures_text; /* not understood yet; NULL: none */
    GPtrArray *inventory_texts;     /* of iot_file_text, not understood yet */
    GPtrArray *mud_texts;           /* the same; NULL: none */
    iot_geo_problem_fn problem;
    void *user_data;
};

iot_settings *
iot_settings_new(iot_geo_problem_fn problem, void *user_data)
{
    iot_settings *settings = g_new0(iot_settings, 1);

    settings->locator.medium = IOT_MEDIUM_FIBRE;
    settings->locator.geo = iot_geo_new(problem, user_data);
    settings->local_networks = g_array_new(FALSE, FALSE, sizeof(iot_prefix));
    settings->resolvers = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    settings->time_servers = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    settings->read = g_new0(struct iot_settings_read, 1);
    settings->read->inventory = iot_inventory_new();
    settings->inventory = settings->read->inventory;
    settings->read->signatures = iot_signatures_new_from_text(NULL, NULL, 0, NULL);
    settings->signatures = settings->read->signatures;
    settings->read->inventory_texts = iot_file_texts_new();
    settings->read->problem = problem;
    settings->read->user_data = user_data;
    return settings;
}

void
iot_settings_free(iot_settings *settings)
{
    if (!settings)
        return;
    g_ptr_array_unref(settings->read->inventory_texts);
    g_clear_pointer(&settings->read->mud_texts, g_ptr_array_unref);
    iot_mud_files_free(settings->read->mud);
    g_clear_pointer(&settings->read->signatures_text, iot_file_text_free);
    iot_signatures_free(settings->read->signatures);
    iot_inventory_free(settings->read->inventory);
    g_free(settings->read);
    g_array_unref(settings->time_servers);
    g_array_unref(settings->resolvers);
    g_array_unref(settings->local_networks);
    iot_geo_free(settings->locator.geo);
    g_free(settings);
}

/* Whom to tell that a text cannot be understood, and of which setting. */
typedef struct complaint {
    iot_settings_problem_fn tell;
    void *user_data;
    const char *setting;
    bool good;
} complaint;

G_GNUC_PRINTF(2, 3)
static void
complain(complaint *c, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *problem = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    c->good = false;
    c->tell(c->setting, problem, c->user_data);
}

static void
complain_of_word(const char *word, const char *wanted, void *user_data)
{
    complain(user_data, "\"%s\" is not %s", word, wanted);
}

static bool
is_blank(const char *text)
{
    return !text || !*text;
}

static void
read_medium(iot_settings *settings, const char *text, complaint *c)
{
    c->setting = "medium";
    if (!text || iot_medium_find(text, &settings->locator.medium))
        return;
    g_autofree char *words = iot_media_words();
    complain(c, "\"%s\" is not a medium; there are %s", text, words);
}

static void
read_home(iot_locator *locator, const char *text, complaint *c)
{
    c->setting = "home";
    locator->has_home = !is_blank(text) && iot_coordinates_parse(text, &locator->home);
    if (!locator->has_home && !is_blank(text))
        complain(c, "\"%s\" is not \"latitude,longitude\" in degrees", text);
}

typedef void (*read_list_fn)(const char *text, GArray *list, iot_list_bad_fn bad, void *user_data);

static void
read_list(read_list_fn read, const char *text, GArray *list, const char *setting, complaint *c)
{
    c->setting = setting;
    g_array_set_size(list, 0);
    read(text, list, complain_of_word, c);
}

bool
iot_settings_read_texts(iot_settings *settings, const iot_settings_texts *texts,
                        iot_settings_problem_fn problem, void *user_data)
{
    complaint c = {.tell = problem, .user_data = user_data, .good = true};

    read_medium(settings, texts->medium, &c);
    read_list(iot_list_networks, texts->local_networks, settings->local_networks, "local_networks",
              &c);
    read_list(iot_list_addresses, texts->resolvers, settings->resolvers, "resolvers", &c);
    read_list(iot_list_addresses, texts->ntp_servers, settings->time_servers, "ntp_servers", &c);
    read_home(&settings->locator, texts->home, &c);
    settings->locator.overhead_ns = (int64_t)texts->overhead_us * NS_PER_US;
    settings->periodic_all = texts->periodic_all;
    return c.good;
}

bool
iot_settings_add_device(iot_settings *settings, const iot_inventory_entry *device)
{
    return iot_inventory_add(settings->read->inventory, device);
}

static bool
databases_are_spared(const char *directory, const iot_out_guard *guard, GError **error)
{
    bool good = iot_out_guard_spares_directory(guard, directory, IOT_GEO_ATTRIBUTION_FILE, error);

    for (guint s = 0; good && iot_geo_suffixes[s]; s++)
        good = iot_out_guard_spares_directory(guard, directory, iot_geo_suffixes[s], error);
    return good;
}

bool
iot_settings_are_spared(const iot_settings_files *files, const iot_out_guard *guard, GError **error)
{
    const char *const *const directories[] = {files->databases, files->usual_databases};
    bool good = true;

    for (guint i = 0; good && files->inventories && files->inventories[i]; i++)
        good = iot_out_guard_spares(guard, files->inventories[i], error);
    if (good && !is_blank(files->signatures))
        good = iot_out_guard_spares(guard, files->signatures, error);
    if (good && !is_blank(files->mud_directory))
        good = iot_out_guard_spares_directory(guard, files->mud_directory, ".json", error);
    for (guint d = 0; d < G_N_ELEMENTS(directories); d++)
        for (guint i = 0; good && directories[d] && directories[d][i]; i++)
            good = databases_are_spared(directories[d][i], guard, error);
    return good;
}

static void
load_inventories(iot_settings *settings, const char *const *paths, GPtrArray *problems)
{
    for (guint i = 0; paths && paths[i]; i++) {
        g_autoptr(GError) error = NULL;
        iot_file_text *file =
            iot_file_text_read(paths[i], IOT_INVENTORY_FILE_MAX_BYTES, false, &error);
        if (file)
            g_ptr_array_add(settings->read->inventory_texts, file);
        else
            g_ptr_array_add(problems, g_strdup(error->message));
        settings->incomplete |= !file;
    }
}

static void
load_signatures(iot_settings *settings, const char *path, GPtrArray *problems)
{
    g_autoptr(GError) error = NULL;

    if (is_blank(path))
        return;
    settings->read->signatures_text =
        iot_file_text_read(path, IOT_SIGNATURES_FILE_MAX_BYTES, false, &error);
    if (!settings->read->signatures_text)
        g_ptr_array_add(problems, g_strdup(error->message));
    settings->incomplete |= !settings->read->signatures_text;
}

static void
load_mud(iot_settings *settings, const char *directory, GPtrArray *problems)
{
    g_autoptr(GPtrArray) of_files = g_ptr_array_new();
    g_autoptr(GError) error = NULL;

    if (is_blank(directory))
        return;
    settings->read->mud_texts = iot_mud_load_directory(directory, of_files, &error);
    if (!settings->read->mud_texts)
        g_ptr_array_add(problems, g_strdup(error->message));
    settings->incomplete |= !settings->read->mud_texts;
    g_ptr_array_extend_and_steal(problems, g_steal_pointer(&of_files));
}

static void
load_databases(iot_settings *settings, const iot_settings_files *files)
{
    const struct iot_settings_read *read = settings->read;
    const char *const *named = files->databases, *const *usual = files->usual_databases;

    for (guint i = 0; named && named[i]; i++) {
        g_autoptr(GError) error = NULL;
        if (iot_geo_add_directory(settings->locator.geo, named[i], &error))
            continue;
        settings->incomplete = true;
        if (read->problem)
            read->problem(error->message, read->user_data);
    }
    for (guint i = 0; usual && usual[i]; i++)
        if (!named || !g_strv_contains(named, usual[i]))
            iot_geo_add_directory(settings->locator.geo, usual[i], NULL);
}

void
iot_settings_load(iot_settings *settings, const iot_settings_files *files, GPtrArray *problems)
{
    load_inventories(settings, files->inventories, problems);
    load_signatures(settings, files->signatures, problems);
    load_mud(settings, files->mud_directory, problems);
    load_databases(settings, files);
}

static void
understand_signatures(iot_settings *settings, GPtrArray *problems)
{
    struct iot_settings_read *read = settings->read;
    iot_file_text *file = read->signatures_text;

    if (!file)
        return;
    iot_signatures_read_text(read->signatures, file->label, file->text->str, file->text->len,
                             problems);
    g_clear_pointer(&read->signatures_text, iot_file_text_free);
}

void
iot_settings_understand(iot_settings *settings, GPtrArray *problems)
{
    struct iot_settings_read *read = settings->read;

    for (guint i = 0; i < read->inventory_texts->len; i++)
        iot_inventory_read_file_text(read->inventory, g_ptr_array_index(read->inventory_texts, i),
                                     problems);
    g_ptr_array_set_size(read->inventory_texts, 0);
    understand_signatures(settings, problems);
    if (!read->mud_texts)
        return;
    settings->mud = read->mud = iot_mud_files_new();
    iot_mud_read_texts(read->mud, read->mud_texts, problems);
    g_clear_pointer(&read->mud_texts, g_ptr_array_unref);
}
