/* inventory-dhcpd.c - leases as ISC dhcpd writes them, and its fixed hosts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     lease 192.168.1.5 { binding state active; hardware ethernet aa:…; client-hostname "cam"; }
 *     host cam { hardware ethernet aa:bb:cc:dd:ee:ff; fixed-address 192.168.1.5; }
 *
 * Statements nest without bound in dhcpd.conf; only the depth is counted, nothing recurses.
 * dhcpd and Kea append to their files, so the newest lease of an address stands last.
 */
#include "reference/inventory/inventory-internal.h"

#include "base/text.h"

#include <string.h>

/* Statements of interest have up to three words, fixed-address as many as it has addresses. */
#define WORDS_MAX 64
/* Leases kept until the end of the file. At the limit the older half goes: most of it has been
 * replaced by then. */
#define LEASES_MAX (4 * IOT_INVENTORY_ENTRIES_MAX)

typedef struct statement {
    GPtrArray *words; /* of char * */
    unsigned line;    /* of its first word */
    char end;         /* ';', '{', '}', or '\0' at the end of the text */
    bool is_torn;     /* a string was not closed on its line */
} statement;

typedef struct block {
    enum { BLOCK_NONE, BLOCK_LEASE, BLOCK_HOST } kind;
    unsigned depth, line;
    bool is_active, is_bad;
    iot_inventory_device device;
} block;

static void
lease_free(gpointer data)
{
    iot_inventory_lease *lease = data;

    g_free(lease->name);
    g_free(lease);
}

GPtrArray *
iot_inventory_leases_new(void)
{
    return g_ptr_array_new_with_free_func(lease_free);
}

void
iot_inventory_leases_append(GPtrArray *leases, unsigned line, const iot_inventory_device *device,
                            bool is_active)
{
    iot_inventory_lease *lease = g_new0(iot_inventory_lease, 1);

    if (device->macs->len)
        lease->mac = g_array_index(device->macs, iot_mac, 0);
    if (device->prefixes->len)
        lease->prefix = g_array_index(device->prefixes, iot_prefix, 0);
    lease->name = device->name ? iot_text_clean(device->name, -1) : NULL;
    if (lease->name && iot_text_is_placeholder(lease->name))
        g_clear_pointer(&lease->name, g_free);
    lease->is_active = is_active;
    lease->line = line;
    if (leases->len >= LEASES_MAX)
        g_ptr_array_remove_range(leases, 0, LEASES_MAX / 2);
    g_ptr_array_add(leases, lease);
}

/* Newest first, for the first entry of a key wins. An address that went to another device or was
 * given back names nobody, but the MAC that had it keeps its name. */
void
iot_inventory_leases_keep(iot_inventory_reader *reader, const GPtrArray *leases)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(iot_addr_hash, iot_addr_equal_key);

    for (guint i = leases->len; i-- > 0 && !reader->is_full;) {
        const iot_inventory_lease *lease = leases->pdata[i];
        bool is_newest = g_hash_table_add(seen, (gpointer)&lease->prefix.addr);
        iot_inventory_entry entry = {.name = lease->name, .mac = lease->mac};
        if (is_newest && lease->is_active)
            entry.prefix = lease->prefix;
        if (lease->name && (iot_mac_is_set(&entry.mac) || iot_addr_is_set(&entry.prefix.addr)))
            iot_inventory_keep(reader, lease->line, &entry);
    }
}

static char
read_escape(iot_inventory_cursor *cursor)
{
    unsigned value = 0, digits = 0;

    while (digits < 3 && cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '7') {
        value = value * 8 + (unsigned)(*cursor->at++ - '0');
        digits++;
    }
    if (digits)
        return (char)value;
    return cursor->at < cursor->end && *cursor->at != '\n' ? *cursor->at++ : '\\';
}

/* After the opening quotation mark. A string ends with its line at the latest: otherwise one that
 * was never closed would swallow the rest of the file. */
static bool
read_string(iot_inventory_cursor *cursor, GString *into)
{
    while (cursor->at < cursor->end && *cursor->at != '\n') {
        char c = *cursor->at++;
        if (c == '"')
            return true;
        g_string_append_c(into, c == '\\' ? read_escape(cursor) : c);
    }
    return false;
}

static void
skip_space_and_comments(iot_inventory_cursor *cursor)
{
    for (; cursor->at < cursor->end; cursor->at++) {
        if (*cursor->at == '#')
            while (cursor->at + 1 < cursor->end && cursor->at[1] != '\n')
                cursor->at++;
        else if (*cursor->at == '\n')
            cursor->line++;
        else if (*cursor->at != ',' && *cursor->at != '\0' && !g_ascii_isspace(*cursor->at))
            break;
    }
}

static void
read_word(iot_inventory_cursor *cursor, statement *into)
{
    g_autoptr(GString) word = g_string_new(NULL);

    if (*cursor->at == '"') {
        cursor->at++;
        into->is_torn = !read_string(cursor, word) || into->is_torn;
    } else {
        const char *start = cursor->at;
        while (cursor->at < cursor->end && !g_ascii_isspace(*cursor->at) && *cursor->at &&
               !strchr(",;{}\"#", *cursor->at))
            cursor->at++;
        g_string_append_len(word, start, cursor->at - start);
    }
    if (into->words->len < WORDS_MAX)
        g_ptr_array_add(into->words, g_strdup(word->str));
}

/* Reads up to the next ';', '{' or '}'. False at the end of the text. */
static bool
read_statement(iot_inventory_cursor *cursor, statement *into)
{
    g_ptr_array_set_size(into->words, 0);
    into->is_torn = false;
    into->end = '\0';
    skip_space_and_comments(cursor);
    into->line = cursor->line;
    while (cursor->at < cursor->end) {
        if (strchr(";{}", *cursor->at)) {
            into->end = *cursor->at++;
            return true;
        }
        read_word(cursor, into);
        skip_space_and_comments(cursor);
    }
    return into->words->len > 0;
}

static const char *
word(const statement *s, guint index)
{
    return index < s->words->len ? s->words->pdata[index] : "";
}

static bool
begins_with(const statement *s, const char *first, const char *second)
{
    return strcmp(word(s, 0), first) == 0 && (!second || strcmp(word(s, 1), second) == 0);
}

static void
open_block(iot_inventory_reader *reader, block *open, const statement *s, unsigned depth)
{
    bool is_lease = begins_with(s, "lease", NULL);

    if (open->kind != BLOCK_NONE || (!is_lease && !begins_with(s, "host", NULL)))
        return;
    iot_inventory_device_clear(&open->device);
    open->device = iot_inventory_device_make();
    open->kind = is_lease ? BLOCK_LEASE : BLOCK_HOST;
    open->depth = depth;
    open->line = s->line;
    open->is_active = true;
    open->is_bad =
        is_lease && !iot_inventory_device_add_prefix(reader, s->line, &open->device, word(s, 1));
    if (!is_lease)
        open->device.name = g_strdup(word(s, 1));
}

static bool
add_fixed_addresses(iot_inventory_reader *reader, block *open, const statement *s)
{
    for (guint i = 1; i < s->words->len; i++) {
        const char *text = word(s, i);
        /* dhcpd looks names up; we do not. */
        bool is_name = !strchr(text, ':') && strspn(text, "0123456789./") < strlen(text);
        if (!is_name && !iot_inventory_device_add_prefix(reader, s->line, &open->device, text))
            return false;
    }
    return true;
}

static void
read_block_statement(iot_inventory_reader *reader, block *open, const statement *s)
{
    if (s->is_torn) {
        iot_inventory_complain(reader, s->line, word(s, s->words->len - 1), -1,
                               "lacks its closing quotation mark");
        open->is_bad = true;
    } else if (begins_with(s, "hardware", "ethernet")) {
        open->is_bad |= !iot_inventory_device_add_mac(reader, s->line, &open->device, word(s, 2));
    } else if (open->kind == BLOCK_HOST && begins_with(s, "deleted", NULL)) {
        open->is_bad = true;
    } else if (open->kind == BLOCK_HOST && g_str_has_prefix(word(s, 0), "fixed-address")) {
        open->is_bad |= !add_fixed_addresses(reader, open, s);
    } else if (open->kind == BLOCK_LEASE && begins_with(s, "client-hostname", NULL)) {
        g_free(open->device.name);
        open->device.name = g_strdup(word(s, 1));
    } else if (open->kind == BLOCK_LEASE && begins_with(s, "binding", "state")) {
        open->is_active = strcmp(word(s, 2), "active") == 0;
    }
}

static void
close_block(iot_inventory_reader *reader, block *open, GPtrArray *leases)
{
    if (open->kind == BLOCK_LEASE && !open->is_bad)
        iot_inventory_leases_append(leases, open->line, &open->device, open->is_active);
    else if (!open->is_bad)
        iot_inventory_device_keep(reader, open->line, &open->device);
    open->kind = BLOCK_NONE;
}

/* Statements that open the files of dhcpd and hardly any other line of text. */
static bool
is_dhcpd_line(const char *line, gsize length)
{
    static const char *const words[] = {
        "lease", "host",     "subnet", "subnet6",     "group", "shared-network",       "pool",
        "class", "hardware", "option", "server-duid", "ia-na", "authoring-byte-order",
    };

    while (length > 0 && g_ascii_isspace(*line))
        line++, length--;
    if (!memchr(line, ';', length) && !memchr(line, '{', length))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
        gsize word_length = strlen(words[i]);
        if (length > word_length && memcmp(line, words[i], word_length) == 0 &&
            g_ascii_isspace(line[word_length]))
            return true;
    }
    return false;
}

static bool
is_dhcpd(iot_inventory_cursor cursor)
{
    const char *line;
    gsize length;

    while (iot_inventory_cursor_line(&cursor, &line, &length))
        if (is_dhcpd_line(line, length))
            return true;
    return false;
}

static void
read_blocks(iot_inventory_reader *reader, iot_inventory_cursor cursor, block *open,
            GPtrArray *leases)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    statement s = {.words = words};
    unsigned depth = 0;

    while (!reader->is_full && read_statement(&cursor, &s)) {
        if (s.end == '{') {
            open_block(reader, open, &s, ++depth);
        } else if (open->kind != BLOCK_NONE && depth == open->depth && s.words->len > 0) {
            read_block_statement(reader, open, &s);
        }
        if (s.end != '}')
            continue;
        if (open->kind != BLOCK_NONE && depth == open->depth)
            close_block(reader, open, leases);
        depth -= depth > 0;
    }
    if (open->kind != BLOCK_NONE && !reader->is_full)
        iot_inventory_complain(reader, open->line, NULL, 0,
                               "the block that begins here lacks its closing brace");
}

bool
iot_inventory_read_dhcpd(iot_inventory_reader *reader, iot_inventory_cursor cursor)
{
    g_autoptr(GPtrArray) leases = iot_inventory_leases_new();
    block open = {.kind = BLOCK_NONE};

    if (!is_dhcpd(cursor))
        return false;
    read_blocks(reader, cursor, &open, leases);
    iot_inventory_device_clear(&open.device);
    iot_inventory_leases_keep(reader, leases);
    return true;
}
