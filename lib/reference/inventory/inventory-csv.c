/* inventory-csv.c - tables with a header line: our own CSV, and Kea's leases
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 4180, strictly where it matters: a quoted cell ends at its closing mark and only space may
 * follow. A mark that was never closed then shows at the next one, and reading goes on at the line
 * after the one it opened on, so that a slip costs one line and the whole stays linear.
 */
#include "reference/inventory/inventory-internal.h"

#include <string.h>

/* Cells kept of a row; Kea has 18 columns. Further ones are passed over. */
#define CELLS_MAX 64

#define BETWEEN_ADDRESSES " ,;\t\r\n"

typedef enum column {
    COLUMN_UNKNOWN,
    COLUMN_NAME,
    COLUMN_MAC,
    COLUMN_IP,
    COLUMN_GROUP,
    COLUMN_ALLOW,
    COLUMN_STATE, /* Kea's from here on */
    COLUMN_LIFETIME,
    COLUMN_PREFIX_LENGTH,
} column;

/* In lower case, with spaces for '_' and '-'. "device" and "addresses" are what we export. */
static const struct {
    const char *title;
    column column;
} titles[] = {
    {"name", COLUMN_NAME},
    {"device", COLUMN_NAME},
    {"device name", COLUMN_NAME},
    {"host", COLUMN_NAME},
    {"hostname", COLUMN_NAME},
    {"host name", COLUMN_NAME},
    {"mac", COLUMN_MAC},
    {"mac address", COLUMN_MAC},
    {"hwaddr", COLUMN_MAC},
    {"hardware address", COLUMN_MAC},
    {"ip", COLUMN_IP},
    {"ipv4", COLUMN_IP},
    {"ipv6", COLUMN_IP},
    {"ip address", COLUMN_IP},
    {"address", COLUMN_IP},
    {"addresses", COLUMN_IP},
    {"address or cidr", COLUMN_IP},
    {"cidr", COLUMN_IP},
    {"group", COLUMN_GROUP},
    {"allow", COLUMN_ALLOW},
    {"allowed", COLUMN_ALLOW},
    {"allowed destinations", COLUMN_ALLOW},
    {"state", COLUMN_STATE},
    {"valid lifetime", COLUMN_LIFETIME},
    {"prefix len", COLUMN_PREFIX_LENGTH},
};

typedef struct table {
    char separator;
    bool is_kea;
    guint width; /* cells of the header */
    column columns[CELLS_MAX];
    GPtrArray *cells; /* of char *: the row at hand */
    guint cell_count; /* of the row, kept or not; empty ones at its end do not count */
    unsigned line;    /* where the row begins */
} table;

static bool
at_cell_end(const iot_inventory_cursor *cursor, char separator)
{
    return cursor->at == cursor->end || *cursor->at == separator || *cursor->at == '\n';
}

static void
skip_blanks(iot_inventory_cursor *cursor, char separator)
{
    while (!at_cell_end(cursor, separator) && strchr(" \t\r", *cursor->at) && *cursor->at)
        cursor->at++;
}

/* After the opening mark. Line breaks become spaces: names and lists are one line. */
static const char *
read_quoted(iot_inventory_cursor *cursor, char separator, GString *cell)
{
    for (; cursor->at < cursor->end; cursor->at++) {
        char c = *cursor->at;
        if (c == '\n')
            cursor->line++;
        if (c == '"' && (++cursor->at == cursor->end || *cursor->at != '"')) {
            skip_blanks(cursor, separator);
            return at_cell_end(cursor, separator)
                       ? NULL
                       : "a quotation mark is not closed, or text follows the closing one";
        }
        g_string_append_c(cell, strchr("\r\n\t", c) && c ? ' ' : c);
    }
    return "the quotation mark is never closed";
}

static const char *
read_cell(iot_inventory_cursor *cursor, char separator, GString *cell)
{
    g_string_truncate(cell, 0);
    skip_blanks(cursor, separator);
    if (cursor->at < cursor->end && *cursor->at == '"') {
        cursor->at++;
        return read_quoted(cursor, separator, cell);
    }
    while (!at_cell_end(cursor, separator))
        g_string_append_c(cell, *cursor->at++);
    return NULL;
}

/* Reads a row into `into`, past its line end. Returns what is wrong with it, or NULL. */
static const char *
read_row(iot_inventory_cursor *cursor, table *into)
{
    g_autoptr(GString) cell = g_string_new(NULL);
    bool has_nul = false;

    g_ptr_array_set_size(into->cells, 0);
    into->cell_count = 0;
    into->line = cursor->line;
    for (guint index = 1;; index++) {
        const char *wrong = read_cell(cursor, into->separator, cell);
        if (wrong)
            return wrong;
        has_nul = has_nul || memchr(cell->str, '\0', cell->len);
        g_strstrip(cell->str);
        if (*cell->str)
            into->cell_count = index;
        if (index <= CELLS_MAX)
            g_ptr_array_add(into->cells, g_strdup(cell->str));
        if (cursor->at == cursor->end || *cursor->at == '\n')
            break;
        cursor->at++;
    }
    if (cursor->at < cursor->end) {
        cursor->at++;
        cursor->line++;
    }
    return has_nul ? "holds NUL bytes; is this a text file?" : NULL;
}

/* Passes over blank lines and comments. False at the end. */
static bool
find_row(iot_inventory_cursor *cursor)
{
    iot_inventory_cursor next = *cursor;
    const char *line;
    gsize length;

    while (iot_inventory_cursor_line(&next, &line, &length)) {
        while (length > 0 && g_ascii_isspace(*line))
            line++, length--;
        if (length > 0 && *line != '#')
            return true;
        *cursor = next;
    }
    return false;
}

static column
column_of(const char *cell)
{
    g_autofree char *title = g_ascii_strdown(cell, -1);

    g_strdelimit(title, "_-", ' ');
    for (unsigned i = 0; i < G_N_ELEMENTS(titles); i++)
        if (strcmp(title, titles[i].title) == 0)
            return titles[i].column;
    return COLUMN_UNKNOWN;
}

static bool
has_column(const table *t, column wanted)
{
    for (guint i = 0; i < MIN(t->width, CELLS_MAX); i++)
        if (t->columns[i] == wanted)
            return true;
    return false;
}

static bool
has_title(const table *t, const char *title)
{
    for (guint i = 0; i < t->cells->len; i++)
        if (g_ascii_strcasecmp(t->cells->pdata[i], title) == 0)
            return true;
    return false;
}

/* Reads the header with `separator` and returns how many of its columns say something to us. */
static unsigned
try_header(iot_inventory_cursor cursor, char separator, table *into)
{
    unsigned known = 0;

    into->separator = separator;
    if (read_row(&cursor, into))
        return 0;
    into->width = into->cell_count;
    for (guint i = 0; i < into->cells->len; i++) {
        into->columns[i] = column_of(into->cells->pdata[i]);
        known += into->columns[i] != COLUMN_UNKNOWN;
    }
    return known;
}

/* Two columns at least: one word such as "host" may begin any text. */
static bool
read_header(iot_inventory_cursor *cursor, table *into)
{
    static const char separators[] = {',', ';', '\t'};

    for (unsigned i = 0; i < G_N_ELEMENTS(separators); i++)
        if (try_header(*cursor, separators[i], into) >= 2) {
            into->is_kea = has_column(into, COLUMN_LIFETIME);
            read_row(cursor, into);
            return true;
        }
    return false;
}

static const char *
what_header_lacks(const table *t)
{
    /* Its "name" and "addresses" are the remote's. */
    if (has_title(t, "device") && has_title(t, "name"))
        return "this is a table of conversations; the inventory takes one line per device";
    if (!has_column(t, COLUMN_MAC) && !has_column(t, COLUMN_IP))
        return "the header names no column mac or ip";
    if (!has_column(t, COLUMN_NAME) && !has_column(t, COLUMN_GROUP) && !has_column(t, COLUMN_ALLOW))
        return "the header names no column name, group or allow";
    return NULL;
}

/* The first cell of those columns that is not empty, or NULL. */
static const char *
find_cell(const table *t, column wanted)
{
    for (guint i = 0; i < MIN(t->cells->len, t->width); i++) {
        const char *cell = t->cells->pdata[i];
        if (t->columns[i] == wanted && *cell)
            return cell;
    }
    return NULL;
}

static bool
add_keys(iot_inventory_reader *reader, unsigned line, iot_inventory_device *device, column kind,
         char *cell)
{
    while (*(cell += strspn(cell, BETWEEN_ADDRESSES))) {
        gsize length = strcspn(cell, BETWEEN_ADDRESSES);
        g_autofree char *text = g_strndup(cell, length);
        if (kind == COLUMN_MAC ? !iot_inventory_device_add_mac(reader, line, device, text)
                               : !iot_inventory_device_add_prefix(reader, line, device, text))
            return false;
        cell += length;
    }
    return true;
}

static void
keep_device(iot_inventory_reader *reader, unsigned line, const table *t)
{
    g_auto(iot_inventory_device) device = iot_inventory_device_make();

    device.name = g_strdup(find_cell(t, COLUMN_NAME));
    device.group = g_strdup(find_cell(t, COLUMN_GROUP));
    device.allow = g_strdup(find_cell(t, COLUMN_ALLOW));
    if (device.allow && strlen(device.allow) > IOT_INVENTORY_ALLOW_MAX) {
        iot_inventory_complain(reader, line, device.allow, -1,
                               "begins a list of allowed destinations longer than " G_STRINGIFY(
                                   IOT_INVENTORY_ALLOW_MAX) " bytes");
        return;
    }
    for (guint i = 0; i < MIN(t->cells->len, t->width); i++)
        if ((t->columns[i] == COLUMN_MAC || t->columns[i] == COLUMN_IP) &&
            !add_keys(reader, line, &device, t->columns[i], t->cells->pdata[i]))
            return;
    iot_inventory_device_keep(reader, line, &device);
}

/* State 0 is an address in use, 4 one registered by its owner; a lifetime of 0 deletes. */
static bool
is_active_lease(const table *t)
{
    const char *state = find_cell(t, COLUMN_STATE), *lifetime = find_cell(t, COLUMN_LIFETIME);

    return (!state || strcmp(state, "0") == 0 || strcmp(state, "4") == 0) &&
           (!lifetime || strcmp(lifetime, "0") != 0);
}

static void
append_lease(iot_inventory_reader *reader, unsigned line, const table *t, GPtrArray *leases)
{
    g_auto(iot_inventory_device) device = iot_inventory_device_make();
    const char *address = find_cell(t, COLUMN_IP), *mac = find_cell(t, COLUMN_MAC);
    const char *prefix_length = find_cell(t, COLUMN_PREFIX_LENGTH);
    g_autofree char *prefix =
        address && prefix_length ? g_strdup_printf("%s/%s", address, prefix_length) : NULL;

    if (!address) {
        iot_inventory_complain(reader, line, NULL, 0, "is a lease without an address");
        return;
    }
    if (!iot_inventory_device_add_prefix(reader, line, &device, prefix ? prefix : address) ||
        (mac && !iot_inventory_device_add_mac(reader, line, &device, mac)))
        return;
    device.name = g_strdup(find_cell(t, COLUMN_NAME));
    if (device.name && g_str_has_suffix(device.name, "."))
        device.name[strlen(device.name) - 1] = '\0';
    iot_inventory_leases_append(leases, line, &device, is_active_lease(t));
}

static void
read_body(iot_inventory_reader *reader, iot_inventory_cursor *cursor, table *t, GPtrArray *leases)
{
    while (!reader->is_full && find_row(cursor)) {
        iot_inventory_cursor start = *cursor;
        const char *wrong = read_row(cursor, t), *line;
        gsize length;
        if (!wrong && t->cell_count > t->width)
            wrong = "has more cells than the header; put a cell that holds a separator in "
                    "quotation marks";
        else if (wrong && iot_inventory_cursor_line(&start, &line, &length))
            *cursor = start;
        if (wrong)
            iot_inventory_complain(reader, t->line, NULL, 0, wrong);
        else if (t->cell_count > 0 && t->is_kea)
            append_lease(reader, t->line, t, leases);
        else if (t->cell_count > 0)
            keep_device(reader, t->line, t);
    }
}

bool
iot_inventory_read_csv(iot_inventory_reader *reader, iot_inventory_cursor cursor)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) leases = iot_inventory_leases_new();
    table t = {.cells = cells};

    if (!find_row(&cursor) || !read_header(&cursor, &t))
        return false;
    const char *lacking = what_header_lacks(&t);
    if (lacking) {
        iot_inventory_complain(reader, t.line, NULL, 0, lacking);
        return true;
    }
    read_body(reader, &cursor, &t, leases);
    iot_inventory_leases_keep(reader, leases);
    return true;
}
