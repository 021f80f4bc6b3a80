/* tuya.c - what Tuya's devices tell everybody
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An object of JSON, in clear up to version 3.1 of the protocol, behind AES-128 in ECB up to 3.4
 * and in GCM from 3.5 on. The key is the same for all and published: MD5 of a text. The object has
 * the device's number, its key of a product and its address, of which nothing is told.
 */
#include "wire/message/tuya.h"

#include <gcrypt.h>
#include <string.h>

#include "wire/evidence-text.h"
#include "wire/json-field.h"
#include "wire/message/ciphers.h"
#include "wire/message/signature.h"
#include "wire/ports.h"

/* Of what is read; what is longer is none of these. */
#define OBJECT_MAX  1024
#define BLOCK_BYTES 16

enum { HEAD_ECB = 0x000055aa, HEAD_GCM = 0x00006699 };

/* MD5 of "yGAdlopoPVldABfn". */
static const uint8_t public_key[BLOCK_BYTES] = {0x6c, 0x1e, 0xc8, 0xe2, 0xbb, 0x9b, 0xb5, 0x9a,
                                                0xb5, 0x0b, 0x0d, 0xaf, 0x64, 0x9b, 0x41, 0x0a};

static bool
is_to_all(const packet *p)
{
    const iot_observation *obs = p->obs;

    return obs->dst_mac.bytes[0] & 1 ||
           (iot_addr_is_set(&obs->dst) && !iot_addr_is_unicast(&obs->dst));
}

static bool
begin(int mode, gcry_cipher_hd_t *ret_cipher)
{
    ciphers_begin();
    if (gcry_cipher_open(ret_cipher, GCRY_CIPHER_AES128, mode, 0))
        return false;
    if (gcry_cipher_setkey(*ret_cipher, public_key, sizeof public_key) == 0)
        return true;
    gcry_cipher_close(*ret_cipher);
    return false;
}

/* A result's code may stand before what is said: three zeros and a byte. */
static void
skip_code(cursor *c)
{
    if (cursor_left(c) >= 4 && memcmp(c->at, "\0\0\0", 3) == 0)
        cursor_skip(c, 4);
}

/* Head of 16 bytes, checksum and tail of eight. */
static bool
open_blocks(cursor c, uint8_t plain[OBJECT_MAX], cursor *ret_object)
{
    enum { HEAD_BYTES = 16, TAIL_BYTES = 8 };
    gcry_cipher_hd_t cipher;

    cursor_skip(&c, HEAD_BYTES);
    if (c.failed || cursor_left(&c) < TAIL_BYTES)
        return false;
    c.end -= TAIL_BYTES;
    skip_code(&c);
    *ret_object = c;
    size_t n = cursor_left(&c);
    if (json_field_is_object(c))
        return true;
    if (n == 0 || n > OBJECT_MAX || n % BLOCK_BYTES != 0 || !begin(GCRY_CIPHER_MODE_ECB, &cipher))
        return false;
    bool opened = gcry_cipher_decrypt(cipher, plain, OBJECT_MAX, c.at, n) == 0;
    gcry_cipher_close(cipher);
    *ret_object = cursor_of(plain, n);
    return opened;
}

/* Head of 18 bytes, of which all but the first four are sealed with the rest; the length of what
 * follows: what it was begun with, what is hidden, and a seal. A tail of four. */
static bool
open_sealed(cursor c, uint8_t plain[OBJECT_MAX], cursor *ret_object)
{
    enum { LENGTH_AT = 14, START_BYTES = 12, SEAL_BYTES = 16 };
    cursor head = c;
    gcry_cipher_hd_t cipher;

    cursor_skip(&head, 4);
    cursor_skip(&c, LENGTH_AT);
    uint32_t length = cursor_u32(&c);
    head.end = c.at;
    if (c.failed || length < START_BYTES + SEAL_BYTES)
        return false;
    const uint8_t *start = cursor_bytes(&c, START_BYTES);
    cursor hidden = cursor_part(&c, length - START_BYTES - SEAL_BYTES);
    const uint8_t *seal = cursor_bytes(&c, SEAL_BYTES);
    size_t n = cursor_left(&hidden);
    if (c.failed || n == 0 || n > OBJECT_MAX || !begin(GCRY_CIPHER_MODE_GCM, &cipher))
        return false;
    bool opened = gcry_cipher_setiv(cipher, start, START_BYTES) == 0 &&
                  gcry_cipher_authenticate(cipher, head.at, cursor_left(&head)) == 0 &&
                  gcry_cipher_decrypt(cipher, plain, OBJECT_MAX, hidden.at, n) == 0 &&
                  gcry_cipher_checktag(cipher, seal, SEAL_BYTES) == 0;
    gcry_cipher_close(cipher);
    *ret_object = cursor_of(plain, n);
    skip_code(ret_object);
    return opened;
}

static bool
holds(cursor c, const char *text)
{
    return signature_holds(c, text, strlen(text), OBJECT_MAX);
}

/* A phone that looks for devices says that it is an app, and has no number. */
static bool
is_of_device(cursor object)
{
    cursor from;

    return json_field_is_object(object) && holds(object, "\"gwId\"") &&
           !json_field_find(object, "from", &from);
}

void
tuya_tell(packet *p, cursor c)
{
    uint8_t plain[OBJECT_MAX];
    uint16_t to = p->obs->dst_port;
    cursor head = c, object = c;
    uint32_t magic = cursor_u32(&head);

    if ((magic != HEAD_ECB && magic != HEAD_GCM) ||
        (to != PORT_NUMBER_TUYA_PLAIN && to != PORT_NUMBER_TUYA) || !is_to_all(p))
        return;
    bool opened =
        magic == HEAD_ECB ? open_blocks(c, plain, &object) : open_sealed(c, plain, &object);
    if (packet_is_cut(p) || (opened && is_of_device(object)))
        evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "tuya");
}
