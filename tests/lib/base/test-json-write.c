/* test-json-write.c - JSON as it goes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/json-write.h"

static void
put_all(iot_json_writer *to)
{
    iot_json_begin(to, NULL, '{');
    iot_json_put_text(to, "text", "a\"b\\c{\n\x7f");
    iot_json_put_text(to, "none", NULL);
    iot_json_begin(to, "list", '[');
    iot_json_put_int(to, NULL, -3);
    iot_json_put_bool(to, NULL, true);
    iot_json_begin(to, NULL, '{');
    iot_json_end(to, '}');
    iot_json_end(to, ']');
    iot_json_begin(to, "empty", '[');
    iot_json_end(to, ']');
    iot_json_put_number(to, "whole", 20);
    iot_json_put_number(to, "part", 0.5);
    iot_json_end(to, '}');
}

static void
test_one_line_has_no_space(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    iot_json_writer to = {.text = out};

    put_all(&to);
    g_assert_cmpstr(out->str, ==,
                    "{\"text\":\"a\\\"b\\\\c{\\u000a\\u007f\",\"none\":null,\"list\":[-3,true,{}],"
                    "\"empty\":[],\"whole\":20.0,\"part\":0.5}");
}

static void
test_pretty_has_a_line_for_each_value(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    iot_json_writer to = {.text = out, .pretty = true};

    put_all(&to);
    g_assert_cmpstr(out->str, ==,
                    "{\n"
                    "  \"text\" : \"a\\\"b\\\\c{\\u000a\\u007f\",\n"
                    "  \"none\" : null,\n"
                    "  \"list\" : [\n"
                    "    -3,\n"
                    "    true,\n"
                    "    {}\n"
                    "  ],\n"
                    "  \"empty\" : [],\n"
                    "  \"whole\" : 20.0,\n"
                    "  \"part\" : 0.5\n"
                    "}");
}

#define ADD(name) g_test_add_func("/json-write/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(one_line_has_no_space);
    ADD(pretty_has_a_line_for_each_value);
    return g_test_run();
}
