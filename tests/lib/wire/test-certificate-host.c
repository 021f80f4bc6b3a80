/* test-certificate-host.c - which host a server's certificate is for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "carried.h"
#include "wire/message/certificate-host.h"

enum { SEQUENCE = 0x30, SET = 0x31, OBJECT = 6, UTF8 = 12, OCTETS = 4, BITS = 3, BOOLEAN = 1 };
enum { DNS = 0x82, IP = 0x87, URI = 0x86, MAIL = 0x81 };

/* An element around those bytes, which are freed. */
static GByteArray *
element(uint8_t tag, GByteArray *inside)
{
    GByteArray *whole = g_byte_array_new();

    put_number(whole, tag, 1);
    if (inside->len < 0x80) {
        put_number(whole, inside->len, 1);
    } else {
        put_number(whole, 0x82, 1);
        put_number(whole, inside->len, 2);
    }
    put(whole, (const char *)inside->data, inside->len);
    g_byte_array_unref(inside);
    return whole;
}

static GByteArray *
text_element(uint8_t tag, const char *bytes, size_t length)
{
    GByteArray *inside = g_byte_array_new();

    put(inside, bytes, length);
    return element(tag, inside);
}

static void
add_element(GByteArray *to, GByteArray *one)
{
    put(to, (const char *)one->data, one->len);
    g_byte_array_unref(one);
}

/* What a certificate says of its host. */
typedef struct about {
    const char *common_name; /* NULL: none */
    /* Alternative names, with spaces between them: a letter for the tag, and the name. */
    const char *names; /* NULL: no such extension */
    bool authority;
    size_t padding; /* bytes of an extension that nobody knows, before the others */
} about;

static GByteArray *
subject_of(const about *what)
{
    GByteArray *subject = g_byte_array_new();

    for (unsigned i = 0; i < 2; i++) {
        const char *value = i == 0 ? "Example Works" : what->common_name;
        if (!value)
            continue;
        GByteArray *pair = text_element(OBJECT, i == 0 ? "\x55\4\x0a" : "\x55\4\3", 3);
        add_element(pair, text_element(UTF8, value, strlen(value)));
        add_element(subject, element(SET, element(SEQUENCE, pair)));
    }
    return subject;
}

static GByteArray *
names_of(const char *names)
{
    GByteArray *all = g_byte_array_new();
    g_auto(GStrv) words = g_strsplit(names, " ", -1);

    for (char **word = words; *word; word++) {
        uint8_t tag = **word == 'd' ? DNS : **word == 'i' ? IP : **word == 'u' ? URI : MAIL;
        add_element(all, text_element(tag, *word + 1, strlen(*word + 1)));
    }
    return element(SEQUENCE, all);
}

static void
add_extension(GByteArray *to, uint8_t number, bool critical, GByteArray *value)
{
    const char object[] = {0x55, 0x1d, (char)number};
    GByteArray *extension = text_element(OBJECT, object, sizeof object);

    if (critical)
        add_element(extension, text_element(BOOLEAN, "\xff", 1));
    add_element(extension, element(OCTETS, value));
    add_element(to, element(SEQUENCE, extension));
}

static GByteArray *
extensions_of(const about *what)
{
    GByteArray *all = g_byte_array_new(), *padding = g_byte_array_new();

    g_byte_array_set_size(padding, (guint)what->padding);
    if (padding->len > 0)
        memset(padding->data, 'x', padding->len);
    add_extension(all, 99, false, padding);
    if (what->authority)
        add_extension(all, 15, true, text_element(BITS, "\1\6", 2));
    else
        add_extension(all, 15, true, text_element(BITS, "\5\xa0", 2));
    if (what->names)
        add_extension(all, 17, false, names_of(what->names));
    return all;
}

static void
check_host(const about *what, const char *expected)
{
    g_autoptr(iot_facts) facts = iot_facts_new();
    g_autoptr(GByteArray) subject = subject_of(what), extensions = extensions_of(what);
    const char *host = certificate_host(facts, cursor_of(subject->data, subject->len),
                                        cursor_of(extensions->data, extensions->len));

    g_assert_cmpstr(host, ==, expected);
}

static void
test_which_name_is_the_hosts(void)
{
    static const struct {
        about what;
        const char *host; /* NULL: none */
    } rows[] = {
        {{"cn.vendor.example", "da.vendor.example db.vendor.example", false, 0},
         "a.vendor.example"},
        {{"cn.vendor.example", "d*.vendor.example dvendor.example", false, 0}, "vendor.example"},
        {{"cn.vendor.example", "ux://u.vendor.example mb@m.example da.vendor.example", false, 0},
         "a.vendor.example"},
        {{"cn.vendor.example", NULL, false, 0}, "cn.vendor.example"},
        {{"cn.vendor.example", "iabcd", false, 0}, "cn.vendor.example"},
        /* Where there are names of hosts, the common name is none (RFC 6125 section 6.4.4). */
        {{"cn.vendor.example", "d*.vendor.example", false, 0}, NULL},
        {{"cn.vendor.example", "dlocalhost", false, 0}, NULL},
        {{"*.vendor.example", NULL, false, 0}, NULL},
        {{"192.0.2.7", NULL, false, 0}, NULL},
        {{"localhost", NULL, false, 0}, NULL},
        {{"localhost.localdomain", NULL, false, 0}, NULL},
        {{"0123456789ab", NULL, false, 0}, NULL},
        {{"Vendor Root CA", NULL, false, 0}, NULL},
        {{"vendor", NULL, false, 0}, NULL},
        {{"gateway.local", NULL, false, 0}, NULL},
        {{"gateway.home.arpa", "dgateway.lan", false, 0}, NULL},
        {{"fritz.box", "dfritz.box dwww.fritz.box", false, 0}, NULL},
        {{"fritz.box", "dfritz.box dabc.homes.example", false, 0}, "abc.homes.example"},
        {{"routerlogin.net", NULL, false, 0}, NULL},
        {{"1.2.0.192.in-addr.arpa", NULL, false, 0}, NULL},
        /* One of several owners, whom their provider put together. */
        {{"cn.vendor.example", "da.vendor.example db.other.example", false, 0}, NULL},
        {{"cn.vendor.example", "da.vendor.example d*.other.example", false, 0}, NULL},
        {{"cn.vendor.example", "da.vendor.example dvendor.example2", false, 0}, NULL},
        {{NULL, "da.vendor.co.uk db.other.co.uk", false, 0}, NULL},
        {{NULL, "da.vendor.co.uk dvendor.co.uk", false, 0}, "a.vendor.co.uk"},
        {{NULL, "da.vendor.com d*.VENDOR.com", false, 0}, "a.vendor.com"},
        {{NULL, "da.vendor.example dgateway", false, 0}, "a.vendor.example"},
        {{"invalid2.invalid", NULL, false, 0}, NULL},
        {{NULL, NULL, false, 0}, NULL},
        /* An authority's own certificate; one that is a host's as well says so. */
        {{"ca.vendor.example", NULL, true, 0}, NULL},
        {{"ca.vendor.example", "da.vendor.example", true, 0}, "a.vendor.example"},
        {{"cn.vendor.example", "da.vendor.example", false, 3000}, "a.vendor.example"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        check_host(&rows[i].what, rows[i].host);
}

static void
test_names_of_other_bytes_are_none(void)
{
    static const char *const names[] = {
        "a.vend\xc3\xb6r.example", "a.vendor.example\n", "a b.example",
        "a.vendor.example/",       "a..example",         ".vendor.example"};

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        check_host(&(about){names[i], NULL, false, 0}, NULL);
    g_autoptr(iot_facts) facts = iot_facts_new();
    g_autoptr(GByteArray) pair = text_element(OBJECT, "\x55\4\3", 3);
    add_element(pair, text_element(UTF8, BYTES("good.example\0.evil.example")));
    g_autoptr(GByteArray) subject = element(SET, element(SEQUENCE, g_steal_pointer(&pair)));
    g_assert_null(
        certificate_host(facts, cursor_of(subject->data, subject->len), cursor_of(NULL, 0)));
}

/* A certificate in the message of that name, which has a second one. */
static GByteArray *
message_of(const about *what)
{
    GByteArray *body = g_byte_array_new(), *message = g_byte_array_new();

    add_element(body, element(0xa0, text_element(2, "\2", 1)));
    add_element(body, text_element(2, "\1", 1));
    add_element(body, text_element(SEQUENCE, "", 0));
    add_element(body, text_element(SEQUENCE, "", 0));
    add_element(body, text_element(SEQUENCE, "", 0));
    add_element(body, element(SEQUENCE, subject_of(what)));
    add_element(body, text_element(SEQUENCE, "", 0));
    add_element(body, element(0xa3, element(SEQUENCE, extensions_of(what))));
    g_autoptr(GByteArray) der = element(SEQUENCE, element(SEQUENCE, body));
    put_number(message, 11, 1);
    put_number(message, 2 * (3 + der->len) + 3, 3);
    put_number(message, 2 * (3 + der->len), 3);
    for (unsigned i = 0; i < 2; i++) {
        put_number(message, der->len, 3);
        put(message, (const char *)der->data, der->len);
    }
    return message;
}

/* Version 1.2: random, no session, a suite, no compression, no extensions. */
#define SERVER_HELLO                                                                               \
    "\2\0\0\x26\3\3"                                                                               \
    "0123456789abcdef0123456789abcdef\0\xc0\x2f\0"

/* What a server says, in records of `size` bytes. */
static GByteArray *
records_of(const about *what, size_t size)
{
    g_autoptr(GByteArray) message = message_of(what), all = g_byte_array_new();
    GByteArray *records = g_byte_array_new();

    put(all, SERVER_HELLO, sizeof SERVER_HELLO - 1);
    put(all, (const char *)message->data, message->len);
    for (size_t at = 0; at < all->len; at += size) {
        size_t some = MIN(size, all->len - at);
        put_number(records, 22, 1);
        put_number(records, 0x0303, 2);
        put_number(records, some, 2);
        put(records, (const char *)all->data + at, some);
    }
    return records;
}

/* What a server elsewhere is called by the bytes, in segments of `size`. */
static char *
told_by(carried *c, reassembly *t, const char *server, const GByteArray *bytes, size_t size)
{
    char *name = NULL;

    for (size_t at = 0; at < bytes->len; at += size) {
        packet p = carried_packet(c, IOT_TRANSPORT_TCP, 443, 50000);
        g_autofree uint8_t *copy = g_memdup2(bytes->data + at, MIN(size, bytes->len - at));
        p.obs->src = addr(server);
        if (!t->done)
            payload_read_stream(&p, &c->talk, t, cursor_of(copy, MIN(size, bytes->len - at)));
        if (p.obs->certificate_name) {
            g_assert_null(name);
            name = g_strdup(p.obs->certificate_name);
        }
    }
    return name;
}

static const about vendors = {"cn.vendor.example", "da.vendor.example", false, 100};

static void
test_certificate_in_any_records_and_segments(void)
{
    static const size_t records[] = {16000, 500, 47, 43, 5, 1},
                        segments[] = {16000, 1400, 300, 100};

    for (unsigned r = 0; r < G_N_ELEMENTS(records); r++)
        for (unsigned s = 0; s < G_N_ELEMENTS(segments); s++) {
            g_autoptr(GByteArray) bytes = records_of(&vendors, records[r]);
            g_auto(carried) c = carried_new();
            g_auto(reassembly) t = {0};
            g_autofree char *name = told_by(&c, &t, "203.0.113.7", bytes, segments[s]);
            g_test_message("records of %zu, segments of %zu", records[r], segments[s]);
            g_assert_cmpstr(name, ==, "a.vendor.example");
            g_assert_true(t.done);
            g_assert_null(t.kept);
        }
}

static void
test_first_certificate_is_enough(void)
{
    g_autoptr(GByteArray) bytes = records_of(&vendors, 16000);
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    g_byte_array_set_size(bytes, bytes->len - 100); /* of the second */
    g_autofree char *name = told_by(&c, &t, "203.0.113.7", bytes, 100);
    g_assert_cmpstr(name, ==, "a.vendor.example");
    g_assert_true(t.done);
}

/* Who says that more comes than anybody keeps need not be waited for. */
static void
test_certificate_that_does_not_fit_is_given_up_at_once(void)
{
    static const struct {
        size_t padding;
        bool fits;
    } cases[] = {{15000, true}, {17000, false}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        about large = vendors;
        large.padding = cases[i].padding;
        g_autoptr(GByteArray) bytes = records_of(&large, 16000);
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        g_byte_array_set_size(bytes, 300);
        g_autofree char *name = told_by(&c, &t, "203.0.113.7", bytes, 100);
        g_assert_null(name);
        g_assert_cmpint(t.done, ==, !cases[i].fits);
    }
}

static void
test_beginning_of_a_certificate_tells_nothing(void)
{
    g_autoptr(GByteArray) whole = records_of(&vendors, 16000);

    for (guint length = 0; length < whole->len / 2; length++) {
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        put(bytes, (const char *)whole->data, length);
        g_autofree char *name = told_by(&c, &t, "203.0.113.7", bytes, length);
        g_assert_null(name);
    }
}

static void
test_who_was_called_by_name_needs_no_certificate(void)
{
    g_autoptr(GByteArray) bytes = records_of(&vendors, 16000);
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0}, other = {0};

    c.talk.named = true;
    g_autofree char *name = told_by(&c, &t, "203.0.113.7", bytes, 16000);
    g_assert_null(name);
    g_assert_true(t.done);
    /* A proxy's certificate is not what is fetched through it. */
    c.talk = (talk){.proxy = true};
    g_autofree char *behind = told_by(&c, &other, "203.0.113.7", bytes, 16000);
    g_assert_null(behind);
}

#define ADD(name) g_test_add_func("/certificate-host/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(which_name_is_the_hosts);
    ADD(names_of_other_bytes_are_none);
    ADD(certificate_in_any_records_and_segments);
    ADD(first_certificate_is_enough);
    ADD(certificate_that_does_not_fit_is_given_up_at_once);
    ADD(beginning_of_a_certificate_tells_nothing);
    ADD(who_was_called_by_name_needs_no_certificate);
    return g_test_run();
}
