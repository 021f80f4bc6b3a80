/* link-filters.h - --filter, made ready for each link type that comes in a run
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a link type got in one file it has in all: names of hosts are looked up each time.
 *
 *     link_filters *all = link_filters_new("host nas", keeper);
 *     link_filters_prepare(all, link);                      // once it can come
 *     link_filters_let_pass(all, link, header, bytes);
 */
#ifndef IOT_COMMAND_LINK_FILTERS_H
#define IOT_COMMAND_LINK_FILTERS_H

#include <pcap/pcap.h>
#include <stdbool.h>

#include "command/keeper.h"

typedef struct link_filters link_filters;

/* Of libpcap's language. Both must outlive it.
 * @param k looks up what the filter names; NULL: we may still do so ourselves */
link_filters *link_filters_new(const char *expression, keeper *k);
/* As it was given. */
const char *link_filters_expression(const link_filters *f);
/* Accepts NULL. */
void link_filters_free(link_filters *f);

/* Packets of that link type can come. NULL, or libpcap's words why it makes no sense for them,
 * valid for the lifetime of `f`: then none of them passes. */
const char *link_filters_prepare(link_filters *f, int link);
/* None passes of a link type that was not prepared. */
bool link_filters_let_pass(link_filters *f, int link, const struct pcap_pkthdr *header,
                           const u_char *bytes);
/* Which packets did not pass because it makes no sense for their link type, and why, since this was
 * asked last; NULL: none. Must be freed by the caller using g_free. */
char *link_filters_not_judged(link_filters *f);

#endif
