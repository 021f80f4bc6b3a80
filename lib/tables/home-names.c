/* home-names.c - what the home's own DNS calls local addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/home-names.h"

#include "base/budget.h"
#include "base/text.h"
#include "reference/domain.h"

#include <string.h>

/* Labels that a name has which somebody's resolver tells of itself: "pi.hole", "router.lan". */
#define LABELS_OF_ITSELF_MAX 2
#define OCTETS               4

typedef struct entry {
    iot_addr addr;
    GArray *told;      /* of iot_home_told, the oldest first, whose names are ours */
    bool contradicted; /* two of those that are forward have names of different domains */
} entry;

struct iot_home_names {
    GPtrArray *all;      /* of entry */
    GHashTable *by_addr; /* iot_addr* inside an entry -> entry */
    uint64_t text_bytes;
    iot_revision revision, withdrawn;
    uint64_t dropped;
};

/* An array of names grows by doubling, and has room for two from the start. */
#define ENTRY_BYTES                                                                                \
    (IOT_BUDGET_PIECE_BYTES(sizeof(entry)) + IOT_BUDGET_ENTRY_BYTES +                              \
     IOT_BUDGET_PIECE_BYTES(2 * sizeof(iot_home_told)) + 64)

/* A device has it, and its first label, as spelt and as shown, in a list. */
#define TOLD_BYTES(name)                                                                           \
    (IOT_BUDGET_ELEMENT_BYTES(sizeof(iot_home_told) + 2 * sizeof(void *)) + 3 * strlen(name) + 32)

static iot_home_told *
told_at(const entry *one, guint i)
{
    return &g_array_index(one->told, iot_home_told, i);
}

static void
told_clear(gpointer data)
{
    g_free((char *)((iot_home_told *)data)->name);
}

static void
entry_free(gpointer data)
{
    entry *one = data;

    g_array_unref(one->told);
    g_free(one);
}

iot_home_names *
iot_home_names_new(void)
{
    iot_home_names *names = g_new0(iot_home_names, 1);

    names->all = g_ptr_array_new_with_free_func(entry_free);
    names->by_addr = g_hash_table_new(iot_addr_hash, iot_addr_equal_key);
    return names;
}

void
iot_home_names_free(iot_home_names *names)
{
    if (!names)
        return;
    g_hash_table_unref(names->by_addr);
    g_ptr_array_unref(names->all);
    g_free(names);
}

bool
iot_home_names_is_private(const char *question)
{
    g_autofree char *folded = g_ascii_strdown(question, -1);

    return !iot_domain_is_public(folded);
}

/* The numbers of a text, one after the other.
 * @return how many, at most `room` */
static unsigned
numbers_of(const char *text, unsigned *ret_numbers, unsigned room)
{
    unsigned n = 0;

    while (*text && n < room) {
        if (!g_ascii_isdigit(*text)) {
            text++;
            continue;
        }
        unsigned value = 0;
        for (; g_ascii_isdigit(*text); text++)
            value = MIN(value * 10 + (unsigned)(*text - '0'), 1000);
        ret_numbers[n++] = value;
    }
    return n;
}

static bool
has_octets(const unsigned *numbers, const uint8_t *octets)
{
    bool forwards = true, backwards = true;

    for (unsigned i = 0; i < OCTETS; i++) {
        forwards &= numbers[i] == octets[i];
        backwards &= numbers[i] == octets[OCTETS - 1 - i];
    }
    return forwards || backwards;
}

/* "192-168-1-5", "ip-192-168-1-5", "5.1.168.192.dyn", "c0a80105": made of the address by rule. */
static bool
spells(const char *name, const iot_addr *addr)
{
    unsigned numbers[16];
    char hex[2 * OCTETS + 1];

    if (addr->family != 4)
        return false;
    unsigned n = numbers_of(name, numbers, G_N_ELEMENTS(numbers));
    for (unsigned i = 0; i + OCTETS <= n; i++)
        if (has_octets(numbers + i, addr->bytes))
            return true;
    g_snprintf(hex, sizeof hex, "%02x%02x%02x%02x", addr->bytes[0], addr->bytes[1], addr->bytes[2],
               addr->bytes[3]);
    return strstr(name, hex) != NULL;
}

static unsigned
labels_of(const char *name)
{
    unsigned n = 1;

    for (; *name; name++)
        n += *name == '.';
    return n;
}

/* A name without what all have, lower case for comparing; NULL if it names no host. */
static char *
host_of(const char *raw, const iot_addr *addr)
{
    g_autofree char *clean = raw ? iot_text_clean(raw, -1) : NULL;
    g_autofree char *folded = clean ? iot_text_fold(clean) : NULL;

    if (folded && g_str_has_suffix(folded, "."))
        clean[strlen(clean) - 1] = folded[strlen(folded) - 1] = '\0';
    if (!folded || !*folded || iot_text_is_placeholder(folded) || iot_domain_is_reserved(folded) ||
        !iot_domain_is_host_name(folded) || spells(folded, addr))
        return NULL;
    return g_steal_pointer(&clean);
}

static entry *
entry_get(iot_home_names *names, const iot_addr *addr)
{
    entry *one = g_hash_table_lookup(names->by_addr, addr);

    if (one)
        return one;
    if (names->all->len >= IOT_HOME_NAMES_MAX) {
        names->dropped++;
        return NULL;
    }
    one = g_new0(entry, 1);
    one->addr = *addr;
    one->told = g_array_new(FALSE, FALSE, sizeof(iot_home_told));
    g_array_set_clear_func(one->told, told_clear);
    g_ptr_array_add(names->all, one);
    g_hash_table_insert(names->by_addr, &one->addr, one);
    return one;
}

/* Two names of a host have the same domain, or the one is the other without it. */
static bool
contradicts(const char *a, const char *b)
{
    size_t first = strcspn(a, ".");

    if (g_ascii_strcasecmp(a, b) == 0)
        return false;
    if ((!a[first] || !strchr(b, '.')) && first == strcspn(b, ".") &&
        g_ascii_strncasecmp(a, b, first) == 0)
        return false;
    g_autofree char *x = g_ascii_strdown(a, -1), *y = g_ascii_strdown(b, -1);
    const char *domain = iot_domain_of(x), *other = iot_domain_of(y);
    return g_strcmp0(domain ? domain : x, other ? other : y) != 0;
}

static void
forget(iot_home_names *names, entry *one, guint i)
{
    names->text_bytes -= TOLD_BYTES(told_at(one, i)->name);
    g_array_remove_index(one->told, i);
}

static bool
is_before(const iot_home_told *a, const iot_home_told *b)
{
    return a->frame != b->frame ? a->frame < b->frame : strcmp(a->name, b->name) < 0;
}

/* The same name of the same kind, where it is in the list; its length: nowhere. */
static guint
find_told(const entry *one, const iot_home_told *like)
{
    guint i = 0;

    while (i < one->told->len && (told_at(one, i)->forward != like->forward ||
                                  g_ascii_strcasecmp(told_at(one, i)->name, like->name) != 0))
        i++;
    return i;
}

/* True if another answer's name is of another domain. */
static bool
is_contradicted(const entry *one, const iot_home_told *more)
{
    for (guint i = 0; more->forward && i < one->told->len; i++)
        if (told_at(one, i)->forward && contradicts(told_at(one, i)->name, more->name))
            return true;
    return false;
}

/* Puts one where it belongs by frame and text, whichever of its frame's came first. */
static void
insert(iot_home_names *names, entry *one, const iot_home_told *more)
{
    iot_home_told kept = {g_strdup(more->name), more->forward, more->frame};
    guint i = one->told->len;

    while (i > 0 && is_before(&kept, told_at(one, i - 1)))
        i--;
    names->text_bytes += TOLD_BYTES(kept.name);
    g_array_insert_val(one->told, i, kept);
}

/* The oldest of more than there can be of that kind goes, unless it is what contradicts. */
static void
forget_oldest(iot_home_names *names, entry *one, bool forward)
{
    guint like = 0, oldest = 0;

    if (forward && one->contradicted)
        return;
    for (guint i = one->told->len; i > 0; i--) {
        if (told_at(one, i - 1)->forward != forward)
            continue;
        like++;
        oldest = i - 1;
    }
    if (like > IOT_HOME_NAMES_TOLD_MAX)
        forget(names, one, oldest);
}

/* Of two spellings one counts, whichever came first. False: it is in its place already. */
static bool
keep(iot_home_names *names, entry *one, const iot_home_told *more)
{
    guint known = find_told(one, more);
    iot_home_told kept = *more;
    g_autofree char *spelt = NULL;

    if (known < one->told->len) {
        const iot_home_told *before = told_at(one, known);
        bool as_before = strcmp(before->name, more->name) >= 0;
        if (as_before && before->frame >= more->frame)
            return false;
        spelt = g_strdup(as_before ? before->name : more->name);
        kept.name = spelt;
        kept.frame = MAX(before->frame, more->frame);
        forget(names, one, known);
    }
    insert(names, one, &kept);
    forget_oldest(names, one, more->forward);
    return true;
}

/* Answers' names that were told no earlier than the first name that who asked for the address was
 * told: devices may have them by then. */
static bool
takes_back(const entry *one, const iot_home_told *more)
{
    bool later = false;

    for (guint i = 0; i < one->told->len; i++) {
        if (!told_at(one, i)->forward)
            return false;
        later |= told_at(one, i)->frame >= more->frame;
    }
    return !more->forward && later;
}

/* What is contradicted needs no further proof. */
static bool
take(iot_home_names *names, const iot_addr *addr, const iot_home_told *told)
{
    entry *one = entry_get(names, addr);

    if (!one || (told->forward && one->contradicted))
        return false;
    bool contradicted = is_contradicted(one, told);
    names->withdrawn += contradicted || takes_back(one, told);
    one->contradicted |= contradicted;
    bool news = keep(names, one, told);
    names->revision += news;
    return news;
}

/* True if an answer told that very name of the address before. Whether it is a host's, and private,
 * takes a hundred times as long to find out. */
static bool
was_told(const iot_home_names *names, const iot_addr *addr, const char *question)
{
    const entry *one = question ? g_hash_table_lookup(names->by_addr, addr) : NULL;

    for (guint i = 0; one && i < one->told->len; i++)
        if (told_at(one, i)->forward && strcmp(told_at(one, i)->name, question) == 0)
            return g_str_is_ascii(question); /* else cleaning might make another of it */
    return false;
}

bool
iot_home_names_observe(iot_home_names *names, const iot_addr *addr, const char *question,
                       bool by_itself, uint32_t frame)
{
    bool again = was_told(names, addr, question);
    g_autofree char *host = again ? NULL : host_of(question, addr);
    const char *name = again ? question : host;

    return name && (again || iot_home_names_is_private(name)) &&
           (!by_itself || labels_of(name) <= LABELS_OF_ITSELF_MAX) &&
           take(names, addr, &(iot_home_told){name, true, frame});
}

bool
iot_home_names_observe_reverse(iot_home_names *names, const iot_addr *addr, const char *raw,
                               uint32_t frame)
{
    g_autofree char *name = host_of(raw, addr);

    return name && take(names, addr, &(iot_home_told){name, false, frame});
}

uint32_t
iot_home_names_count(const iot_home_names *names)
{
    return names->all->len;
}

static iot_home_name
tell(const entry *one)
{
    return (iot_home_name){one->addr, one->told, one->contradicted};
}

iot_home_name
iot_home_names_get(const iot_home_names *names, uint32_t i)
{
    g_assert(i < names->all->len);
    return tell(g_ptr_array_index(names->all, i));
}

iot_home_name
iot_home_names_lookup(const iot_home_names *names, const iot_addr *addr)
{
    const entry *one = g_hash_table_lookup(names->by_addr, addr);

    return one ? tell(one) : (iot_home_name){.addr = *addr};
}

iot_revision
iot_home_names_withdrawn(const iot_home_names *names)
{
    return names->withdrawn;
}

iot_revision
iot_home_names_revision(const iot_home_names *names)
{
    return names->revision;
}

uint64_t
iot_home_names_bytes(const iot_home_names *names)
{
    return names->all->len * ENTRY_BYTES + names->text_bytes;
}

void
iot_home_names_prune(iot_home_names *names, uint64_t bytes)
{
    if (iot_home_names_bytes(names) <= bytes)
        return;
    names->dropped += names->all->len;
    g_hash_table_remove_all(names->by_addr);
    g_ptr_array_set_size(names->all, 0);
    names->text_bytes = 0;
    names->revision++;
    names->withdrawn++;
}

uint64_t
iot_home_names_dropped(const iot_home_names *names)
{
    return names->dropped;
}
