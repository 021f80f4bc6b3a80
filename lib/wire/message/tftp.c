/* tftp.c - TFTP, whose server answers from another port than the one that was asked
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 1350 sections 4 and 5, RFC 2347.
 */
#include "wire/message/tftp.h"

#include <string.h>

#include "wire/recent.h"

enum { READ = 1, WRITE, DATA, ACK, ERROR, OPTIONS };

/* Who asked whom, from which port. Compared as bytes. */
typedef struct transfer_key {
    iot_addr client, server;
    uint16_t client_port;
} transfer_key;

typedef struct transfer {
    transfer_key key;
    uint16_t asked_port;
} transfer;

struct transfers {
    recent *requests; /* of transfer */
};

transfers *
transfers_new(void)
{
    transfers *t = g_new(transfers, 1);

    t->requests = recent_new(TRANSFERS_MAX, sizeof(transfer_key), sizeof(transfer));
    return t;
}

void
transfers_free(transfers *t)
{
    if (!t)
        return;
    recent_free(t->requests);
    g_free(t);
}

static transfer
transfer_of(const iot_addr *client, uint16_t client_port, const iot_addr *server)
{
    transfer made;

    memset(&made, 0, sizeof made);
    made.key.client = *client;
    made.key.server = *server;
    made.key.client_port = client_port;
    return made;
}

/* A file's name, and a mode; options may follow. */
static bool
is_request(cursor c)
{
    const uint8_t *end = cursor_find_byte(&c, 0);

    if (!end || end == c.at)
        return false;
    c.at = end + 1;
    return (cursor_left(&c) >= 6 && g_ascii_strncasecmp((const char *)c.at, "octet", 6) == 0) ||
           (cursor_left(&c) >= 9 && g_ascii_strncasecmp((const char *)c.at, "netascii", 9) == 0);
}

static bool
read_request(packet *p)
{
    const iot_observation *obs = p->obs;
    recent *requests = p->dissector->transfers->requests;
    transfer made = transfer_of(&obs->src, obs->src_port, &obs->dst);

    made.asked_port = obs->dst_port;
    if (!recent_find(requests, &made.key))
        recent_add(requests, &made);
    p->obs->asked = IOT_ASKED_DST;
    return true;
}

static bool
read_answer(packet *p)
{
    iot_observation *obs = p->obs;
    recent *requests = p->dissector->transfers->requests;
    transfer wanted = transfer_of(&obs->dst, obs->dst_port, &obs->src);
    transfer *asked = recent_find(requests, &wanted.key);

    if (!asked)
        return false;
    obs->asked = IOT_ASKED_SRC;
    obs->asked_port = asked->asked_port;
    recent_remove(requests, asked);
    return true;
}

bool
tftp_read(packet *p, cursor c)
{
    uint16_t operation = cursor_u16(&c);

    if (c.failed || operation < READ || operation > OPTIONS)
        return false;
    if (operation <= WRITE ? !is_request(c) || !read_request(p) : !read_answer(p))
        return false;
    packet_set_protocol(p, "tftp");
    return true;
}
