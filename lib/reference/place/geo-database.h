/* geo-database.h - what location databases say of an address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The only module that reads MaxMind DB files, through libmaxminddb. Every database of a directory
 * is used for what it holds, whatever it is called; these schemas are known:
 *
 *     MaxMind GeoLite2/GeoIP2 City, Country, Enterprise, ASN, ISP; DB-IP (the same schema)
 *     IPinfo Lite ("country_code", "asn" as "AS15169", "as_name"), and its former "country_asn"
 *     ip-location-db ("country_code", "city", "latitude", "autonomous_system_organization"), and
 * its lists of autonomous systems (geo-ranges.h)
 *
 * A database says where an address is registered or guessed to be: no more. What it says is copied
 * out once per address and kept; a file that turns out to be damaged is told of once and not asked
 * again. Files are mapped, so opening costs next to nothing, and whoever replaces one should
 * rename the new one over it.
 *
 *     g_autoptr(iot_geo) geo = iot_geo_new(tell, NULL);
 *     iot_geo_add_directory(geo, "/usr/share/GeoIP", NULL);
 *     const iot_place *place = iot_geo_lookup(geo, &addr);
 *     puts(place && place->organization ? place->organization : "unknown");
 */
#ifndef IOT_GEO_DATABASE_H
#define IOT_GEO_DATABASE_H

#include <glib.h>

#include "base/addr.h"
#include "base/decls.h"
#include "reference/place/coordinates.h"

IOT_BEGIN_DECLS

/** Most databases that are open at once; more of a directory are told of and left out. */
#define IOT_GEO_DATABASES_MAX 64
/** Most addresses whose places are kept; later ones have none. About 150 bytes each. */
#define IOT_GEO_PLACES_MAX 262144

/** What is known of an address. Texts are clean (iot_text_clean), and NULL where unknown; they are
 *  valid for the lifetime of the databases. */
typedef struct iot_place {
    const char *country;      /**< ISO 3166-1 alpha-2 code, upper case */
    const char *country_name; /**< English */
    const char *city;         /**< English */
    const char *organization; /**< that the address is registered to: of its autonomous system */
    uint32_t asn;             /**< number of the autonomous system; 0: unknown */
    bool has_coordinates;
    iot_coordinates coordinates; /**< of the city; without one, of the country's middle */
    double radius_km;            /**< the database's own accuracy radius; 0: it has none */
} iot_place;

/** Called with one sentence for people, once per problem. */
typedef void (*iot_geo_problem_fn)(const char *problem, void *user_data);

typedef struct iot_geo iot_geo;

/** @param problem told of files that cannot be used, now or when they are asked; NULL: nobody is */
iot_geo *iot_geo_new(iot_geo_problem_fn problem, void *user_data);
void iot_geo_free(iot_geo *geo);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_geo, iot_geo_free)

/** What of a user's data directory plugin/locations.sh fills. */
#define IOT_GEO_USER_FOLDER "wireshark-iot/locations"
/** The file beside them that says whose they are. */
#define IOT_GEO_ATTRIBUTION_FILE "attribution.txt"
/** How the names of files end that are databases: *.mmdb, and NULL at last. */
extern const char *const iot_geo_suffixes[];

/** Opens every database of a directory, in the order of their names. Where two say different
 * things, a city beats a country, then the one opened first counts. False if the directory cannot
 * be read.
 */
bool iot_geo_add_directory(iot_geo *geo, const char *directory, GError **error);
/** How many databases are in use. */
unsigned iot_geo_databases(const iot_geo *geo);

/** What the databases know of an address; NULL: nothing. Valid for the lifetime of `geo`, which may
 *  be NULL. One hash lookup, but for an address's first time. */
const iot_place *iot_geo_lookup(iot_geo *geo, const iot_addr *addr);
/** Whom the databases ask to be named where their data are shown: of each that knew something, the
 *  first line of the file attribution.txt beside it, clean, each once. NULL for NULL. Valid until
 *  the next lookup. */
const GPtrArray *iot_geo_attributions(const iot_geo *geo);
/** How many lookups got nothing because the places were full. */
uint64_t iot_geo_dropped(const iot_geo *geo);

IOT_END_DECLS

#endif
