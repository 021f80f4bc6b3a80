/* test-dissect-dns.c - DNS, mDNS and LLMNR from bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "carried.h"
#include "wire/message/dns-name.h"

#define QUESTION      "\0\7\1\0\0\1\0\0\0\0\0\0\1a\7example\0\0\1\0\1"
#define ANSWER_HEADER "\0\7\x81\x80\0\1\0\1\0\0\0\0\1a\7example\0\0\1\0\1"
#define ANSWER        ANSWER_HEADER "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"

/* A question of this name, as it stands in a message. */
static const char *
question_of(carried *c, const char *name, size_t length)
{
    g_autoptr(GByteArray) message = g_byte_array_new();

    put(message, BYTES("\0\7\1\0\0\1\0\0\0\0\0\0"));
    put(message, name, length);
    put(message, BYTES("\0\1\0\1"));
    carried_datagram(c, 53, message->data, message->len);
    return c->obs.n_queries ? c->obs.queries[0].question : NULL;
}

static void
test_question_is_told_with_its_wish_for_recursion(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53, BYTES(QUESTION));
    g_assert_cmpstr(c.obs.protocol, ==, "dns");
    g_assert_cmpuint(c.obs.n_queries, ==, 1);
    g_assert_cmpstr(c.obs.queries[0].question, ==, "a.example");
    g_assert_true(c.obs.queries[0].recursion);
}

static void
test_answer_is_told_with_question_owner_and_age(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53,
                     BYTES("\0\7\x81\x80\0\1\0\2\0\0\0\0\1a\7example\0\0\1\0\1"
                           "\xc0\x0c\0\5\0\1\0\0\0\x3c\0\4\1b\xc0\x0e"
                           "\1b\xc0\x0e\0\1\0\1\0\0\1\0\0\4\xc0\0\2\1"));
    g_assert_cmpuint(c.obs.n_answers, ==, 1);
    g_assert_cmpstr(c.obs.answers[0].question, ==, "a.example");
    g_assert_cmpstr(c.obs.answers[0].owner, ==, "b.example");
    g_assert_cmpuint(c.obs.answers[0].ttl_s, ==, 256);
    assert_addr(&c.obs.answers[0].addr, "192.0.2.1");
}

static void
test_additional_records_are_no_answers(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53,
                     BYTES("\0\7\x81\x80\0\1\0\0\0\0\0\1\1a\7example\0\0\1\0\1"
                           "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"));
    g_assert_cmpuint(c.obs.n_answers, ==, 0);
}

static void
test_names_are_written_as_wireshark_does(void)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *text;
    } names[] = {
        {BYTES("\0"), "<Root>"},
        {BYTES("\3a.b\1c\0"), "a.b.c"},
        {BYTES("\4a\tb\1\0"), "a\\tb\\001"},
        {BYTES("\3\xc3\xbc!\0"), "ü!"},
        {BYTES("\3\xc3(\xff\0"), "\xef\xbf\xbd(\xef\xbf\xbd"},
        {BYTES("\2\xc2\x85\0"), "\\u0085"},
        {BYTES("\2ab\xc0\x0c"), "<Name contains a pointer that loops>"},
        {BYTES("\x41\x08\xff\0"), "<Unknown extended label>"},
    };
    g_auto(carried) c = carried_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        g_assert_cmpstr(question_of(&c, names[i].bytes, names[i].length), ==, names[i].text);
}

/* Each label points to the one before it, the first one far behind the question. */
static void
test_pointer_may_lead_to_pointers_forwards_and_back(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53,
                     BYTES("\0\7\1\0\0\1\0\0\0\0\0\0"
                           "\1a\xc0\x1b\0\1\0\1"
                           "\1d\0"
                           "\1c\xc0\x14"
                           "\1b\xc0\x17"));
    g_assert_cmpstr(c.obs.queries[0].question, ==, "a.b.c.d");
}

static void
test_endless_name_is_told_as_too_long(void)
{
    g_autoptr(GByteArray) name = g_byte_array_new();
    g_auto(carried) c = carried_new();

    for (unsigned i = 0; i < 600; i++)
        put(name, BYTES("\1a"));
    put_number(name, 0, 1);
    g_assert_cmpstr(question_of(&c, (const char *)name->data, name->len), ==, "<Name too long>");
}

static void
test_damaged_names_are_not_told(void)
{
    static const struct {
        const char *bytes;
        size_t length;
    } names[] = {{BYTES("\x80z\0")}, {BYTES("\xff\xff")}, {BYTES("\x3f\1\2")}};
    g_auto(carried) c = carried_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        g_assert_null(question_of(&c, names[i].bytes, names[i].length));
}

static void
test_message_cut_anywhere_tells_what_was_before(void)
{
    g_auto(carried) c = carried_new();

    for (size_t n = 0; n < sizeof ANSWER - 1; n++) {
        carried_datagram(&c, 53, ANSWER, n);
        g_assert_cmpuint(c.obs.n_answers, ==, 0);
    }
    carried_datagram(&c, 53, BYTES(ANSWER));
    g_assert_cmpuint(c.obs.n_answers, ==, 1);
}

static void
test_more_records_than_fit_are_left_out(void)
{
    g_autoptr(GByteArray) message = g_byte_array_new();
    g_auto(carried) c = carried_new();

    put(message, BYTES("\0\7\x81\x80\0\1\x07\xd0\0\0\0\0\1a\7example\0\0\1\0\1"));
    for (unsigned i = 0; i < 2000; i++)
        put(message, BYTES("\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"));
    carried_datagram(&c, 53, message->data, message->len);
    g_assert_cmpuint(c.obs.n_answers, ==, 512);
}

/* The name of a number. */
static void
put_name(GByteArray *to, unsigned n)
{
    const char label[] = {2, (char)('a' + n / 26), (char)('a' + n % 26), 0};

    put(to, label, sizeof label);
}

static void
put_alias(GByteArray *to, unsigned owner, unsigned target)
{
    put_name(to, owner);
    put(to, BYTES("\0\5\0\1\0\0\0\x3c\0\4"));
    put_name(to, target);
}

static void
put_address(GByteArray *to, unsigned owner, uint8_t last)
{
    put_name(to, owner);
    put(to, BYTES("\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2"));
    put_number(to, last, 1);
}

/* As answers for the first name. */
static GByteArray *
response_of(guint answers)
{
    GByteArray *message = g_byte_array_new();

    put(message, BYTES("\0\7\x81\x80\0\1"));
    put_number(message, answers, 2);
    put(message, BYTES("\0\0\0\0"));
    put_name(message, 0);
    put(message, BYTES("\0\1\0\1"));
    return message;
}

static void
test_aliases_are_followed_in_any_order_and_number(void)
{
    enum { LINKS = 120 };
    g_autoptr(GByteArray) message = response_of(LINKS + 4);
    g_auto(carried) c = carried_new();

    for (unsigned i = LINKS; i > 0; i--)
        put_alias(message, i - 1, i);
    put_alias(message, LINKS, LINKS / 2); /* round in a circle */
    put_alias(message, LINKS + 2, LINKS + 1);
    put_address(message, LINKS, 1);
    put_address(message, LINKS + 1, 2);
    carried_datagram(&c, 53, message->data, message->len);
    g_assert_cmpuint(c.obs.n_answers, ==, 1);
    assert_addr(&c.obs.answers[0].addr, "192.0.2.1");
    g_assert_cmpstr(c.obs.answers[0].question, ==, "aa");
}

/* Names that a few bytes ask for again and again: what is beyond is passed, and tells nothing. */
static void
test_names_are_read_so_far_as_a_message_may_need(void)
{
    g_autoptr(GByteArray) message = response_of(1);
    g_auto(carried) c = carried_new();
    guint at = message->len;

    for (unsigned i = 0; i < 200; i++)
        put(message, BYTES("\1x"));
    put(message, BYTES("\0\1y"));
    put_number(message, 0xc000 | at, 2);
    put(message, BYTES("rest"));
    dns_names names = dns_names_of(cursor_of(message->data, message->len), c.dissector->facts);
    unsigned read = 0;
    for (bool told = true; told; read++) {
        cursor one = cursor_of(message->data, message->len);
        one.at += message->len - 8;
        names.last = NULL;
        told = dns_name_read(&one, &names) != NULL;
        g_assert_false(one.failed);
        g_assert_cmpuint(cursor_left(&one), ==, strlen("rest"));
    }
    g_assert_cmpuint(read, >=, 22);
    g_assert_cmpuint(read, <=, 2 * DNS_NAMES_PER_BYTE);
}

static void
test_multicast_names_are_claims(void)
{
    static const char message[] =
        "\0\0\x84\0\0\0\0\2\0\0\0\0\4lamp\5local\0\0\1\x80\1\0\0\0\x78\0\4"
        "\xc0\xa8\1\2\1x\xc0\x11\0\x21\0\1\0\0\0\x78\0\2\xc0\x0c";
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 5353, message, sizeof message - 1);
    g_assert_cmpstr(c.obs.protocol, ==, "mdns");
    g_assert_cmpuint(c.obs.n_claims, ==, 1);
    g_assert_cmpint(c.obs.claims[0].source, ==, IOT_NAME_MDNS);
    g_assert_cmpstr(c.obs.claims[0].name, ==, "lamp.local");
    carried_datagram(&c, 5355, message, sizeof message - 1);
    g_assert_cmpstr(c.obs.protocol, ==, "llmnr");
    g_assert_cmpint(c.obs.claims[0].source, ==, IOT_NAME_LLMNR);
}

static void
test_stream_may_split_messages_anywhere(void)
{
    static const char both[] = "\0\x1b" QUESTION "\0\x1b" QUESTION;
    size_t length = sizeof both - 1;

    for (size_t n = 1; n < length; n++) {
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        unsigned queries = 0;
        carried_segment(&c, &t, 53, both, n);
        queries += c.obs.n_queries;
        carried_segment(&c, &t, 53, both + n, length - n);
        queries += c.obs.n_queries;
        g_assert_cmpuint(queries, ==, 2);
        g_assert_null(t.kept);
    }
}

static void
test_lost_bytes_begin_a_new_message(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 53, BYTES("\0\x1b\0\7"));
    g_assert_nonnull(t.kept);
    reassembly_lose(&t);
    carried_segment(&c, &t, 53, BYTES("\0\x1b" QUESTION));
    g_assert_cmpuint(c.obs.n_queries, ==, 1);
}

static void
test_who_waits_longest_makes_room(void)
{
    static const uint8_t beginning[300] = {1, 0xff};
    g_auto(carried) c = carried_new();
    reassembly_shelf shelf = {.left_bytes = 2000};
    reassembly t[20] = {{0}};

    for (unsigned i = 0; i < G_N_ELEMENTS(t); i++) {
        t[i].shelf = &shelf;
        carried_segment(&c, &t[i], 53, beginning, sizeof beginning);
    }
    g_assert_null(t[0].kept);
    g_assert_nonnull(t[19].kept);
    g_assert_cmpuint(shelf.dropped, >, 0);
    /* Whoever lost the beginning begins with the next. */
    carried_segment(&c, &t[0], 53, BYTES("\0\x1b" QUESTION));
    g_assert_cmpuint(c.obs.n_queries, ==, 1);
    for (unsigned i = 0; i < G_N_ELEMENTS(t); i++)
        reassembly_clear(&t[i]);
    g_assert_cmpuint(shelf.left_bytes, ==, 2000);
    g_assert_null(shelf.oldest);
}

static void
test_what_has_no_room_at_all_is_not_kept(void)
{
    static const uint8_t beginning[300] = {1, 0xff};
    g_auto(carried) c = carried_new();
    reassembly_shelf shelf = {.left_bytes = 100};
    g_auto(reassembly) t = {.shelf = &shelf};

    carried_segment(&c, &t, 53, beginning, sizeof beginning);
    g_assert_null(t.kept);
    g_assert_cmpuint(shelf.dropped, ==, 1);
}

static void
test_first_answer_tells_the_time_since_the_question(void)
{
    g_auto(carried) c = carried_new();

    c.now_ns = 1000 * MS;
    carried_datagram(&c, 53, BYTES(QUESTION));
    g_assert_cmpint(c.obs.response_ns, ==, 0);
    c.now_ns = 1030 * MS;
    carried_datagram(&c, 53, BYTES(ANSWER));
    g_assert_cmpint(c.obs.response_ns, ==, 30 * MS);
    carried_datagram(&c, 53, BYTES(ANSWER));
    g_assert_cmpint(c.obs.response_ns, ==, 0);
}

static void
test_question_repeated_soon_keeps_its_time(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53, BYTES(QUESTION));
    c.now_ns = 4999 * MS;
    carried_datagram(&c, 53, BYTES(QUESTION));
    c.now_ns = 5100 * MS;
    carried_datagram(&c, 53, BYTES(ANSWER));
    g_assert_cmpint(c.obs.response_ns, ==, 5100 * MS);
}

static void
test_question_repeated_late_is_a_new_one(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53, BYTES(QUESTION));
    c.now_ns = 5000 * MS;
    carried_datagram(&c, 53, BYTES(QUESTION));
    c.now_ns = 5100 * MS;
    carried_datagram(&c, 53, BYTES(ANSWER));
    g_assert_cmpint(c.obs.response_ns, ==, 100 * MS);
}

static void
test_damaged_answer_tells_no_time(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53, BYTES(QUESTION));
    c.now_ns = 30 * MS;
    carried_datagram(&c, 53, BYTES(ANSWER_HEADER));
    g_assert_cmpint(c.obs.response_ns, ==, 0);
}

static void
test_dns_is_recognised_on_any_port(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 40000, BYTES(QUESTION));
    g_assert_cmpstr(c.obs.protocol, ==, "dns");
    g_assert_cmpuint(c.obs.n_queries, ==, 1);
    carried_datagram(&c, 40000, BYTES("\0\7\1\0\0\2\0\0\0\0\0\0\0\0"));
    g_assert_null(c.obs.protocol);
}

#define ADD(name) g_test_add_func("/dissect-dns/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(question_is_told_with_its_wish_for_recursion);
    ADD(answer_is_told_with_question_owner_and_age);
    ADD(additional_records_are_no_answers);
    ADD(names_are_written_as_wireshark_does);
    ADD(pointer_may_lead_to_pointers_forwards_and_back);
    ADD(endless_name_is_told_as_too_long);
    ADD(damaged_names_are_not_told);
    ADD(message_cut_anywhere_tells_what_was_before);
    ADD(more_records_than_fit_are_left_out);
    ADD(aliases_are_followed_in_any_order_and_number);
    ADD(names_are_read_so_far_as_a_message_may_need);
    ADD(multicast_names_are_claims);
    ADD(stream_may_split_messages_anywhere);
    ADD(lost_bytes_begin_a_new_message);
    ADD(who_waits_longest_makes_room);
    ADD(what_has_no_room_at_all_is_not_kept);
    ADD(first_answer_tells_the_time_since_the_question);
    ADD(question_repeated_soon_keeps_its_time);
    ADD(question_repeated_late_is_a_new_one);
    ADD(damaged_answer_tells_no_time);
    ADD(dns_is_recognised_on_any_port);
    return g_test_run();
}
