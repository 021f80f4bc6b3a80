/* http-description.c - small documents in which devices say what they are, over HTTP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Google Cast (/setup/eureka_info), Samsung's televisions (/api/v2/), Meross (/config), Shelly
 * (/shelly), in JSON; Roku (/query/device-info) in XML. Each is known by words that only it has,
 * whoever asked for it and on whatever port. They have networks, places and numbers in them, of
 * which nothing is read.
 */
#include "wire/message/http-description.h"

#include <string.h>

#include "wire/cursor-text.h"
#include "wire/evidence-text.h"
#include "wire/header-lines.h"
#include "wire/json-field.h"
#include "wire/message/signature.h"
#include "wire/xml-element.h"

/* Bytes kept of a response: its headers and what is looked at of the document. */
#define RESPONSE_MAX (HEADER_LINES_MAX_BYTES + JSON_FIELD_MAX_BYTES)
/* How often one whose length nobody tells is looked at. */
#define LOOKS_MAX 16
/* Stage of a reassembly whose response was found to be one that may be read here, beside those of
 * upnp.c; its mark is where the document begins. */
#define DOCUMENT 8
/* Documents of one stream. */
#define DOCUMENTS_MAX 64
#define SIGNS         2
#define MEMBERS       4

/* How a member is told: as evidence of its own, behind its name and that of the document, or as
 * what its owner calls the device. */
enum { DESCRIBED = IOT_EVIDENCES, LABEL };

typedef struct member {
    const char *name; /* NULL: no more of them */
    int told;         /* an iot_evidence, or one of these */
} member;

typedef struct document {
    const char *name;
    const char *signs[SIGNS]; /* it has all of them; NULL: no more */
    member members[MEMBERS];
} document;

static const document in_json[] = {
    {"cast",
     {"\"cast_build_revision\""},
     {{"model_name", IOT_EVIDENCE_CAST_MODEL}, {"name", LABEL}}},
    {"cast", {"\"model_name\"", "\"ssdp_udn\""}, {{"model_name", IOT_EVIDENCE_CAST_MODEL}}},
    {"samsung", {"\"Samsung SmartTV\"", "\"modelName\""}, {{"modelName", DESCRIBED}}},
    {"meross", {"\"Appliance.System.All\"", "\"hardware\""}, {{"type", IOT_EVIDENCE_MEROSS_MODEL}}},
    {"shelly", {"\"SH", "\"fw\""}, {{"type", IOT_EVIDENCE_COIOT_TYPE}}},
};

static const document in_xml[] = {
    {"roku",
     {"<device-info>", "</device-info>"},
     {{"vendor-name", DESCRIBED},
      {"model-name", DESCRIBED},
      {"is-tv", DESCRIBED},
      {"user-device-name", LABEL}}},
};

static bool
holds(cursor c, const char *text)
{
    return signature_holds(c, text, strlen(text), JSON_FIELD_MAX_BYTES);
}

static bool
is_document(const document *one, cursor body)
{
    for (unsigned i = 0; i < SIGNS && one->signs[i]; i++)
        if (!holds(body, one->signs[i]))
            return false;
    return true;
}

static bool
element_find(cursor c, const char *name, cursor *ret_text)
{
    char tag[32];

    g_snprintf(tag, sizeof tag, "<%s>", name);
    cursor_limit(&c, MIN(cursor_left(&c), JSON_FIELD_MAX_BYTES));
    return xml_element_find(c, tag, ret_text);
}

static void
tell_member(packet *p, const document *one, const member *of, cursor value)
{
    char before[48];

    if (cursor_left(&value) == 0)
        return;
    if (of->told == LABEL) {
        evidence_tell_label(p, value);
    } else if (of->told == DESCRIBED) {
        g_snprintf(before, sizeof before, "%s %s", one->name, of->name);
        evidence_tell(p, IOT_EVIDENCE_HTTP_DESCRIPTION, evidence_text(p, before, value));
    } else {
        evidence_tell_bytes(p, (iot_evidence)of->told, value);
    }
}

typedef bool (*find_fn)(cursor body, const char *name, cursor *ret_value);

static bool
tell_one(packet *p, const document *documents, unsigned n, find_fn find, cursor body)
{
    cursor value;

    for (unsigned i = 0; i < n; i++) {
        if (!is_document(&documents[i], body))
            continue;
        for (unsigned m = 0; m < MEMBERS && documents[i].members[m].name; m++)
            if (find(body, documents[i].members[m].name, &value))
                tell_member(p, &documents[i], &documents[i].members[m], value);
        return true;
    }
    return false;
}

bool
http_description_tell(packet *p, cursor body)
{
    return tell_one(p, in_json, G_N_ELEMENTS(in_json), json_field_find, body) ||
           tell_one(p, in_xml, G_N_ELEMENTS(in_xml), element_find, body);
}

/* What stands behind the headers; false: they do not end here. */
static bool
find_body(cursor response, cursor *ret_body)
{
    static const char end[] = "\r\n\r\n";
    cursor head = response;

    cursor_limit(&head, MIN(cursor_left(&head), HEADER_LINES_MAX_BYTES));
    const uint8_t *found = cursor_find(head, end);
    if (!found)
        return false;
    *ret_body = (cursor){found + strlen(end), response.end, false};
    return true;
}

static bool
looks_so(cursor response, cursor body)
{
    cursor type;

    if (json_field_is_object(body) || signature_holds(body, "<device-info>", 13, 128))
        return true;
    return header_lines_find(response, "Content-Type", &type) &&
           signature_holds(type, "json", 4, 64);
}

/* How much of the document is there: all of it, a part, or nobody says how long it is. */
typedef enum extent { WHOLE, PART, UNTOLD } extent;

static extent
extent_of(cursor response, cursor body)
{
    cursor value;
    size_t length = 0;

    if (!header_lines_find(response, "Content-Length", &value))
        return UNTOLD;
    while (cursor_left(&value) > 0 && g_ascii_isdigit(*value.at) && length <= RESPONSE_MAX)
        length = length * 10 + (size_t)(cursor_u8(&value) - '0');
    return cursor_left(&body) >= length ? WHOLE : PART;
}

/* True if what nobody told the length of may end here: with its last bracket, or with the last of
 * its chunks (RFC 9112 section 7.1). */
static bool
may_end(cursor body)
{
    static const char last_chunk[] = "\r\n0\r\n\r\n";
    size_t n = strlen(last_chunk);

    if (cursor_left(&body) >= n && memcmp(body.end - n, last_chunk, n) == 0)
        return true;
    while (cursor_left(&body) > 0 && g_ascii_isspace(body.end[-1]))
        body.end--;
    return cursor_left(&body) > 0 && (body.end[-1] == '}' || body.end[-1] == '>');
}

/* Documents behind this one may be of those that are known. */
static void
pass(reassembly *t)
{
    if (t->guesses++ < DOCUMENTS_MAX)
        reassembly_clear(t);
    else
        reassembly_finish(t);
}

/* Reads what may be one of them. */
static void
read_document(packet *p, reassembly *t, cursor response, cursor body)
{
    size_t n = cursor_left(&response);
    extent there = extent_of(response, body);
    bool last = there == WHOLE || n >= RESPONSE_MAX || packet_is_cut(p);
    bool look = last || (there == UNTOLD && t->need < LOOKS_MAX && may_end(body));
    if (look && http_description_tell(p, body)) {
        reassembly_finish(t);
        return;
    }
    uint16_t looks = (uint16_t)(t->need + look);
    if (last || !reassembly_keep(t, response, RESPONSE_MAX)) {
        pass(t);
        return;
    }
    t->stage = DOCUMENT;
    t->mark = (uint16_t)(body.at - response.at);
    t->need = looks;
}

bool
http_description_read(packet *p, reassembly *t, cursor response)
{
    cursor body = response;

    if (t->stage == DOCUMENT)
        cursor_skip(&body, t->mark);
    else if (!find_body(response, &body) || !looks_so(response, body))
        return false;
    read_document(p, t, response, body);
    return true;
}
