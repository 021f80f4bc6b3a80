/* test-dns-answers-index.c - many answers for one address, filed under whom they went to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "answered.h"

/* What clients are, and how often that was asked. */
typedef struct home {
    iot_revision revision; /* devices are called otherwise under each */
    unsigned *calls;
} home;

static uint32_t
device_in(const iot_dns_answer *answer, const void *user_data)
{
    const home *in = user_data;

    ++*in->calls;
    return answer->client == RESOLVER
               ? IOT_DNS_ANSWERS_NOBODY
               : (answer->client + answer->client_revision + in->revision) % 5;
}

static iot_dns_answers_asker
asker_in(const home *in, uint32_t device)
{
    return (iot_dns_answers_asker){device_in, in, device, in->revision};
}

static void
test_client_is_judged_once(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    iot_addr asked = addr(CDN);
    iot_dns_source source;
    unsigned calls = 0;
    home in = {.calls = &calls};
    iot_dns_answers_asker who = asker_in(&in, 4);

    for (uint32_t i = 1; i <= 1000; i++)
        answer(answers, i, CAMERA, "a.example");
    for (unsigned i = 0; i < 10; i++) {
        iot_dns_answers_file(answers, &asked, &who, true);
        iot_dns_answers_lookup(answers, &asked, 1000, &who, &source);
        g_assert_cmpint(source, ==, IOT_DNS_OTHER_CLIENT);
    }
    g_assert_cmpuint(calls, ==, 1);
}

/* Who is who changes before each question, and nothing is found: still none asks for more than its
 * share. */
static void
test_changes_with_each_question_cost_no_more(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    iot_addr asked = addr(CDN);
    iot_dns_source source;
    unsigned calls = 0;
    home in = {.calls = &calls};
    const unsigned questions = 200;

    for (uint32_t i = 1; i <= IOT_DNS_ANSWERS_PER_ADDR_MAX; i++)
        answer(answers, i, 1000 + i, "a.example");
    for (unsigned i = 0; i < questions; i++) {
        iot_dns_answers_asker who = asker_in(&in, 77);
        iot_dns_answers_file(answers, &asked, &who, false);
        iot_dns_answers_lookup(answers, &asked, UINT32_MAX, &who, &source);
        g_assert_cmpint(source, ==, IOT_DNS_OTHER_CLIENT);
        in.revision++;
    }
    g_assert_cmpuint(calls, <=,
                     IOT_DNS_ANSWERS_PER_ADDR_MAX + 2 * questions * IOT_DNS_ANSWERS_JUDGED_MAX);
}

/* The rule, the slow way. */
static const iot_dns_answer *
newest_for(const GArray *told, uint32_t frame, const iot_dns_answers_asker *who)
{
    for (guint i = told->len; i-- > 0;) {
        const iot_dns_answer *one = &g_array_index(told, iot_dns_answer, i);
        if (one->frame <= frame && who->device_of(one, who->user_data) == who->device)
            return one;
    }
    return NULL;
}

static void
assert_alternatives(const iot_dns_answers *answers, const GArray *told,
                    const iot_dns_answers_asker *who)
{
    const char *found[IOT_DNS_ANSWERS_ALTERNATIVES_MAX];
    iot_addr asked = addr(CDN);
    unsigned most = (unsigned)g_test_rand_int_range(1, IOT_DNS_ANSWERS_ALTERNATIVES_MAX + 1), n = 0;
    unsigned got = iot_dns_answers_alternatives(answers, &asked, who, NULL, found, most);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < told->len && n < most; i++) {
        const iot_dns_answer *one = &g_array_index(told, iot_dns_answer, i);
        if (who->device_of(one, who->user_data) != who->device ||
            !g_hash_table_add(seen, (gpointer)one->question))
            continue;
        g_assert_cmpuint(n, <, got);
        g_assert_cmpstr(found[n++], ==, one->question);
    }
    g_assert_cmpuint(got, ==, n);
}

/* A thousand answers to a handful of clients that are this and that device over time. */
static void
test_many_answers_are_found_as_few_are(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    g_autoptr(GArray) told = g_array_new(FALSE, FALSE, sizeof(iot_dns_answer));
    static char names[100][16];
    iot_addr asked = addr(CDN);
    unsigned calls = 0;
    home in = {.calls = &calls};

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        g_snprintf(names[i], sizeof names[i], "n%u.example", i);
    for (uint32_t frame = 1; frame <= 1000; frame++) {
        const char *name = names[g_test_rand_int_range(0, G_N_ELEMENTS(names))];
        iot_dns_answer one = {.question = name,
                              .owner = name,
                              .frame = frame,
                              .client = (uint32_t)g_test_rand_int_range(0, 6),
                              .client_revision = frame / 100};
        g_array_append_val(told, one);
        iot_dns_answers_observe(answers, &asked, &one);
        if (g_test_rand_int_range(0, 50) == 0)
            in.revision++;
        iot_dns_answers_asker who = asker_in(&in, (uint32_t)g_test_rand_int_range(0, 6));
        uint32_t at = (uint32_t)g_test_rand_int_range(0, (gint32)frame + 10);
        iot_dns_source source = IOT_DNS_NONE;
        if (frame % 3)
            iot_dns_answers_file(answers, &asked, &who, false);
        const iot_dns_answer *found = iot_dns_answers_lookup(answers, &asked, at, &who, &source);
        const iot_dns_answer *expected = newest_for(told, at, &who);
        g_assert_nonnull(found);
        g_assert_true(iot_dns_answers_lookup(answers, &asked, at, &who, &source) == found);
        /* While it changes who is who, not all that is far back is found. */
        if (expected && at < expected->frame + IOT_DNS_ANSWERS_JUDGED_MAX) {
            g_assert_cmpint(source, ==, IOT_DNS_OWN);
            g_assert_cmpuint(found->frame, ==, expected->frame);
        } else if (source == IOT_DNS_OWN) {
            g_assert_cmpuint(device_in(found, &in), ==, who.device);
        }
    }
    /* Once all is filed, all is found. */
    iot_dns_answers_asker anybody = asker_in(&in, 0);
    iot_dns_answers_file(answers, &asked, &anybody, true);
    for (unsigned i = 0; i < 1000; i++) {
        iot_dns_answers_asker who = asker_in(&in, (uint32_t)g_test_rand_int_range(0, 6));
        uint32_t at = (uint32_t)g_test_rand_int_range(0, 1010);
        iot_dns_source source = IOT_DNS_NONE;
        const iot_dns_answer *found = iot_dns_answers_lookup(answers, &asked, at, &who, &source);
        const iot_dns_answer *expected = newest_for(told, at, &who);
        g_assert_cmpuint(found->frame, ==, expected ? expected->frame : at > 0 ? MIN(at, 1000) : 1);
        g_assert_true((source == IOT_DNS_OWN) == (expected != NULL));
        assert_alternatives(answers, told, &who);
    }
}

/* There is no such device, and many without one. */
static void
test_nobody_has_no_answers_of_its_own(void)
{
    g_autoptr(iot_dns_answers) answers = iot_dns_answers_new();
    iot_addr asked = addr(CDN);
    iot_dns_source source;
    unsigned calls = 0;
    home in = {.calls = &calls};
    iot_dns_answers_asker who = asker_in(&in, IOT_DNS_ANSWERS_NOBODY);

    for (uint32_t i = 1; i <= 200; i++) {
        answer(answers, i, RESOLVER, "a.example");
        iot_dns_answers_lookup(answers, &asked, i, &who, &source);
        g_assert_cmpint(source, ==, IOT_DNS_OTHER_CLIENT);
    }
}

#define ADD(name) g_test_add_func("/answers-index/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(client_is_judged_once);
    ADD(changes_with_each_question_cost_no_more);
    ADD(many_answers_are_found_as_few_are);
    ADD(nobody_has_no_answers_of_its_own);
    return g_test_run();
}
