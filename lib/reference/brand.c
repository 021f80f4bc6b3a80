/* brand.c - what people call the owner of a MAC's block
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/brand.h"

#include <string.h>

/* In lower case, without dots. What firms are by law, as the last words of their names... */
static const char *const forms[] = {
    "a/s",          "ab",      "ag",   "aps",       "as",          "asa", "bhd",     "bv",   "bvba",
    "co",           "company", "corp", "corporate", "corporation", "doo", "ev",      "gmbh", "inc",
    "incorporated", "kft",     "kg",   "kgaa",      "kk",          "lda", "limited", "llc",  "llp",
    "lp",           "ltd",     "ltda", "ltée",      "mbh",         "nv",  "oo",      "oy",   "oyj",
    "plc",          "private", "pte",  "pty",       "pvt",         "sa",  "sarl",    "sas",  "sdn",
    "sl",           "slu",     "sp",   "spa",       "spz",         "sro", "srl",     "s",    "z",
    "zoo",          "(pty)",   "se",   "ug",        "&",           "and", "ulc",
};
/* ...and where they are, as the first. */
static const char *const places[] = {
    "anhui",     "beijing",  "changsha", "changzhou", "chengdu", "china",     "chongqing",
    "dalian",    "dongguan", "foshan",   "fujian",    "fuzhou",  "guangdong", "guangzhou",
    "hangzhou",  "hebei",    "hefei",    "hongkong",  "huizhou", "jiangsu",   "jiangxi",
    "jinan",     "kunshan",  "nanjing",  "ningbo",    "qingdao", "shandong",  "shanghai",
    "shenyang",  "shenzhen", "sichuan",  "suzhou",    "taipei",  "taiwan",    "tianjin",
    "wuhan",     "wuxi",     "xi'an",    "xiamen",    "xian",    "zhejiang",  "zhengzhou",
    "zhongshan", "zhuhai",
};

const char *
iot_brand_of(const iot_signatures *signatures, const char *registrant, char *buffer)
{
    iot_signature_told told[IOT_IDENTITY_FACTS];
    gsize length = registrant ? strlen(registrant) : 0;

    if (!registrant ||
        !iot_signatures_lookup(signatures, IOT_EVIDENCE_MAC_MAKER, registrant, length, NULL, told))
        return NULL;
    return iot_signature_write(&told[IOT_IDENTITY_MAKER], registrant, length, buffer,
                               IOT_SIGNATURE_VALUE_MAX) > 0
               ? buffer
               : NULL;
}

/* A word without its dots, and in lower case. */
static bool
is_listed(const char *word, const char *const *list, unsigned n)
{
    g_autofree char *folded = g_ascii_strdown(word, -1);
    char *to = folded;

    for (const char *at = folded; *at; at++)
        if (*at != '.' && *at != ',')
            *to++ = *at;
    *to = '\0';
    for (unsigned i = 0; i < n; i++)
        if (strcmp(list[i], folded) == 0)
            return true;
    return *folded == '\0';
}

/* "Co.,Ltd" and "Co.Ltd." are two words each. */
static char **
words_of(const char *registrant)
{
    GString *spaced = g_string_new(NULL);

    for (const char *at = registrant; *at; at++) {
        bool glued = *at == '.' && g_ascii_isupper(at[1]) && at > registrant + 1 &&
                     g_ascii_isalpha(at[-1]) && g_ascii_isalpha(at[-2]);
        g_string_append_c(spaced, *at == ',' || glued ? ' ' : *at);
    }
    char **words = g_strsplit(spaced->str, " ", -1);
    g_string_free(spaced, TRUE);
    return words;
}

/* How many words at the beginning are places; some write "Shen Zhen". One word stays. */
static guint
places_of(char *const *words, guint n)
{
    guint first = 0;

    while (first + 1 < n) {
        g_autofree char *both = g_strconcat(words[first], words[first + 1], NULL);
        bool two = first + 2 < n && is_listed(both, places, G_N_ELEMENTS(places));
        if (!two && !is_listed(words[first], places, G_N_ELEMENTS(places)))
            break;
        first += two ? 2 : 1;
    }
    return first;
}

char *
iot_brand_shorten(const char *registrant)
{
    g_auto(GStrv) words = words_of(registrant);
    guint end = g_strv_length(words);
    /* A place in brackets goes, and what stands behind it. */
    for (guint i = 1; i < end; i++)
        if (words[i][0] == '(')
            end = i;
    while (end > 1 && is_listed(words[end - 1], forms, G_N_ELEMENTS(forms)))
        end--;
    guint first = places_of(words, end);
    GString *brand = g_string_new(NULL);
    for (guint i = first; i < end; i++)
        g_string_append_printf(brand, "%s%s", i > first && *words[i] ? " " : "", words[i]);
    return g_string_free(brand, FALSE);
}
