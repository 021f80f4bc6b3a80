/* columns.h - the columns of every table: key, title, and the value of a row
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a column is called and means is said once, here; a writer only knows kinds of values. So
 * all formats have the same columns under the same names.
 */
#ifndef IOT_COLUMNS_H
#define IOT_COLUMNS_H

#include "base/decls.h"
#include "report/report.h"

IOT_BEGIN_DECLS

/** Kinds of values, so that writers can show units their way. */
typedef enum iot_cell_kind {
    IOT_CELL_EMPTY, /**< unknown */
    IOT_CELL_TEXT,
    IOT_CELL_LIST,  /**< texts */
    IOT_CELL_COUNT, /**< packets, remotes */
    IOT_CELL_BYTES,
    IOT_CELL_TIME, /**< point in time */
    IOT_CELL_RTT,  /**< round trip */
    IOT_CELL_KM,
    IOT_CELL_RATE,    /**< packets per minute */
    IOT_CELL_DEGREES, /**< latitude or longitude */
    IOT_CELL_BOOL,
    IOT_CELL_IDENTITY, /**< what a device is, and what said so */
} iot_cell_kind;

typedef struct iot_cell {
    iot_cell_kind kind;
    union {
        char *text;                    /**< TEXT; owned by the cell */
        GPtrArray *list;               /**< LIST, of char*; owned by the cell */
        uint64_t count;                /**< COUNT, BYTES */
        int64_t ns;                    /**< TIME: since the epoch; RTT: duration */
        double number;                 /**< KM, RATE, DEGREES */
        bool is;                       /**< BOOL */
        struct iot_identity *identity; /**< IDENTITY, some fact of which is told; owned by the cell
                                        */
    };
} iot_cell;

/** A column is data: where a value stands in a row, and what kind of value it is. */
typedef struct iot_column {
    const char *key;   /**< in CSV and JSON; never renamed */
    const char *title; /**< for people */
    /** Sets `ret_cell`, which comes zeroed (EMPTY), from what stands at the column's place. */
    void (*read)(const void *at, const iot_report *report, iot_cell *ret_cell);
    size_t offset; /**< of its place in the row, bytes */
    size_t via;    /**< where not 0: of a pointer in the row; the place is in what that points to */
} iot_column;

/** A table: its columns in the order of the exports. */
typedef struct iot_table {
    const char *name; /**< "conversations": in file names and JSON */
    const iot_column *columns;
    unsigned n_columns;
    unsigned n_shown; /**< more of them behind those, which are for people only */
    /** The rows in a report, of the row type of the table; NULL: nobody looked for any. */
    const GPtrArray *(*rows)(const iot_report *report);
} iot_table;

extern const iot_table iot_conversations_table; /**< rows: iot_conversation_row */
extern const iot_table iot_devices_table;       /**< rows: iot_device_row */
extern const iot_table iot_services_table;      /**< rows: iot_service_row */
extern const iot_table iot_findings_table;      /**< rows: iot_finding */
extern const iot_table iot_questions_table;     /**< rows: iot_question_row */
extern const iot_table iot_encrypted_dns_table; /**< rows: iot_encrypted_row */
extern const iot_table iot_remotes_table;       /**< rows: iot_remote_row */
extern const iot_table iot_countries_table;     /**< rows: iot_place_row */
extern const iot_table iot_organizations_table; /**< rows: iot_place_row */
extern const iot_table iot_destinations_table;  /**< rows: iot_place_row; for people only */

/** Column by key; must exist. */
const iot_column *iot_table_column(const iot_table *table, const char *key);
/** The value of a row of the column's table. Must be freed by the caller using iot_cell_clear. */
iot_cell iot_column_get(const iot_column *column, const void *row, const iot_report *report);

/** Frees what the cell owns and empties it. */
void iot_cell_clear(iot_cell *cell);

IOT_END_DECLS

#endif
