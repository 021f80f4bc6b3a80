/* printed.c - which of our fields tshark prints, where it prints no others
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For -T fields, tshark has Wireshark make all of a tree, and tells nobody of which fields it will
 * print: thirty of ours in each frame, of which it goes through all for the two that somebody
 * wants. Only its command line knows. Where that is out of reach, or says what is not understood
 * here, all are made. What filters, columns and colours ask for, Wireshark knows.
 */
#include "session/printed.h"

#include <string.h>

#include "session/protocol.h"
#include "session/session.h"

/* tshark's options that take no value, which others can follow in the same word. */
#define FLAGS "2DghIlLnpPqQvVx"

/* The letter of the word's option that can take a value, behind those that take none: the "r" of
 * "-nr". NULL: it is no option. */
static const char *
option_in(const char *word)
{
    if (word[0] != '-' || !word[1] || word[1] == '-')
        return NULL;
    for (word++; word[1] && strchr(FLAGS, *word);)
        word++;
    return word;
}

/* Its value: the rest of the word, or the next one. NULL: it is another option. */
static const char *
value_of(const char *const *word, char option)
{
    const char *letter = option_in(*word);

    if (!letter || *letter != option)
        return NULL;
    return letter[1] ? letter + 1 : word[1];
}

/* False: more than fields can be printed, or nobody can tell here. `ret_fields`: their names. */
static bool
read_words(const char *const *words, GPtrArray *ret_fields)
{
    bool only = false;

    for (; *words && strcmp(*words, "--") != 0; words++) {
        const char *kind = value_of(words, 'T'), *field = value_of(words, 'e');
        /* A script can go through whatever stands in a tree. */
        if (value_of(words, 'X'))
            return false;
        if (kind)
            only = strcmp(kind, "fields") == 0;
        if (field)
            g_ptr_array_add(ret_fields, (gpointer)field);
    }
    return only && ret_fields->len > 0;
}

/* Newer ones take more than names of fields. Columns have their own; expert information is of all
 * protocols. */
static bool
take_field(struct iot_printed *printed, const char *name)
{
    const header_field_info *field = proto_registrar_get_byname(name);

    if (!field || g_str_has_prefix(name, "_ws."))
        return g_str_has_prefix(name, "_ws.col.");
    if (field->id == iot_proto() || field->parent == iot_proto())
        g_array_append_val(printed->fields, field->id);
    return true;
}

/* Linux has it in a file; others have all fields made. */
static GPtrArray *
command_line(void)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *all = NULL;
    gsize length;

    if (g_file_get_contents("/proc/self/cmdline", &all, &length, NULL))
        for (gsize at = 0; at < length; at += strlen(all + at) + 1)
            g_ptr_array_add(words, g_strdup(all + at));
    g_ptr_array_add(words, NULL);
    return words;
}

static void
printed_open(void)
{
    struct iot_printed *printed = iot_state(IOT_STATE_PRINTED, sizeof *printed);
    g_autoptr(GPtrArray) words = command_line();
    g_autoptr(GPtrArray) fields = g_ptr_array_new();

    if (!printed->fields)
        printed->fields = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_set_size(printed->fields, 0);
    printed->only =
        iot_session_is_one_run() && read_words((const char *const *)words->pdata, fields);
    for (guint i = 0; i < fields->len; i++)
        printed->only = printed->only && take_field(printed, g_ptr_array_index(fields, i));
}

void
iot_printed_register(void)
{
    register_init_routine(printed_open);
}

bool
iot_printed_has_any(const struct iot_printed *printed)
{
    return printed->fields->len > 0 ||
           proto_registrar_get_nth((guint)iot_proto())->ref_type != HF_REF_TYPE_NONE;
}

bool
iot_printed_has(const struct iot_printed *printed, int field)
{
    for (guint i = 0; i < printed->fields->len; i++)
        if (g_array_index(printed->fields, int, i) == field)
            return true;
    return proto_registrar_get_nth((guint)field)->ref_type != HF_REF_TYPE_NONE;
}
