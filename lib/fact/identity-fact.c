/* identity-fact.c - what can be told of what a device is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fact/identity-fact.h"

#include <assert.h>
#include <glib.h>

static const char *const fact_words[] = {
    [IOT_IDENTITY_KIND] = "kind",
    [IOT_IDENTITY_MAKER] = "maker",
    [IOT_IDENTITY_MODEL] = "model",
    [IOT_IDENTITY_SOFTWARE] = "software",
};
static_assert(G_N_ELEMENTS(fact_words) == IOT_IDENTITY_FACTS, "each fact has a word");

const char *
iot_identity_fact_word(iot_identity_fact fact)
{
    return fact_words[fact];
}
