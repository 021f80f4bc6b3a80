/* remotes.h - counted flows by whom devices talk to: remotes, organizations, countries
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Three views of the traffic with remotes. A bound of several remotes is that of the nearest one:
 * "at least one host that the database puts into this country is at most so far away". What no
 * database knows stands in a row of its own, so that the rows of a view add up.
 */
#ifndef IOT_REMOTES_H
#define IOT_REMOTES_H

#include "base/decls.h"
#include "capture/capture.h"
#include "reference/place/locate.h"
#include "report/traffic.h"

IOT_BEGIN_DECLS

/** Most rows of remotes, about 500 bytes each with what they are counted in. Later remotes share
 * one row without an address, IOT_REMOTES_FURTHER, so that sums still hold. */
#define IOT_REMOTES_MAX 32768
/** Name of that row. */
#define IOT_REMOTES_FURTHER "(further remotes)"

/** One address under one name: an address that several names lead to has several rows. */
typedef struct iot_remote_row {
    iot_row base;     /**< of no single device */
    const char *name; /**< the address where there is none */
    iot_remote_name_source name_source;
    const char *domain; /**< registrable domain of the name, a part of it; NULL: none */
    iot_addr addr;      /**< none: many */
    iot_location location;
    int64_t rtt_ns;   /**< smallest; 0: none */
    int64_t bound_ns; /**< the same where it bounds a distance; else 0 */
    uint32_t devices; /**< that talk to it */
} iot_remote_row;

/** How deep a row of a place is. */
typedef enum iot_place_level {
    IOT_PLACE_COUNTRY,
    IOT_PLACE_ORGANIZATION,
    IOT_PLACE_NAME,
} iot_place_level;

/** All remotes of a country, of an organization, or of both. */
typedef struct iot_place_row {
    iot_row base;
    iot_place_level level;
    const char *country;      /**< ISO code; NULL: unknown, or all countries */
    const char *country_name; /**< NULL: the database has none */
    const char *organization; /**< NULL: unknown, or all */
    const char *domain;  /**< where no database names an organization: the domain; NULL: none */
    uint32_t asn;        /**< 0: unknown, or several */
    const char *name;    /**< of the remote; NULL unless IOT_PLACE_NAME */
    uint32_t remotes;    /**< different names */
    uint32_t devices;    /**< that talk to any of them */
    int64_t rtt_ns;      /**< smallest of any remote; 0: none */
    int64_t bound_ns;    /**< smallest that bounds a distance; 0: none */
    const char *nearest; /**< name of the remote with that round trip; NULL: none */
} iot_place_row;

typedef struct iot_remotes {
    GPtrArray *remotes;       /**< of iot_remote_row, most bytes first */
    GPtrArray *countries;     /**< of iot_place_row, most bytes first */
    GPtrArray *organizations; /**< of iot_place_row, most bytes first */
    GPtrArray *tree; /**< of iot_place_row: each country, below it its organizations, below them
                          their names; most bytes first on each level */
} iot_remotes;

/** The level that the tree begins with: organizations if no country is known at all. */
iot_place_level iot_remotes_top_level(const iot_remotes *remotes);

/** "US United States", "DE", or that it is unknown (NULL). Must be freed by the caller using
 * g_free.
 */
char *iot_country_text(const char *code, const char *name);
/** Whose a remote is: its organization, else "*.DOMAIN", else that it is unknown (NULL). Must be
 *  freed by the caller using g_free. */
char *iot_owner_text(const char *organization, const char *domain);

IOT_END_DECLS

#endif
