/* geo-database.c - what location databases say of an address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A schema is a list of paths under which a fact may stand in a record; the first that is there
 * and has the right type counts, so no database has to be recognised by its name. libmaxminddb
 * checks its bounds itself; whatever it reports in a lookup ends the use of that file.
 */
#include "reference/place/geo-database.h"

#include <gio/gnetworking.h>
#include <maxminddb.h>
#include <stdlib.h>
#include <string.h>

#include "base/file-text.h"
#include "base/interned.h"
#include "base/text.h"
#include "reference/place/geo-ranges.h"

/* Deepest path: { "location", "accuracy_radius" } is 2, "country.names.en" is 3; and the NULL. */
#define PATH_MAX_KEYS 4

/* Whom the databases of a directory ask to be named: its first line. */
#define ATTRIBUTION_MAX_BYTES 16384

typedef const char *path[PATH_MAX_KEYS];

/* Where each fact stands: MaxMind and DB-IP first, then the flat schemas. */
static const path country_paths[] = {{"country", "iso_code"}, {"country_code"}, {"country"}};
static const path country_name_paths[] = {
    {"country", "names", "en"}, {"country_name"}, {"country"}};
static const path city_paths[] = {{"city", "names", "en"}, {"city"}};
static const path latitude_paths[] = {{"location", "latitude"}, {"latitude"}};
static const path longitude_paths[] = {{"location", "longitude"}, {"longitude"}};
static const path radius_paths[] = {{"location", "accuracy_radius"}, {"accuracy_radius"}};
static const path asn_paths[] = {
    {"autonomous_system_number"}, {"traits", "autonomous_system_number"}, {"asn"}, {"as_number"}};
static const path organization_paths[] = {{"autonomous_system_organization"},
                                          {"traits", "autonomous_system_organization"},
                                          {"as_name"},
                                          {"as_organization"},
                                          {"organization"},
                                          {"isp"}};

typedef struct database {
    char *file;
    const char *attribution; /* of iot_geo.interned; NULL: nobody asks to be named */
    iot_ranges *ranges;      /* NULL: it is the other */
    MMDB_s mmdb;
    bool broken;
} database;

const char *const iot_geo_suffixes[] = {".mmdb", "-ipv4.csv", "-ipv6.csv", NULL};

struct iot_geo {
    iot_geo_problem_fn problem;
    void *user_data;
    GPtrArray *databases;    /* of database */
    GHashTable *places;      /* iot_addr* -> iot_place*, NULL: nothing is known */
    GPtrArray *attributions; /* of char*, of iot_geo.interned: of those that knew something */
    iot_interned *interned;
    uint64_t dropped;
};

static void
tell(const iot_geo *geo, const char *file, const char *what)
{
    g_autofree char *problem = g_strdup_printf("%s: %s; it is not used", file, what);

    if (geo->problem)
        geo->problem(problem, geo->user_data);
}

static void
database_free(gpointer data)
{
    database *base = data;

    if (base->ranges)
        iot_ranges_free(base->ranges);
    else
        MMDB_close(&base->mmdb);
    g_free(base->file);
    g_free(base);
}

iot_geo *
iot_geo_new(iot_geo_problem_fn problem, void *user_data)
{
    iot_geo *geo = g_new0(iot_geo, 1);

    geo->problem = problem;
    geo->user_data = user_data;
    geo->databases = g_ptr_array_new_with_free_func(database_free);
    geo->places = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, g_free);
    geo->attributions = g_ptr_array_new();
    geo->interned = iot_interned_new();
    return geo;
}

void
iot_geo_free(iot_geo *geo)
{
    if (!geo)
        return;
    g_ptr_array_unref(geo->databases);
    g_hash_table_unref(geo->places);
    g_ptr_array_unref(geo->attributions);
    iot_interned_free(geo->interned);
    g_free(geo);
}

static bool
open_mmdb(const iot_geo *geo, database *base, const char *file)
{
    int status = MMDB_open(file, MMDB_MODE_MMAP, &base->mmdb);

    if (status != MMDB_SUCCESS)
        tell(geo, file, MMDB_strerror(status));
    return status == MMDB_SUCCESS;
}

static bool
open_ranges(const iot_geo *geo, database *base, const char *file)
{
    g_autoptr(GError) error = NULL;

    base->ranges = iot_ranges_open(file, &error);
    if (!base->ranges)
        tell(geo, file, error->message);
    return base->ranges;
}

static void
open_database(iot_geo *geo, const char *file, const char *attribution)
{
    /* One that is a pipe would never end. */
    if (!g_file_test(file, G_FILE_TEST_IS_REGULAR)) {
        tell(geo, file, "not a file");
        return;
    }
    database *base = g_new0(database, 1);

    if (!(g_str_has_suffix(file, ".mmdb") ? open_mmdb : open_ranges)(geo, base, file)) {
        g_free(base);
        return;
    }
    base->file = g_strdup(file);
    base->attribution = attribution;
    g_ptr_array_add(geo->databases, base);
}

static bool
is_database(const char *name)
{
    for (unsigned i = 0; iot_geo_suffixes[i]; i++)
        if (g_str_has_suffix(name, iot_geo_suffixes[i]))
            return true;
    return false;
}

static const char *
read_attribution(iot_geo *geo, const char *directory)
{
    g_autofree char *name = g_build_filename(directory, IOT_GEO_ATTRIBUTION_FILE, NULL);
    g_autoptr(iot_file_text) file = iot_file_text_read(name, ATTRIBUTION_MAX_BYTES, true, NULL);

    if (!file)
        return NULL;
    g_autofree char *clean =
        iot_text_clean(file->text->str, (gssize)strcspn(file->text->str, "\n"));
    return iot_interned_keep(geo->interned, clean);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool
iot_geo_add_directory(iot_geo *geo, const char *directory, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    GDir *dir = g_dir_open(directory, 0, error);
    const char *name, *attribution;

    if (!dir)
        return false;
    attribution = read_attribution(geo, directory);
    while ((name = g_dir_read_name(dir)))
        if (is_database(name))
            g_ptr_array_add(files, g_build_filename(directory, name, NULL));
    g_dir_close(dir);
    g_ptr_array_sort(files, compare_names);
    for (guint i = 0; i < files->len; i++) {
        const char *file = g_ptr_array_index(files, i);
        if (geo->databases->len < IOT_GEO_DATABASES_MAX)
            open_database(geo, file, attribution);
        else
            tell(geo, file, "too many databases");
    }
    return true;
}

unsigned
iot_geo_databases(const iot_geo *geo)
{
    unsigned n = 0;

    for (guint i = 0; i < geo->databases->len; i++)
        n += !((database *)g_ptr_array_index(geo->databases, i))->broken;
    return n;
}

/* Reading one record. */
typedef struct reading {
    iot_geo *geo;
    MMDB_entry_s *entry;
    int status; /* MMDB_SUCCESS unless the file is damaged */
} reading;

/* The first of some paths that is in the record and has one of the types, a set of bits. */
static bool
take(reading *record, const path *paths, unsigned n_paths, uint32_t types,
     MMDB_entry_data_s *ret_data)
{
    for (unsigned i = 0; i < n_paths && record->status == MMDB_SUCCESS; i++) {
        int status = MMDB_aget_value(record->entry, ret_data, paths[i]);
        if (status == MMDB_SUCCESS && ret_data->has_data && types & (1u << ret_data->type))
            return true;
        if (status != MMDB_SUCCESS && status != MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR)
            record->status = status;
    }
    return false;
}

#define TEXTS (1u << MMDB_DATA_TYPE_UTF8_STRING)
#define NUMBERS                                                                                    \
    (1u << MMDB_DATA_TYPE_DOUBLE | 1u << MMDB_DATA_TYPE_FLOAT | 1u << MMDB_DATA_TYPE_UINT16 |      \
     1u << MMDB_DATA_TYPE_UINT32 | 1u << MMDB_DATA_TYPE_INT32)

/* Texts are shared: a country's name comes with each of its addresses. */
static const char *
take_text(reading *record, const path *paths, unsigned n_paths)
{
    MMDB_entry_data_s data;

    if (!take(record, paths, n_paths, TEXTS, &data))
        return NULL;
    g_autofree char *clean = iot_text_clean(data.utf8_string, (gssize)data.data_size);
    return iot_interned_keep(record->geo->interned, clean);
}

static bool
take_number(reading *record, const path *paths, unsigned n_paths, double *ret_number)
{
    MMDB_entry_data_s data;

    if (!take(record, paths, n_paths, NUMBERS, &data))
        return false;
    *ret_number = data.type == MMDB_DATA_TYPE_DOUBLE   ? data.double_value
                  : data.type == MMDB_DATA_TYPE_FLOAT  ? (double)data.float_value
                  : data.type == MMDB_DATA_TYPE_UINT16 ? (double)data.uint16
                  : data.type == MMDB_DATA_TYPE_UINT32 ? (double)data.uint32
                                                       : (double)data.int32;
    return true;
}

/* 15169 or "AS15169". */
static uint32_t
take_asn(reading *record)
{
    MMDB_entry_data_s data;
    uint64_t asn;

    if (!take(record, asn_paths, G_N_ELEMENTS(asn_paths), NUMBERS | TEXTS, &data))
        return 0;
    if (data.type == MMDB_DATA_TYPE_UINT32)
        return data.uint32;
    if (data.type != MMDB_DATA_TYPE_UTF8_STRING)
        return 0;
    g_autofree char *text = g_strndup(data.utf8_string, data.data_size);
    const char *digits = g_ascii_strncasecmp(text, "AS", 2) == 0 ? text + 2 : text;
    return g_ascii_string_to_unsigned(digits, 10, 1, UINT32_MAX, &asn, NULL) ? (uint32_t)asn : 0;
}

/* Two letters; some databases have names under the same key, or "-". */
static const char *
take_country(reading *record)
{
    const char *text = take_text(record, country_paths, G_N_ELEMENTS(country_paths));

    if (!text || strlen(text) != 2 || !g_ascii_isalpha(text[0]) || !g_ascii_isalpha(text[1]))
        return NULL;
    g_autofree char *code = g_ascii_strup(text, 2);
    return iot_interned_keep(record->geo->interned, code);
}

static const char *
take_country_name(reading *record)
{
    const char *text = take_text(record, country_name_paths, G_N_ELEMENTS(country_name_paths));

    return text && strlen(text) > 2 ? text : NULL;
}

static iot_place
read_record(reading *record)
{
    iot_place place = {
        .country = take_country(record),
        .country_name = take_country_name(record),
        .city = take_text(record, city_paths, G_N_ELEMENTS(city_paths)),
        .organization = take_text(record, organization_paths, G_N_ELEMENTS(organization_paths)),
        .asn = take_asn(record),
    };

    place.has_coordinates = take_number(record, latitude_paths, G_N_ELEMENTS(latitude_paths),
                                        &place.coordinates.latitude) &&
                            take_number(record, longitude_paths, G_N_ELEMENTS(longitude_paths),
                                        &place.coordinates.longitude) &&
                            iot_coordinates_are_valid(&place.coordinates);
    take_number(record, radius_paths, G_N_ELEMENTS(radius_paths), &place.radius_km);
    return place;
}

/* How much a record tells of the location: a city more than coordinates, those more than a country.
 */
static int
rank(const iot_place *place)
{
    return place->city ? 3 : place->has_coordinates ? 2 : place->country ? 1 : 0;
}

/* Adds what another database says. The parts of a location belong together: a city of one database
 * does not get another one's coordinates. */
static void
merge(iot_place *place, const iot_place *more)
{
    iot_place known = *place;

    if (rank(more) > rank(place))
        *place = *more;
    if (!place->country_name && g_strcmp0(place->country, known.country) == 0)
        place->country_name = known.country_name;
    if (!place->country_name && g_strcmp0(place->country, more->country) == 0)
        place->country_name = more->country_name;
    /* So do a number and its name. */
    bool is_known = known.organization || known.asn;
    place->organization = is_known ? known.organization : more->organization;
    place->asn = is_known ? known.asn : more->asn;
    if (!place->organization && place->asn == more->asn)
        place->organization = more->organization;
    if (!place->asn && g_strcmp0(place->organization, more->organization) == 0)
        place->asn = more->asn;
}

static MMDB_lookup_result_s
find(database *base, const iot_addr *addr, int *ret_status)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    const struct sockaddr *sockaddr = (const struct sockaddr *)(const void *)&v4;

    memcpy(&v4.sin_addr, addr->bytes, sizeof v4.sin_addr);
    memcpy(&v6.sin6_addr, addr->bytes, sizeof v6.sin6_addr);
    if (addr->family == 6)
        sockaddr = (const struct sockaddr *)(const void *)&v6;
    return MMDB_lookup_sockaddr(&base->mmdb, sockaddr, ret_status);
}

/* Adds what a database says, whose makers are owed a word from now on. */
static void
take_answer(iot_geo *geo, const database *base, const iot_place *more, iot_place *place)
{
    merge(place, more);
    if (base->attribution && !g_ptr_array_find(geo->attributions, base->attribution, NULL))
        g_ptr_array_add(geo->attributions, (gpointer)base->attribution);
}

/* What stops the use of the file, or NULL. */
static const char *
ask_mmdb(iot_geo *geo, database *base, const iot_addr *addr, iot_place *place)
{
    int status = MMDB_SUCCESS;
    MMDB_lookup_result_s found = find(base, addr, &status);

    if (status == MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR)
        return NULL;
    if (status == MMDB_SUCCESS && found.found_entry) {
        reading record = {geo, &found.entry, MMDB_SUCCESS};
        iot_place more = read_record(&record);
        status = record.status;
        if (status == MMDB_SUCCESS)
            take_answer(geo, base, &more, place);
    }
    return status == MMDB_SUCCESS ? NULL : MMDB_strerror(status);
}

static const char *
ask_ranges(iot_geo *geo, const database *base, const iot_addr *addr, iot_place *place)
{
    g_autofree char *name = NULL;
    iot_place more = {0};
    iot_ranges_answer answer = iot_ranges_lookup(base->ranges, addr, &more.asn, &name);

    if (answer == IOT_RANGES_FOUND) {
        g_autofree char *clean = iot_text_clean(name, -1);
        more.organization = iot_interned_keep(geo->interned, clean);
        take_answer(geo, base, &more, place);
    }
    return answer == IOT_RANGES_DAMAGED ? "a line of it is damaged" : NULL;
}

static void
ask(iot_geo *geo, database *base, const iot_addr *addr, iot_place *place)
{
    const char *problem =
        base->ranges ? ask_ranges(geo, base, addr, place) : ask_mmdb(geo, base, addr, place);

    if (problem) {
        base->broken = true;
        tell(geo, base->file, problem);
    }
}

const iot_place *
iot_geo_lookup(iot_geo *geo, const iot_addr *addr)
{
    gpointer known;
    iot_place place = {0};

    if (!geo || geo->databases->len == 0 || !iot_addr_is_set(addr))
        return NULL;
    if (g_hash_table_lookup_extended(geo->places, addr, NULL, &known))
        return known;
    if (g_hash_table_size(geo->places) >= IOT_GEO_PLACES_MAX) {
        geo->dropped++;
        return NULL;
    }
    for (guint i = 0; i < geo->databases->len; i++) {
        database *base = g_ptr_array_index(geo->databases, i);
        if (!base->broken)
            ask(geo, base, addr, &place);
    }
    bool any = rank(&place) > 0 || place.organization || place.asn;
    iot_place *kept = any ? g_memdup2(&place, sizeof place) : NULL;
    g_hash_table_insert(geo->places, g_memdup2(addr, sizeof *addr), kept);
    return kept;
}

const GPtrArray *
iot_geo_attributions(const iot_geo *geo)
{
    return geo ? geo->attributions : NULL;
}

uint64_t
iot_geo_dropped(const iot_geo *geo)
{
    return geo->dropped;
}
