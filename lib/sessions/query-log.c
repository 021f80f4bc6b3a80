/* query-log.c - what a home's resolver wrote of questions and answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     Nov 30 08:47:24 dnsmasq[812]: query[A] www.shop.example from 192.168.1.10
 *     Nov 30 08:47:24 dnsmasq[812]: forwarded www.shop.example to 192.0.2.53
 *     Nov 30 08:47:24 dnsmasq[812]: reply www.shop.example is <CNAME>
 *     Nov 30 08:47:24 dnsmasq[812]: reply edge.cdn.example is 198.51.100.7
 *
 * With extra, a number and the client's address and port stand before "query" and the like. The
 * lines of one answer stand one below the other: an alias, then what it is one of; or one name
 * again and again with its addresses. The first of them has the question. Instead of "reply" stands
 * where else the answer is from, if it is one word: "cached", "config", "DHCP", a file.
 */
#include "sessions/query-log.h"

#include <string.h>

#include "base/hash.h"
#include "capture/capture-export.h"
#include "sessions/line-words.h"

/* 255 bytes of a name, each as three digits behind a backslash. */
#define NAME_MAX_BYTES 1020
#define PROGRAM        "dnsmasq"
#define ALIAS          "<CNAME>"

/* Who asked, and in which answer was told. */
typedef struct asker {
    iot_addr addr;
    uint64_t answer; /* 0: in none yet */
} asker;

/* One that was asked. */
typedef struct question {
    char *key;      /* what for, and the name */
    GArray *askers; /* of asker */
    GList link;     /* in the order in which they were asked first */
} question;

struct query_log {
    GHashTable *questions; /* key -> question */
    GQueue order;          /* of question, the oldest first */
    uint32_t lines;        /* so many so far, which are their frames */
    uint64_t answers;      /* so many so far; of the one at hand: */
    char *asked;           /* the question; NULL: there is none at hand */
    char *owner;           /* what the line before was of */
    char *extra;           /* the number of its lines; "" without */
    bool alias;            /* the line before was one */
};

static void
question_free(gpointer data)
{
    question *q = data;

    g_array_unref(q->askers);
    g_free(q->key);
    g_free(q);
}

query_log *
query_log_new(void)
{
    query_log *log = g_new0(query_log, 1);

    log->questions = g_hash_table_new_full(iot_hash_text, g_str_equal, NULL, question_free);
    g_queue_init(&log->order);
    return log;
}

static void
end_answer(query_log *log)
{
    g_clear_pointer(&log->asked, g_free);
    g_clear_pointer(&log->owner, g_free);
    g_clear_pointer(&log->extra, g_free);
    log->alias = false;
}

void
query_log_free(query_log *log)
{
    if (!log)
        return;
    end_answer(log);
    g_hash_table_unref(log->questions);
    g_free(log);
}

/* --- What the capture is told */

static void
tell(const query_log *log, iot_capture *capture, const iot_addr *src, const iot_addr *dst,
     const iot_fact *fact)
{
    iot_observation obs = {
        .frame = log->lines,
        .facts = fact,
        .n_facts = 1,
    };

    if (src)
        obs.src = *src;
    if (dst)
        obs.dst = *dst;
    iot_capture_import_facts(capture, &obs, 1);
}

static void
tell_name(const query_log *log, iot_capture *capture, const iot_addr *addr, const char *name,
          bool forward)
{
    tell(log, capture, NULL, NULL,
         &(iot_fact){
             .kind = IOT_FACT_CLAIM,
             .claim = {.source = IOT_NAME_DNS, .addr = *addr, .name = name, .forward = forward}});
}

/* --- Who asked for what */

/* An answer with addresses of one family is to who asked for that. */
static char *
key_of(uint8_t family, const char *name)
{
    g_autofree char *folded = g_ascii_strdown(name, -1);

    return g_strdup_printf("%u %s", family, folded);
}

static question *
question_for(query_log *log, char *key)
{
    question *q = g_hash_table_lookup(log->questions, key);

    if (q) {
        g_free(key);
        return q;
    }
    if (g_hash_table_size(log->questions) >= QUERY_LOG_QUESTIONS_MAX) {
        question *oldest = log->order.head->data;
        g_queue_unlink(&log->order, &oldest->link);
        g_hash_table_remove(log->questions, oldest->key);
    }
    q = g_new0(question, 1);
    q->key = key;
    q->askers = g_array_new(FALSE, FALSE, sizeof(asker));
    q->link.data = q;
    g_queue_push_tail_link(&log->order, &q->link);
    g_hash_table_insert(log->questions, q->key, q);
    return q;
}

static void
remember(query_log *log, uint8_t family, const char *name, const iot_addr *client)
{
    question *q = question_for(log, key_of(family, name));
    asker one = {*client, 0};

    for (guint i = 0; i < q->askers->len; i++) {
        asker *known = &g_array_index(q->askers, asker, i);
        if (iot_addr_equal(&known->addr, client)) {
            known->answer = 0;
            return;
        }
    }
    if (q->askers->len < QUERY_LOG_CLIENTS_MAX)
        g_array_append_val(q->askers, one);
}

/* Calls from inside: of a whole network that the private ranges do not have, an IPv6 prefix. */
static void
tell_client(const query_log *log, iot_capture *capture, const iot_addr *client)
{
    if (iot_addr_is_global_v6(client))
        tell(log, capture, NULL, NULL,
             &(iot_fact){.kind = IOT_FACT_ONLINK, .onlink = iot_prefix_of(client, 64)});
}

/* "query[A] NAME from ADDRESS" */
static void
take_query(query_log *log, const line_words *line, unsigned at, iot_capture *capture)
{
    const char *type = line_word(line, at) + strlen("query"), *name = line_word(line, at + 1);
    iot_addr client;

    if (strcmp(line_word(line, at + 2), "from") != 0 ||
        !word_addr(line_word(line, at + 3), &client))
        return;
    tell_client(log, capture, &client);
    tell(log, capture, &client, NULL,
         &(iot_fact){.kind = IOT_FACT_QUERY, .query = {.question = name, .recursion = true}});
    if (strcmp(type, "[A]") == 0)
        remember(log, 4, name, &client);
    else if (strcmp(type, "[AAAA]") == 0)
        remember(log, 6, name, &client);
}

/* --- Answers */

static void
tell_answer(const query_log *log, const iot_addr *addr, const iot_addr *client,
            iot_capture *capture)
{
    tell(log, capture, NULL, client,
         &(iot_fact){.kind = IOT_FACT_ANSWER,
                     .answer = {.addr = *addr, .question = log->asked, .owner = log->owner}});
}

/* To all who wait for it. */
static unsigned
tell_askers(const query_log *log, const iot_addr *addr, iot_capture *capture)
{
    g_autofree char *key = key_of(addr->family, log->asked);
    question *q = g_hash_table_lookup(log->questions, key);
    unsigned told = 0;

    for (guint i = 0; q && i < q->askers->len; i++) {
        asker *one = &g_array_index(q->askers, asker, i);
        if (one->answer != 0 && one->answer != log->answers)
            continue;
        one->answer = log->answers;
        tell_answer(log, addr, &one->addr, capture);
        told++;
    }
    return told;
}

static void
take_address(const query_log *log, const iot_addr *addr, const iot_addr *client,
             iot_capture *capture)
{
    if (!iot_addr_is_unicast(addr))
        return;
    if (client)
        tell_answer(log, addr, client, capture);
    else if (tell_askers(log, addr, capture) == 0)
        tell_answer(log, addr, NULL, capture);
    tell_name(log, capture, addr, log->asked, true);
}

/* True if the line is of the answer at hand. */
static bool
goes_on(const query_log *log, const char *name, const char *extra)
{
    return log->asked && strcmp(log->extra, extra) == 0 &&
           (log->alias || g_ascii_strcasecmp(log->owner, name) == 0);
}

static void
begin_answer(query_log *log, const char *name, const char *extra)
{
    end_answer(log);
    log->answers++;
    log->asked = g_strdup(name);
    log->extra = g_strdup(extra);
}

/* "reply NAME is VALUE" */
static void
take_reply(query_log *log, const line_words *line, unsigned at, const iot_addr *client,
           iot_capture *capture)
{
    const char *name = line_word(line, at + 1), *value = line_word(line, at + 3);
    const char *extra = at > 0 ? line_word(line, 0) : "";
    iot_addr addr;

    if (word_addr(name, &addr)) {
        if (iot_addr_is_unicast(&addr))
            tell_name(log, capture, &addr, value, false);
        return;
    }
    if (!goes_on(log, name, extra))
        begin_answer(log, name, extra);
    g_free(log->owner);
    log->owner = g_strdup(name);
    log->alias = strcmp(value, ALIAS) == 0;
    if (word_addr(value, &addr))
        take_address(log, &addr, client, capture);
}

/* "DHCPACK(br-lan) ADDRESS MAC [NAME]" */
static void
take_lease(const query_log *log, const line_words *line, iot_capture *capture)
{
    const char *name = line_word(line, 3);
    iot_addr addr;
    iot_mac mac;

    if (!g_str_has_prefix(line_word(line, 0), "DHCPACK(") ||
        !word_addr(line_word(line, 1), &addr) || !iot_mac_parse(line_word(line, 2), &mac))
        return;
    tell(log, capture, NULL, NULL,
         &(iot_fact){.kind = IOT_FACT_BINDING, .binding = {addr, mac, .neighbour = false}});
    if (*name)
        tell(log, capture, NULL, NULL,
             &(iot_fact){.kind = IOT_FACT_CLAIM,
                         .claim = {.source = IOT_NAME_DHCP, .mac = mac, .name = name}});
}

/* --- Lines */

/* "192.168.1.10/49723" */
static bool
read_client(const char *word, iot_addr *ret_client)
{
    const char *slash = strchr(word, '/');
    g_autofree char *addr = slash ? g_strndup(word, (gsize)(slash - word)) : NULL;

    return addr && word_addr(addr, ret_client);
}

/* Longer than any name in DNS, and what is longer would take memory that nobody gave. */
static bool
has_long_word(const line_words *line)
{
    for (unsigned i = 0; i < line->n; i++)
        if (strlen(line->words[i]) > NAME_MAX_BYTES)
            return true;
    return false;
}

static void
take_words(query_log *log, const line_words *line, iot_capture *capture)
{
    iot_addr client = {0};
    if (has_long_word(line))
        return;
    bool extra = word_is_digits(line_word(line, 0)) && read_client(line_word(line, 1), &client);
    unsigned at = extra ? 2 : 0;

    if (line->n == at + 4 && strcmp(line_word(line, at + 2), "is") == 0) {
        take_reply(log, line, at, extra ? &client : NULL, capture);
        return;
    }
    end_answer(log);
    if (g_str_has_prefix(line_word(line, at), "query["))
        take_query(log, line, at, capture);
    else
        take_lease(log, line, capture);
}

bool
query_log_read_line(query_log *log, const char *text, gsize length, iot_capture *capture)
{
    g_autofree char *copy = g_strndup(text, length);
    const char *program = strstr(copy, PROGRAM);
    const char *said = program ? strstr(program, ": ") : NULL;

    if (!said)
        return false;
    log->lines = MIN(log->lines + 1, QUERY_LOG_LINES_MAX);
    g_autoptr(line_words) line = line_words_new(said + 1, strlen(said + 1));
    take_words(log, line, capture);
    return true;
}

uint32_t
query_log_frames(const query_log *log)
{
    return log->lines;
}
