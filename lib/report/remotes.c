/* remotes.c - counted flows by whom devices talk to: remotes, organizations, countries
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts are interned, so that rows are found by pointers. A remote knows the rows it is counted in:
 * of its country, its organization, the organization within the country, and the name within that.
 */
#include "report/remotes-internal.h"

#include <string.h>

#include "base/hash.h"
#include "reference/domain.h"

typedef struct place {
    iot_place_row row; /* first: the arrays hand out pointers to it */
    struct place *parent;
} place;

/* The rows that a remote is counted in. */
enum { IN_COUNTRY, IN_ORGANIZATION, IN_BOTH, IN_NAME, PLACES };

typedef struct remote {
    iot_remote_row row;   /* first, as above */
    struct remote *first; /* of those with the same address */
    place *in[PLACES];
} remote;

/* What rows are found by; texts are interned, NULL where they do not tell rows apart. */
typedef struct key {
    uintptr_t kind; /* IN_..., or one of: */
    const void *a, *b, *c;
} key;

enum { KEY_REMOTE = PLACES, KEY_DEVICE, KEY_ADDRESS };

struct iot_remotes_fold {
    iot_interned *names;
    const iot_locator *locator;
    iot_remotes *remotes;
    GHashTable *rows;  /* key -> row; for KEY_DEVICE and KEY_ADDRESS only that it was there */
    GHashTable *addrs; /* iot_addr* -> the first remote of that address */
    remote *further;   /* all remotes beyond the cap; NULL: none */
};

static guint
key_hash(gconstpointer data)
{
    return iot_hash_bytes(data, sizeof(key));
}

static gboolean
key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(key)) == 0;
}

static const char *
intern(iot_remotes_fold *fold, const char *text)
{
    return iot_interned_keep(fold->names, text);
}

/* Devices are mostly alone with a remote; only of others a set has to know. */
static void
count_device(iot_remotes_fold *fold, iot_row *row, uint32_t *devices, const iot_device *device)
{
    key k = {KEY_DEVICE, row, device, NULL};

    if (!row->device) {
        row->device = device;
        *devices = 1;
    } else if (row->device != device && !g_hash_table_contains(fold->rows, &k)) {
        g_hash_table_add(fold->rows, g_memdup2(&k, sizeof k));
        ++*devices;
    }
}

static place *
place_row(iot_remotes_fold *fold, key k, GPtrArray *list, iot_place_level level, place *parent)
{
    place *made = g_hash_table_lookup(fold->rows, &k);

    if (!made) {
        made = g_new0(place, 1);
        made->row.level = level;
        made->parent = parent;
        g_ptr_array_add(list, made);
        g_hash_table_insert(fold->rows, g_memdup2(&k, sizeof k), made);
    }
    return made;
}

static void
fill_country(iot_place_row *row, const iot_place *where)
{
    row->country = where->country;
    row->country_name = where->country_name;
}

/* Where no database names an organization, the domain tells whose the remote is. */
static void
fill_organization(iot_place_row *row, const iot_place *where, const char *domain)
{
    bool is_first = row->remotes == 0;

    row->organization = where->organization;
    row->domain = where->organization ? NULL : domain;
    row->asn = is_first || row->asn == where->asn ? where->asn : 0;
}

/* True if the place counts the remote's address already, under another name. Only places of further
 * names are remembered: addresses mostly have one. */
static bool
is_counted(iot_remotes_fold *fold, const remote *one, unsigned in)
{
    key k = {KEY_ADDRESS, one->first, one->in[in], NULL};

    if (one == one->first)
        return false;
    if (one->in[in] == one->first->in[in] || g_hash_table_contains(fold->rows, &k))
        return true;
    g_hash_table_add(fold->rows, g_memdup2(&k, sizeof k));
    return false;
}

static void
find_places(iot_remotes_fold *fold, remote *one)
{
    static const iot_place nowhere;
    iot_remotes *all = fold->remotes;
    const iot_place *where = one->row.location.place ? one->row.location.place : &nowhere;
    const char *name = one->row.name, *country = where->country;
    const char *owner = intern(fold, where->organization ? where->organization : one->row.domain);

    one->in[IN_COUNTRY] = place_row(fold, (key){IN_COUNTRY, country, NULL, NULL}, all->countries,
                                    IOT_PLACE_COUNTRY, NULL);
    one->in[IN_ORGANIZATION] = place_row(fold, (key){IN_ORGANIZATION, NULL, owner, NULL},
                                         all->organizations, IOT_PLACE_ORGANIZATION, NULL);
    one->in[IN_BOTH] = place_row(fold, (key){IN_BOTH, country, owner, NULL}, all->tree,
                                 IOT_PLACE_ORGANIZATION, one->in[IN_COUNTRY]);
    one->in[IN_NAME] = place_row(fold, (key){IN_NAME, country, owner, name}, all->tree,
                                 IOT_PLACE_NAME, one->in[IN_BOTH]);
    one->in[IN_NAME]->row.name = name;
    for (unsigned i = 0; i < PLACES; i++) {
        iot_place_row *row = &one->in[i]->row;
        if (i != IN_ORGANIZATION)
            fill_country(row, where);
        if (i != IN_COUNTRY)
            fill_organization(row, where, one->row.domain);
        row->remotes += !is_counted(fold, one, i);
    }
}

static remote *
further_remotes(iot_remotes_fold *fold)
{
    if (!fold->further) {
        fold->further = g_new0(remote, 1);
        fold->further->first = fold->further;
        fold->further->row.name = intern(fold, IOT_REMOTES_FURTHER);
        fold->further->row.name_source = IOT_REMOTE_ADDRESS;
        fold->further->row.location = (iot_location){.bound_km = -1, .geo_km = -1};
        g_ptr_array_add(fold->remotes->remotes, fold->further);
        find_places(fold, fold->further);
    }
    return fold->further;
}

/* The row of an address under a name. */
static remote *
remote_row(iot_remotes_fold *fold, const iot_fold_flow *flow)
{
    const iot_flow_view *view = flow->view;
    remote *first = g_hash_table_lookup(fold->addrs, view->remote);
    bool is_full = fold->remotes->remotes->len >= IOT_REMOTES_MAX;

    /* A full table has no use for further names. */
    if (is_full && !first)
        return further_remotes(fold);
    const char *name = flow->name ? flow->name : intern(fold, view->name);
    key k = {KEY_REMOTE, first, name, NULL};
    remote *one = first && first->row.name == name ? first : g_hash_table_lookup(fold->rows, &k);

    if (one)
        return one;
    if (is_full)
        return further_remotes(fold);
    one = g_new0(remote, 1);
    one->row.name = name;
    one->row.name_source = view->name_source;
    one->row.domain = iot_domain_of(name);
    one->row.addr = *view->remote;
    one->row.rtt_ns = view->rtt_ns;
    one->row.bound_ns = view->bound_ns;
    iot_locate(fold->locator, view->remote, view->bound_ns, &one->row.location);
    g_ptr_array_add(fold->remotes->remotes, one);
    one->first = first ? first : one;
    if (!first)
        g_hash_table_insert(fold->addrs, &one->row.addr, one);
    else
        g_hash_table_insert(fold->rows, g_memdup2(&k, sizeof k), one);
    find_places(fold, one);
    return one;
}

static void
count_nearest(iot_place_row *row, const iot_remote_row *one)
{
    if (one->bound_ns > 0 && (row->bound_ns <= 0 || one->bound_ns < row->bound_ns))
        row->bound_ns = one->bound_ns;
    if (one->rtt_ns <= 0 || (row->rtt_ns > 0 && row->rtt_ns <= one->rtt_ns))
        return;
    row->rtt_ns = one->rtt_ns;
    row->nearest = one->name;
}

void
iot_remotes_add(void *into, const iot_fold_flow *flow)
{
    iot_remotes_fold *fold = into;
    const iot_flow_view *view = flow->view;

    if (!view->remote || !view->device)
        return;
    bool sent = view->direction == IOT_DIRECTION_OUTBOUND;
    remote *one = remote_row(fold, flow);
    iot_traffic_add(&one->row.base.traffic, sent, &flow->count);
    count_device(fold, &one->row.base, &one->row.devices, view->device);
    for (unsigned i = 0; i < PLACES; i++) {
        iot_place_row *row = &one->in[i]->row;
        iot_traffic_add(&row->base.traffic, sent, &flow->count);
        count_device(fold, &row->base, &row->devices, view->device);
        count_nearest(row, &one->row);
    }
}

static int
compare_remotes(gconstpointer a, gconstpointer b)
{
    const iot_remote_row *x = *(iot_remote_row *const *)a, *y = *(iot_remote_row *const *)b;
    int order = iot_traffic_compare(&x->base.traffic, &y->base.traffic);

    order = order ? order : strcmp(x->name, y->name);
    return order ? order : iot_addr_compare(&x->addr, &y->addr);
}

/* Most bytes first; of equals the texts decide, whichever the rows have. */
static int
compare_rows(const iot_place_row *x, const iot_place_row *y)
{
    int order = iot_traffic_compare(&x->base.traffic, &y->base.traffic);

    order = order ? order : g_strcmp0(x->country, y->country);
    order = order ? order : g_strcmp0(x->organization, y->organization);
    order = order ? order : g_strcmp0(x->domain, y->domain);
    return order ? order : g_strcmp0(x->name, y->name);
}

static int
compare_places(gconstpointer a, gconstpointer b)
{
    return compare_rows(*(iot_place_row *const *)a, *(iot_place_row *const *)b);
}

static const place *
ancestor(const place *row, iot_place_level level)
{
    while (row && row->row.level > level)
        row = row->parent;
    return row;
}

/* A row stands after the row it is below and before the next one of that level. */
static int
compare_in_tree(gconstpointer a, gconstpointer b)
{
    const place *x = *(place *const *)a, *y = *(place *const *)b;

    for (int level = IOT_PLACE_COUNTRY; level <= IOT_PLACE_NAME; level++) {
        const place *above_x = ancestor(x, level), *above_y = ancestor(y, level);
        if (above_x != above_y)
            return compare_rows(&above_x->row, &above_y->row);
        if (above_x == x || above_y == y)
            return (above_x != x) - (above_y != y);
    }
    return 0;
}

iot_place_level
iot_remotes_top_level(const iot_remotes *remotes)
{
    for (guint i = 0; i < remotes->countries->len; i++)
        if (((iot_place_row *)g_ptr_array_index(remotes->countries, i))->country)
            return IOT_PLACE_COUNTRY;
    return IOT_PLACE_ORGANIZATION;
}

/* A row that several devices share is of none of them. */
static void
forget_shared_devices(GPtrArray *rows)
{
    for (guint i = 0; i < rows->len; i++) {
        iot_place_row *row = g_ptr_array_index(rows, i);
        if (row->devices > 1)
            row->base.device = NULL;
    }
}

static void
finish(iot_remotes *all)
{
    for (guint i = 0; i < all->remotes->len; i++) {
        iot_remote_row *row = g_ptr_array_index(all->remotes, i);
        if (row->devices > 1)
            row->base.device = NULL;
    }
    forget_shared_devices(all->organizations);
    forget_shared_devices(all->tree);
    forget_shared_devices(all->countries);
    g_ptr_array_sort(all->remotes, compare_remotes);
    g_ptr_array_sort(all->countries, compare_places);
    g_ptr_array_sort(all->organizations, compare_places);
    /* Countries are in both; the array of their own owns them. */
    for (guint i = 0; iot_remotes_top_level(all) == IOT_PLACE_COUNTRY && i < all->countries->len;
         i++)
        g_ptr_array_add(all->tree, g_ptr_array_index(all->countries, i));
    g_ptr_array_sort(all->tree, compare_in_tree);
}

iot_remotes_fold *
iot_remotes_begin(iot_interned *names, const iot_locator *locator)
{
    iot_remotes_fold *fold = g_new0(iot_remotes_fold, 1);
    iot_remotes *remotes = g_new0(iot_remotes, 1);

    fold->names = names;
    fold->locator = locator;
    fold->remotes = remotes;
    fold->rows = g_hash_table_new_full(key_hash, key_equal, g_free, NULL);
    fold->addrs = g_hash_table_new(iot_addr_hash, iot_addr_equal_key);
    remotes->remotes = g_ptr_array_new_with_free_func(g_free);
    remotes->countries = g_ptr_array_new_with_free_func(g_free);
    remotes->organizations = g_ptr_array_new_with_free_func(g_free);
    remotes->tree = g_ptr_array_new();
    return fold;
}

iot_remotes *
iot_remotes_end(iot_remotes_fold *fold)
{
    iot_remotes *remotes = fold->remotes;

    finish(remotes);
    g_hash_table_unref(fold->rows);
    g_hash_table_unref(fold->addrs);
    g_free(fold);
    return remotes;
}

void
iot_remotes_free(iot_remotes *remotes)
{
    if (!remotes)
        return;
    for (guint i = 0; i < remotes->tree->len; i++) {
        iot_place_row *row = g_ptr_array_index(remotes->tree, i);
        if (row->level != IOT_PLACE_COUNTRY)
            g_free(row);
    }
    g_ptr_array_unref(remotes->tree);
    g_ptr_array_unref(remotes->remotes);
    g_ptr_array_unref(remotes->countries);
    g_ptr_array_unref(remotes->organizations);
    g_free(remotes);
}

char *
iot_country_text(const char *code, const char *name)
{
    if (!code)
        return g_strdup("country unknown");
    return name ? g_strdup_printf("%s %s", code, name) : g_strdup(code);
}

char *
iot_owner_text(const char *organization, const char *domain)
{
    if (organization)
        return g_strdup(organization);
    return domain ? g_strdup_printf("*.%s", domain) : g_strdup("organization unknown");
}
