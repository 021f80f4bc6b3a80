/* inventory-internal.h - what the readers of inventory files share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One file per family of formats (inventory-csv.c, -dhcpd.c, -lines.c), each with one function that
 * recognises its own and reads it. All of them complain and keep through the functions here, so
 * that a line with a mistake yields exactly one problem and no entry. Not installed.
 */
#ifndef IOT_INVENTORY_INTERNAL_H
#define IOT_INVENTORY_INTERNAL_H

#include "reference/inventory/inventory.h"

/** Most problems of one file told one by one; a wrong file would flood the reader otherwise. What
 *  comes after is counted in a last line. */
#define IOT_INVENTORY_PROBLEMS_MAX 100

/** One file being read. */
typedef struct iot_inventory_reader {
    iot_inventory *inventory;
    const char *label;   /**< the file's name in problems */
    GPtrArray *problems; /**< of char *; NULL: nobody asks */
    unsigned problem_count;
    bool is_full; /**< the table takes no more: stop */
} iot_inventory_reader;

/** What is left of the text. Copied by assignment, owns nothing. */
typedef struct iot_inventory_cursor {
    const char *at, *end;
    unsigned line; /**< of the byte at `at`, from 1 */
} iot_inventory_cursor;

/** What one line says of one device, which may have several MACs and addresses. */
typedef struct iot_inventory_device {
    GArray *macs;     /**< of iot_mac */
    GArray *prefixes; /**< of iot_prefix */
    char *name, *group, *allow;
} iot_inventory_device;

/** One lease of a journal, where later ones replace earlier ones of the same address. */
typedef struct iot_inventory_lease {
    iot_mac mac;
    iot_prefix prefix;
    char *name;     /**< NULL: none */
    bool is_active; /**< false: the address was given back */
    unsigned line;
} iot_inventory_lease;

bool iot_inventory_is_full(const iot_inventory *inventory);

/** Moves to the next line and returns the one passed, without its line end. False at the end. */
bool iot_inventory_cursor_line(iot_inventory_cursor *cursor, const char **ret_line,
                               gsize *ret_length);
/** Tells the user what is wrong with a line. `quoted`, which may be any bytes or NULL, is shown
 *  cleaned and shortened in front of `reason`. */
void iot_inventory_complain(iot_inventory_reader *reader, unsigned line, const char *quoted,
                            gssize length, const char *reason);
/** Adds an entry; complains if that fails. */
void iot_inventory_keep(iot_inventory_reader *reader, unsigned line,
                        const iot_inventory_entry *entry);

/** Nothing said yet. */
iot_inventory_device iot_inventory_device_make(void);
void iot_inventory_device_clear(iot_inventory_device *device);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(iot_inventory_device, iot_inventory_device_clear)
/** Adds the MAC that `text` writes. If it is none, complains and returns false. */
bool iot_inventory_device_add_mac(iot_inventory_reader *reader, unsigned line,
                                  iot_inventory_device *device, const char *text);
/** The same for an address or CIDR prefix. */
bool iot_inventory_device_add_prefix(iot_inventory_reader *reader, unsigned line,
                                     iot_inventory_device *device, const char *text);
/** Keeps one entry for each MAC and address; complains if there is none. */
void iot_inventory_device_keep(iot_inventory_reader *reader, unsigned line,
                               const iot_inventory_device *device);

/** An empty journal of leases; must be freed by the caller using g_ptr_array_unref. */
GPtrArray *iot_inventory_leases_new(void);
/** Appends what `device` says as the newest lease. A name that names nobody is none. */
void iot_inventory_leases_append(GPtrArray *leases, unsigned line,
                                 const iot_inventory_device *device, bool is_active);
/** Keeps what the journal says at its end. */
void iot_inventory_leases_keep(iot_inventory_reader *reader, const GPtrArray *leases);

/** Each reads the whole text if it is of its format. False, without a complaint, if it is not. */
bool iot_inventory_read_csv(iot_inventory_reader *reader, iot_inventory_cursor cursor);
bool iot_inventory_read_dhcpd(iot_inventory_reader *reader, iot_inventory_cursor cursor);
bool iot_inventory_read_lines(iot_inventory_reader *reader, iot_inventory_cursor cursor);

#endif
