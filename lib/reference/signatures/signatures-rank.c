/* signatures-rank.c - how much a line is worth, in words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/signatures/signatures.h"

#include <assert.h>

static const char *const rank_words[] = {
    [IOT_RANK_HINT] = "hint", [IOT_RANK_MAC] = "mac",   [IOT_RANK_ONLY] = "only",
    [IOT_RANK_DOES] = "does", [IOT_RANK_SAYS] = "says",
};
static_assert(G_N_ELEMENTS(rank_words) == IOT_RANKS, "each rank has a word");

const char *
iot_signature_rank_word(iot_signature_rank rank)
{
    return rank_words[rank];
}
