/* test-dissect-tls.c - hellos and Host headers from segments
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "carried.h"
#include "wire/message/http.h"
#include "wire/message/tls.h"

#define REQUEST "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n"

/* A client's hello that names a server; a server's that chose 1.3. */
static GByteArray *
client_hello(const char *server)
{
    GByteArray *hello = g_byte_array_new();
    size_t n = strlen(server), body = 2 + 32 + 1 + 4 + 2 + 2 + 9 + n;

    put_number(hello, 1, 1);
    put_number(hello, body, 3);
    put_number(hello, 0x0303, 2);
    for (unsigned i = 0; i < 4; i++)
        put_number(hello, i, 8);
    put(hello, BYTES("\0\0\2\x13\1\1\0"));
    put_number(hello, n + 9, 2);
    put_number(hello, 0, 2);
    put_number(hello, n + 5, 2);
    put_number(hello, n + 3, 2);
    put_number(hello, 0, 1);
    put_number(hello, n, 2);
    put(hello, server, n);
    return hello;
}

static void
put_record(GByteArray *to, const guint8 *bytes, size_t length)
{
    put_number(to, 22, 1);
    put_number(to, 0x0301, 2);
    put_number(to, length, 2);
    put(to, (const char *)bytes, length);
}

static GByteArray *
record_of(const char *server)
{
    g_autoptr(GByteArray) hello = client_hello(server);
    GByteArray *record = g_byte_array_new();

    put_record(record, hello->data, hello->len);
    return record;
}

/* Behind the server's name, an extension that says whether the hello hides another. */
static bool
hides_name(const char *extension, size_t length)
{
    g_autoptr(GByteArray) hello = client_hello("a.example"), record = g_byte_array_new();
    size_t extensions = hello->len - 18 - 2, all = 18 + length;
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    put(hello, extension, length);
    hello->data[extensions] = (guint8)(all >> 8);
    hello->data[extensions + 1] = (guint8)all;
    hello->data[3] = (guint8)(hello->len - 4);
    put_record(record, hello->data, hello->len);
    carried_segment(&c, &t, 443, record->data, record->len);
    g_assert_cmpstr(c.obs.server_name, ==, "a.example");
    return c.obs.hides_name;
}

static void
test_hello_that_hides_another_says_so(void)
{
    g_assert_true(hides_name(BYTES("\xfe\x0d\0\4\0\0\1\0")));
    g_assert_false(hides_name(BYTES("\xfe\x0d\0\1\1"))); /* the one within */
    g_assert_false(hides_name(BYTES("\xfe\x0d\0\0")));
    g_assert_false(hides_name(BYTES("\0\x17\0\0")));
}

static void
test_server_name_is_read_on_any_port(void)
{
    static const uint16_t ports[] = {443, 12345};

    for (unsigned i = 0; i < G_N_ELEMENTS(ports); i++) {
        g_autoptr(GByteArray) record = record_of("a.example");
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        carried_segment(&c, &t, ports[i], record->data, record->len);
        g_assert_cmpstr(c.obs.protocol, ==, "tls");
        g_assert_cmpstr(c.obs.server_name, ==, "a.example");
        g_assert_true(t.done);
        g_assert_null(t.kept);
    }
}

static void
test_server_name_over_two_segments(void)
{
    g_autoptr(GByteArray) record = record_of("a.example");

    for (guint n = 5; n < record->len; n++) {
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        carried_segment(&c, &t, 443, record->data, n);
        g_assert_null(c.obs.server_name);
        g_assert_false(t.done);
        carried_segment(&c, &t, 443, record->data + n, record->len - n);
        g_assert_cmpstr(c.obs.server_name, ==, "a.example");
        g_assert_true(t.done);
    }
}

static void
test_server_name_over_two_records(void)
{
    g_autoptr(GByteArray) hello = client_hello("a.example");

    for (guint n = 1; n < hello->len; n++) {
        g_autoptr(GByteArray) records = g_byte_array_new();
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        put_record(records, hello->data, n);
        put_record(records, hello->data + n, hello->len - n);
        carried_segment(&c, &t, 443, records->data, records->len);
        g_assert_cmpstr(c.obs.server_name, ==, "a.example");
    }
}

static void
test_server_name_over_records_and_segments_of_a_byte(void)
{
    g_autoptr(GByteArray) hello = client_hello("a.example");
    g_autoptr(GByteArray) records = g_byte_array_new();
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    for (guint i = 0; i < hello->len; i++)
        put_record(records, hello->data + i, 1);
    carried_segment(&c, &t, 443, records->data, 6);
    for (guint i = 6; i < records->len; i++) {
        g_assert_null(c.obs.server_name);
        carried_segment(&c, &t, 443, records->data + i, 1);
    }
    g_assert_cmpstr(c.obs.server_name, ==, "a.example");
    g_assert_true(t.done);
}

static void
test_server_name_is_ascii(void)
{
    g_autoptr(GByteArray) record = record_of("a\xc3\xbc");
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 443, record->data, record->len);
    g_assert_cmpstr(c.obs.server_name, ==, "a\xef\xbf\xbd\xef\xbf\xbd");
}

static void
test_endless_hello_is_given_up(void)
{
    g_autoptr(GByteArray) record = record_of("a.example");
    g_autofree guint8 *more = g_malloc0(TLS_HELLO_MAX);
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    record->data[6] = 0xff; /* of the message's length */
    carried_segment(&c, &t, 443, record->data, record->len);
    g_assert_false(t.done);
    carried_segment(&c, &t, 443, more, TLS_HELLO_MAX);
    g_assert_true(t.done);
    g_assert_null(t.kept);
}

static void
test_application_data_is_of_no_interest(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 443, BYTES("\x17\3\3\0\3abc"));
    g_assert_cmpstr(c.obs.protocol, ==, "tls");
    g_assert_true(t.done);
}

static void
test_hello_cut_by_the_capture_says_nothing(void)
{
    g_autoptr(GByteArray) record = record_of("a.example");
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    c.cut_bytes = 1;
    carried_segment(&c, &t, 443, record->data, record->len - 1);
    g_assert_null(c.obs.server_name);
    g_assert_true(t.done);
}

static void
test_version_is_the_extension_s_where_there_is_one(void)
{
#define HELLO_BODY                                                                                 \
    "\3\3"                                                                                         \
    "0123456789abcdef0123456789abcdef"                                                             \
    "\0\x13\1\0"
    g_auto(carried) c = carried_new();
    g_auto(reassembly) old = {0}, new = {0};

    carried_segment(&c, &old, 443, BYTES("\x16\3\3\0\x2a\2\0\0\x26" HELLO_BODY));
    g_assert_cmphex(c.obs.tls_version, ==, 0x0303);
    carried_segment(&c, &new, 443,
                    BYTES("\x16\3\3\0\x32\2\0\0\x2e" HELLO_BODY "\0\6\0\x2b\0\2\3\4"));
    g_assert_cmphex(c.obs.tls_version, ==, 0x0304);
    g_assert_true(new.done);
    g_assert_false(old.done); /* its certificate comes in the clear */
}

/* The rest of a record is of no interest once the hello is there. */
static void
test_version_does_not_wait_for_certificates(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 443, BYTES("\x16\3\3\x10\0\2\0\0\x26" HELLO_BODY "\x0b\0"));
    g_assert_cmphex(c.obs.tls_version, ==, 0x0303);
}

static void
test_text_on_a_port_of_tls_is_not_tls(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 443, BYTES(REQUEST));
    g_assert_cmpstr(c.obs.protocol, ==, "http");
    g_assert_cmpstr(c.obs.http_host, ==, "a.example");
}

static void
test_host_over_two_segments_on_any_port(void)
{
    for (size_t n = strlen("GET / HTTP/1.1\r\n"); n < strlen(REQUEST); n++) {
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        carried_segment(&c, &t, 12345, REQUEST, n);
        g_assert_null(c.obs.http_host);
        carried_segment(&c, &t, 12345, &REQUEST[n], strlen(REQUEST) - n);
        g_assert_cmpstr(c.obs.http_host, ==, "a.example");
        g_assert_true(t.done);
    }
}

/* An empty line ends the headers, of whatever its end is made, and however it comes. */
static void
test_host_over_segments_of_a_byte(void)
{
    static const char *const requests[] = {
        REQUEST,
        "GET / HTTP/1.1\nHost: a.example\n\n",
        "GET / HTTP/1.1\rHost: a.example\r\rx",
        "GET / HTTP/1.1\r\nx: y\rHost: a.example\r\r\n",
        "GET / HTTP/1.1\nHost: a.example\r\n\rx",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(requests); i++) {
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        size_t n = strlen("GET /");
        for (carried_segment(&c, &t, 80, requests[i], n); n < strlen(requests[i]); n++) {
            g_assert_null(c.obs.http_host);
            carried_segment(&c, &t, 80, requests[i] + n, 1);
        }
        g_assert_cmpstr(c.obs.http_host, ==, "a.example");
        g_assert_true(t.done);
    }
}

static void
test_address_is_no_host_but_the_next_request_may_have_one(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 80, BYTES("GET / HTTP/1.1\r\nHOST:192.0.2.1\r\n\r\n"));
    g_assert_null(c.obs.http_host);
    g_assert_false(t.done);
    carried_segment(&c, &t, 80, BYTES(REQUEST));
    g_assert_cmpstr(c.obs.http_host, ==, "a.example");
}

static void
test_host_ends_at_a_lone_carriage_return(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 80, BYTES("GET / HTTP/1.1\r\nHost: a.example\rX: b\r\n\r\n"));
    g_assert_cmpstr(c.obs.http_host, ==, "a.example");
}

static void
test_responses_have_no_host(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 80, BYTES("HTTP/1.1 200 OK\r\nHost: a.example\r\n\r\n"));
    g_assert_cmpstr(c.obs.protocol, ==, "http");
    g_assert_null(c.obs.http_host);
    g_assert_true(t.done);
}

static void
test_host_cut_by_the_capture_is_no_host(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    c.cut_bytes = 9;
    carried_segment(&c, &t, 80, BYTES("GET / HTTP/1.1\r\nHost: a.exam"));
    g_assert_null(c.obs.http_host);
    carried_segment(&c, &t, 80, BYTES("GET / HTTP/1.1\r\nHost: a.example\r\nUser-A"));
    g_assert_cmpstr(c.obs.http_host, ==, "a.example");
}

static void
test_endless_headers_are_given_up(void)
{
    g_autofree char *line = g_strnfill(HTTP_HEADERS_MAX, 'x');
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 80, BYTES("GET / HTTP/1.1\r\n"));
    carried_segment(&c, &t, 80, line, HTTP_HEADERS_MAX);
    g_assert_true(t.done);
    g_assert_null(t.kept);
}

static void
test_binary_on_a_port_of_http_gets_no_name(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 80, BYTES("\1\2\3\4"));
    g_assert_null(c.obs.protocol);
}

static void
test_unknown_stream_is_given_up(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    for (unsigned i = 0; i < 40; i++)
        carried_segment(&c, &t, 12345, BYTES("\1\2\3\4"));
    g_assert_null(c.obs.protocol);
    g_assert_true(t.done);
}

static void
test_stream_is_recognised_by_a_later_segment(void)
{
    g_autoptr(GByteArray) record = record_of("a.example");
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 12345, BYTES("\1\2\3\4"));
    carried_segment(&c, &t, 12345, record->data, record->len);
    g_assert_cmpstr(c.obs.server_name, ==, "a.example");
}

#define ADD(name) g_test_add_func("/dissect-tls/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(hello_that_hides_another_says_so);
    ADD(server_name_is_read_on_any_port);
    ADD(server_name_over_two_segments);
    ADD(server_name_over_two_records);
    ADD(server_name_over_records_and_segments_of_a_byte);
    ADD(server_name_is_ascii);
    ADD(endless_hello_is_given_up);
    ADD(application_data_is_of_no_interest);
    ADD(hello_cut_by_the_capture_says_nothing);
    ADD(version_is_the_extension_s_where_there_is_one);
    ADD(version_does_not_wait_for_certificates);
    ADD(text_on_a_port_of_tls_is_not_tls);
    ADD(host_over_two_segments_on_any_port);
    ADD(host_over_segments_of_a_byte);
    ADD(address_is_no_host_but_the_next_request_may_have_one);
    ADD(host_ends_at_a_lone_carriage_return);
    ADD(responses_have_no_host);
    ADD(host_cut_by_the_capture_is_no_host);
    ADD(endless_headers_are_given_up);
    ADD(binary_on_a_port_of_http_gets_no_name);
    ADD(unknown_stream_is_given_up);
    ADD(stream_is_recognised_by_a_later_segment);
    return g_test_run();
}
