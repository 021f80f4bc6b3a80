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
    return n_told(&c->obs, IOT_FACT_QUERY) ? nth_told(&c->obs, IOT_FACT_QUERY, 0)->query.question
                                           : NULL;
}

static void
test_question_is_told_with_its_wish_for_recursion(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53, BYTES(QUESTION));
    g_assert_cmpstr(c.obs.protocol, ==, "dns");
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_QUERY), ==, 1);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_QUERY, 0)->query.question, ==, "a.example");
    g_assert_true(nth_told(&c.obs, IOT_FACT_QUERY, 0)->query.recursion);
}

/* A question with this name and type, and what is told of it. */
static uint32_t
ask(carried *c, const char *name, uint8_t type)
{
    g_autoptr(GByteArray) message = g_byte_array_new();
    const uint8_t asks[] = {0, type, 0, 1};

    put(message, BYTES("\0\7\1\0\0\1\0\0\0\0\0\0"));
    put(message, name, strlen(name) + 1);
    put(message, (const char *)asks, sizeof asks);
    carried_datagram(c, 53, message->data, message->len);
    g_assert_cmpuint(n_told(&c->obs, IOT_FACT_QUERY), ==, 1);
    return nth_told(&c->obs, IOT_FACT_QUERY, 0)->query.asks;
}

/* As it would stand in a response: updates name a zone and what is to be in it. */
static void
test_updates_tell_nothing(void)
{
    char message[] = ANSWER;
    g_auto(carried) c = carried_new();

    for (unsigned opcode = 0; opcode <= 6; opcode++) {
        message[2] = (char)(0x81 | opcode << 3);
        carried_datagram(&c, 53, message, sizeof message - 1);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, opcode == 0);
        message[2] = (char)(0x84 | opcode << 3);
        carried_datagram(&c, 5353, message, sizeof message - 1);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, opcode == 0);
    }
}

static void
test_question_that_is_sent_again_is_told_so(void)
{
    static const struct {
        const char *name;
        uint8_t type;
        bool again;
    } steps[] = {
        {"\1a\7example", 1, false},  {"\1a\7example", 1, true},  {"\1A\7eXample", 1, true},
        {"\1a\7example", 28, false}, {"\1b\7example", 1, false}, {"\1a\7example", 1, true},
    };
    g_auto(carried) c = carried_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(steps); i++)
        g_assert_cmpuint(ask(&c, steps[i].name, steps[i].type), ==,
                         iot_dns_type_bit(steps[i].type) | (steps[i].again ? IOT_DNS_AGAIN : 0));
    c.now_ns += 61000 * MS;
    g_assert_cmpuint(ask(&c, "\1a\7example", 1), ==, iot_dns_type_bit(1));
}

/* Reads a datagram to where questions come from. */
static void
answer(carried *c, const GByteArray *message)
{
    packet p = carried_packet(c, IOT_TRANSPORT_UDP, 53, 50000);
    g_autofree uint8_t *copy = g_memdup2(message->data, message->len);

    c->obs.src = addr("192.168.1.1");
    c->obs.dst = addr("192.168.1.2");
    c->talk = (talk){0};
    payload_read_datagram(&p, &c->talk, cursor_of(copy, message->len));
    iot_facts_hand_over(c->dissector->facts, &c->obs);
}

static void
test_first_reply_tells_what_came_of_the_question(void)
{
    static const struct {
        const char *header;
        const void *records;
        size_t length;
        iot_dns_reply reply;
    } cases[] = {
        {"\x81\x80\0\1\0\1", BYTES("\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"),
         IOT_DNS_REPLY_RECORDS},
        {"\x81\x80\0\1\0\1", BYTES("\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\0\0\0\0"),
         IOT_DNS_REPLY_BLOCKED},
        {"\x81\x80\0\1\0\1", BYTES("\xc0\x0c\0\5\0\1\0\0\0\x3c\0\4\1b\xc0\x0e"),
         IOT_DNS_REPLY_NO_DATA},
        {"\x81\x80\0\1\0\0", "", 0, IOT_DNS_REPLY_NO_DATA},
        {"\x83\x80\0\1\0\0", "", 0, IOT_DNS_REPLY_RECORDS},
        {"\x81\x83\0\1\0\0", "", 0, IOT_DNS_REPLY_NO_SUCH_NAME},
        {"\x81\x85\0\1\0\0", "", 0, IOT_DNS_REPLY_REFUSED},
        {"\x81\x82\0\1\0\0", "", 0, IOT_DNS_REPLY_FAILED},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(carried) c = carried_new();
        g_autoptr(GByteArray) message = g_byte_array_new();
        put(message, BYTES("\0\7"));
        put(message, cases[i].header, 6);
        put(message, BYTES("\0\0\0\0\1a\7example\0\0\1\0\1"));
        put(message, cases[i].records, cases[i].length);
        answer(&c, message);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_REPLY), ==, 0);
        carried_datagram(&c, 53, BYTES(QUESTION));
        answer(&c, message);
        g_test_message("case %u", i);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_REPLY), ==, 1);
        g_assert_cmpint(nth_told(&c.obs, IOT_FACT_REPLY, 0)->reply.reply, ==, cases[i].reply);
        answer(&c, message);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_REPLY), ==, 0);
    }
}

static void
test_answer_is_told_with_question_owner_and_age(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53,
                     BYTES("\0\7\x81\x80\0\1\0\2\0\0\0\0\1a\7example\0\0\1\0\1"
                           "\xc0\x0c\0\5\0\1\0\0\0\x3c\0\4\1b\xc0\x0e"
                           "\1b\xc0\x0e\0\1\0\1\0\0\1\0\0\4\xc0\0\2\1"));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, 1);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_ANSWER, 0)->answer.question, ==, "a.example");
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_ANSWER, 0)->answer.owner, ==, "b.example");
    g_assert_cmpuint(nth_told(&c.obs, IOT_FACT_ANSWER, 0)->answer.ttl_s, ==, 256);
    assert_addr(&nth_told(&c.obs, IOT_FACT_ANSWER, 0)->answer.addr, "192.0.2.1");
}

static void
test_additional_records_are_no_answers(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53,
                     BYTES("\0\7\x81\x80\0\1\0\0\0\0\0\1\1a\7example\0\0\1\0\1"
                           "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, 0);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_MENTION), ==, 1);
    assert_addr(&nth_told(&c.obs, IOT_FACT_MENTION, 0)->mentioned, "192.0.2.1");
}

static void
test_alias_alone_is_told_with_its_target(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53,
                     BYTES("\0\7\x81\x80\0\1\0\1\0\0\0\0\1a\7example\0\0\1\0\1"
                           "\xc0\x0c\0\5\0\1\0\0\0\x3c\0\4\1b\xc0\x0e"));
    g_assert_cmpuint(c.obs.n_facts, ==, 1);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_ALIAS, 0)->alias.question, ==, "a.example");
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_ALIAS, 0)->alias.target, ==, "b.example");
}

/* Two hints, behind a parameter that tells nothing (alpn), and one of IPv6. */
#define HINTS                                                                                      \
    "\0\1\0\3\2h2\0\4\0\10\xc0\0\2\1\xc0\0\2\2"                                                    \
    "\0\6\0\20\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
#define HINTS_BYTES 39

static void
assert_answer(const iot_observation *obs, unsigned n, const char *question, const char *at)
{
    const iot_fact *fact = nth_told(obs, IOT_FACT_ANSWER, n);

    g_assert_cmpstr(fact->answer.question, ==, question);
    assert_addr(&fact->answer.addr, at);
}

static void
test_hints_of_a_service_are_answers_for_its_owner(void)
{
    g_auto(carried) c = carried_new();

    g_assert_cmpuint(sizeof HINTS - 1, ==, HINTS_BYTES);
    carried_datagram(&c, 53,
                     BYTES("\0\7\x81\x80\0\1\0\1\0\0\0\0\1a\7example\0\0\101\0\1"
                           "\xc0\x0c\0\101\0\1\0\0\0\x3c\0\x2a\0\1\0" HINTS));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, 3);
    assert_answer(&c.obs, 0, "a.example", "192.0.2.1");
    assert_answer(&c.obs, 1, "a.example", "192.0.2.2");
    assert_answer(&c.obs, 2, "a.example", "2001:db8::1");
}

static void
test_labels_of_a_service_fall_away(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53,
                     BYTES("\0\7\x81\x80\0\1\0\1\0\0\0\0\4_853\4_dns\1a\7example\0\0\100\0\1"
                           "\xc0\x0c\0\100\0\1\0\0\0\x3c\0\x2a\0\1\0" HINTS));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, 3);
    assert_answer(&c.obs, 0, "a.example", "192.0.2.1");
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_ANSWER, 0)->answer.owner, ==, "a.example");
}

static void
test_resolver_that_is_asked_for_as_any_has_its_targets_name(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53,
                     BYTES("\0\7\x81\x80\0\1\0\1\0\0\0\0\4_dns\x8resolver\4arpa\0\0\100\0\1"
                           "\xc0\x0c\0\100\0\1\0\0\0\x3c\0\x34\0\1\1d\7example\0" HINTS));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, 3);
    assert_answer(&c.obs, 0, "d.example", "192.0.2.1");
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ALIAS), ==, 1);
}

static void
test_damaged_service_hides_no_record_behind_it(void)
{
    g_auto(carried) c = carried_new();

    /* A hint that says it is longer than its record. */
    carried_datagram(&c, 53,
                     BYTES("\0\7\x81\x80\0\1\0\2\0\0\0\0\1a\7example\0\0\1\0\1"
                           "\xc0\x0c\0\101\0\1\0\0\0\x3c\0\x0b\0\1\0\0\4\xff\xff\xc0\0\2\7"
                           "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, 1);
    assert_answer(&c.obs, 0, "a.example", "192.0.2.1");
}

static void
test_hints_without_end_are_left_out(void)
{
    g_auto(carried) c = carried_new();
    g_autoptr(GByteArray) message = g_byte_array_new();

    put(message, BYTES("\0\7\x81\x80\0\1\0\1\0\0\0\0\1a\7example\0\0\101\0\1"
                       "\xc0\x0c\0\101\0\1\0\0\0\x3c\xf0\7\0\1\0\0\4\xf0\0"));
    for (unsigned i = 0; i < 0xf000; i++)
        put(message, BYTES("\7"));
    carried_datagram(&c, 53, message->data, message->len);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, 511);
}

static void
test_address_that_was_asked_for_has_a_name(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53,
                     BYTES("\0\7\x81\x80\0\1\0\1\0\0\0\0\0019\0011\003168\003192\7in-addr"
                           "\4arpa\0\0\14\0\1\xc0\x0c\0\14\0\1\0\0\0\x3c\0\5\3nas\0"));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 1);
    const iot_name_claim *claim = &nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim;
    g_assert_cmpstr(claim->name, ==, "nas");
    g_assert_cmpint(claim->source, ==, IOT_NAME_DNS);
    assert_addr(&claim->addr, "192.168.1.9");
}

static void
test_pointer_that_no_address_asked_for_tells_nothing(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 53,
                     BYTES("\0\7\x81\x80\0\1\0\1\0\0\0\0\1a\7example\0\0\14\0\1"
                           "\xc0\x0c\0\14\0\1\0\0\0\x3c\0\5\3nas\0"));
    g_assert_cmpuint(c.obs.n_facts, ==, 0);
}

static void
test_probe_claims_what_it_has_and_not_what_it_knows(void)
{
    g_auto(carried) c = carried_new();

    /* One record in the answer section (known), one in the authority section (to be claimed). */
    carried_datagram(&c, 5353,
                     BYTES("\0\0\0\0\0\1\0\1\0\1\0\0\4lamp\5local\0\0\xff\0\1"
                           "\3tub\xc0\x11\0\1\0\1\0\0\0\x78\0\4\xc0\xa8\1\x08"
                           "\xc0\x0c\0\1\0\1\0\0\0\x78\0\4\xc0\xa8\1\x09"));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 1);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name, ==, "lamp.local");
    assert_addr(&nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.addr, "192.168.1.9");
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
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_QUERY, 0)->query.question, ==, "a.b.c.d");
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
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, 0);
    }
    carried_datagram(&c, 53, BYTES(ANSWER));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, 1);
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
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, 512);
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
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ANSWER), ==, 1);
    assert_addr(&nth_told(&c.obs, IOT_FACT_ANSWER, 0)->answer.addr, "192.0.2.1");
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_ANSWER, 0)->answer.question, ==, "aa");
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
        names.n_known = 0;
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
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 1);
    g_assert_cmpint(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.source, ==, IOT_NAME_MDNS);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name, ==, "lamp.local");
    carried_datagram(&c, 5355, message, sizeof message - 1);
    g_assert_cmpstr(c.obs.protocol, ==, "llmnr");
    g_assert_cmpint(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.source, ==, IOT_NAME_LLMNR);
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
        queries += n_told(&c.obs, IOT_FACT_QUERY);
        carried_segment(&c, &t, 53, both + n, length - n);
        queries += n_told(&c.obs, IOT_FACT_QUERY);
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
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_QUERY), ==, 1);
}

static void
test_who_waits_longest_makes_room(void)
{
    static const uint8_t beginning[300] = {1, 0xff, 0, 0, 1, 0, 0, 1};
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
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_QUERY), ==, 1);
    for (unsigned i = 0; i < G_N_ELEMENTS(t); i++)
        reassembly_clear(&t[i]);
    g_assert_cmpuint(shelf.left_bytes, ==, 2000);
    g_assert_null(shelf.oldest);
}

static void
test_what_has_no_room_at_all_is_not_kept(void)
{
    static const uint8_t beginning[300] = {1, 0xff, 0, 0, 1, 0, 0, 1};
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
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_QUERY), ==, 1);
    carried_datagram(&c, 40000, BYTES("\0\7\1\0\0\2\0\0\0\0\0\0\0\0"));
    g_assert_null(c.obs.protocol);
}

#define ADD(name) g_test_add_func("/dissect-dns/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(question_is_told_with_its_wish_for_recursion);
    ADD(updates_tell_nothing);
    ADD(question_that_is_sent_again_is_told_so);
    ADD(first_reply_tells_what_came_of_the_question);
    ADD(answer_is_told_with_question_owner_and_age);
    ADD(additional_records_are_no_answers);
    ADD(alias_alone_is_told_with_its_target);
    ADD(hints_of_a_service_are_answers_for_its_owner);
    ADD(labels_of_a_service_fall_away);
    ADD(resolver_that_is_asked_for_as_any_has_its_targets_name);
    ADD(damaged_service_hides_no_record_behind_it);
    ADD(hints_without_end_are_left_out);
    ADD(address_that_was_asked_for_has_a_name);
    ADD(pointer_that_no_address_asked_for_tells_nothing);
    ADD(probe_claims_what_it_has_and_not_what_it_knows);
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
