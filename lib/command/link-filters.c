/* link-filters.c - --filter, made ready for each link type that comes in a run
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/link-filters.h"

#include "command/packet-filter.h"

typedef struct compiled {
    int link;
    struct bpf_program program;
    char *why;           /* there is none; NULL: there is */
    uint64_t not_judged; /* packets, for that reason */
} compiled;

struct link_filters {
    const char *expression;
    keeper *keeper;
    GArray *all; /* of compiled */
};

static void
compiled_clear(gpointer one)
{
    compiled *c = one;

    if (!c->why)
        pcap_freecode(&c->program);
    g_free(c->why);
}

link_filters *
link_filters_new(const char *expression, keeper *k)
{
    link_filters *f = g_new0(link_filters, 1);

    f->expression = expression;
    f->keeper = k;
    f->all = g_array_new(FALSE, FALSE, sizeof(compiled));
    g_array_set_clear_func(f->all, compiled_clear);
    return f;
}

void
link_filters_free(link_filters *f)
{
    if (!f)
        return;
    g_array_unref(f->all);
    g_free(f);
}

const char *
link_filters_expression(const link_filters *f)
{
    return f->expression;
}

static compiled *
find(const link_filters *f, int link)
{
    for (guint i = 0; i < f->all->len; i++)
        if (g_array_index(f->all, compiled, i).link == link)
            return &g_array_index(f->all, compiled, i);
    return NULL;
}

static compiled
compile(const link_filters *f, int link)
{
    compiled made = {.link = link};
    g_autoptr(GError) error = NULL;

    if (!f->keeper)
        packet_filter_compile(f->expression, dlt_of_link(link), &made.program, &made.why);
    else if (!keeper_compile(f->keeper, dlt_of_link(link), &made.program, &error))
        made.why = g_strdup(error->message);
    return made;
}

const char *
link_filters_prepare(link_filters *f, int link)
{
    const compiled *known = find(f, link);

    if (known)
        return known->why;
    compiled made = compile(f, link);
    g_array_append_val(f->all, made);
    return made.why;
}

bool
link_filters_let_pass(link_filters *f, int link, const struct pcap_pkthdr *header,
                      const u_char *bytes)
{
    compiled *c = find(f, link);

    if (!c)
        return false;
    c->not_judged += c->why != NULL;
    return !c->why && pcap_offline_filter(&c->program, header, bytes) != 0;
}

char *
link_filters_not_judged(link_filters *f)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < f->all->len; i++) {
        compiled *c = &g_array_index(f->all, compiled, i);
        const char *name = pcap_datalink_val_to_name(dlt_of_link(c->link));
        if (c->not_judged == 0)
            continue;
        g_string_append_printf(
            text, "%s%" G_GUINT64_FORMAT " packets of link type %d (%s), for which: %s",
            text->len > 0 ? "; " : "", c->not_judged, c->link, name ? name : "unknown", c->why);
        c->not_judged = 0;
    }
    return g_string_free(text, text->len == 0);
}
