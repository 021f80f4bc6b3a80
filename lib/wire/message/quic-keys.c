/* quic-keys.c - opens Initial packets, whose keys anybody can work out
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/quic-keys.h"

#include <gcrypt.h>
#include <glib.h>
#include <string.h>

#include "wire/message/ciphers.h"

#define SALT_BYTES   20
#define SECRET_BYTES 32 /* SHA-256 */
#define KEY_BYTES    16 /* AES-128 */
#define IV_BYTES     12
#define TAG_BYTES    16
#define SAMPLE_BYTES 16
#define NUMBER_MAX   4 /* bytes of a packet's number */
#define LABEL_MAX    32
/* What the first byte of a long header hides (RFC 9001 section 5.4.1). */
#define HIDDEN_BITS 0x0f

struct quic_keys {
    gcry_md_hd_t hmac;
    gcry_cipher_hd_t block, sealed; /* AES alone, and with GCM */
    bool ready;                     /* false: the library has none of these */
};

/* A version's, or a range of drafts'. */
typedef struct salt {
    uint32_t first, last;
    const char *keys; /* what labels of keys begin with */
    uint8_t bytes[SALT_BYTES];
} salt;

/* Of mvfst, the drafts that it follows. */
static const salt salts[] = {
    {QUIC_VERSION_1, QUIC_VERSION_1, "quic ", {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34,
                                               0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8,
                                               0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a}},
    {QUIC_VERSION_2, QUIC_VERSION_2, "quicv2 ", {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6,
                                                 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26,
                                                 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9}},
    {0xff000021, 0xff000022, "quic ", {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
                                       0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a}},
    {0xff00001d, 0xff000020, "quic ", {0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97,
                                       0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99}},
    {0xff000017, 0xff00001c, "quic ", {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7,
                                       0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02}},
    {0xff000015, 0xff000016, "quic ", {0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb, 0xe9, 0x19, 0x3a,
                                       0x96, 0xcd, 0x21, 0x51, 0x9e, 0xbd, 0x7a, 0x02, 0x64, 0x4a}},
    {0xfaceb001, 0xfaceb001, "quic ", {0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb, 0xe9, 0x19, 0x3a,
                                       0x96, 0xcd, 0x21, 0x51, 0x9e, 0xbd, 0x7a, 0x02, 0x64, 0x4a}},
    {0xfaceb002, 0xfaceb002, "quic ", {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7,
                                       0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02}},
    {QUIC_VERSION_Q050, QUIC_VERSION_Q050, "quic ", {0x50, 0x45, 0x74, 0xef, 0xd0, 0x66, 0xfe,
                                                     0x2f, 0x9d, 0x94, 0x5c, 0xfc, 0xdb, 0xd3,
                                                     0xa7, 0xf0, 0xd3, 0xb5, 0x6b, 0x45}},
    {QUIC_VERSION_T050, QUIC_VERSION_T050, "quic ", {0x7f, 0xf5, 0x79, 0xe5, 0xac, 0xd0, 0x72,
                                                     0x91, 0x55, 0x80, 0x30, 0x4c, 0x43, 0xa2,
                                                     0x36, 0x7c, 0x60, 0x48, 0x83, 0x10}},
    {QUIC_VERSION_T051, QUIC_VERSION_T051, "quic ", {0x7a, 0x4e, 0xde, 0xf4, 0xe7, 0xcc, 0xee,
                                                     0x5f, 0xa4, 0x50, 0x6c, 0x19, 0x12, 0x4f,
                                                     0xc8, 0xcc, 0xda, 0x6e, 0x03, 0x3d}},
};

quic_keys *
quic_keys_new(void)
{
    quic_keys *keys = g_new0(quic_keys, 1);

    ciphers_begin();
    keys->ready = !gcry_md_open(&keys->hmac, GCRY_MD_SHA256, GCRY_MD_FLAG_HMAC) &&
                  !gcry_cipher_open(&keys->block, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_ECB, 0) &&
                  !gcry_cipher_open(&keys->sealed, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_GCM, 0);
    return keys;
}

void
quic_keys_free(quic_keys *keys)
{
    if (!keys)
        return;
    gcry_md_close(keys->hmac);
    gcry_cipher_close(keys->block);
    gcry_cipher_close(keys->sealed);
    g_free(keys);
}

static const salt *
salt_of(uint32_t version)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(salts); i++)
        if (version >= salts[i].first && version <= salts[i].last)
            return &salts[i];
    return NULL;
}

static bool
hash(quic_keys *keys, const uint8_t *key, size_t key_bytes, const uint8_t *bytes, size_t n,
     uint8_t ret_hash[SECRET_BYTES])
{
    if (gcry_md_setkey(keys->hmac, key, key_bytes))
        return false;
    gcry_md_write(keys->hmac, bytes, n);
    memcpy(ret_hash, gcry_md_read(keys->hmac, GCRY_MD_SHA256), SECRET_BYTES);
    return true;
}

/* HKDF-Expand-Label (RFC 8446 section 7.1) of no more than one hash. */
static bool
expand(quic_keys *keys, const uint8_t secret[SECRET_BYTES], const char *begin, const char *end,
       uint8_t *ret_bytes, uint8_t n)
{
    char label[LABEL_MAX];
    uint8_t info[2 + 1 + LABEL_MAX + 1 + 1] = {0, n}, hashed[SECRET_BYTES];
    int length = g_snprintf(label, sizeof label, "tls13 %s%s", begin, end);

    info[2] = (uint8_t)length;
    memcpy(info + 3, label, (size_t)length);
    info[3 + length] = 0; /* no context */
    info[4 + length] = 1; /* the first hash */
    if (!hash(keys, secret, SECRET_BYTES, info, 5 + (size_t)length, hashed))
        return false;
    memcpy(ret_bytes, hashed, n);
    return true;
}

/* What keys of one side come from. */
static bool
secret_of(quic_keys *keys, const salt *from, const uint8_t *cid, size_t cid_bytes, bool by_server,
          uint8_t ret_secret[SECRET_BYTES])
{
    uint8_t both[SECRET_BYTES];

    return hash(keys, from->bytes, SALT_BYTES, cid, cid_bytes, both) &&
           expand(keys, both, by_server ? "server in" : "client in", "", ret_secret, SECRET_BYTES);
}

/* What hides a packet's number and the first byte's end (RFC 9001 section 5.4): a sample of what is
 * sealed, as AES turns it. */
static bool
mask_of(quic_keys *keys, const uint8_t secret[SECRET_BYTES], const char *labels, const cursor *body,
        uint8_t ret_mask[SAMPLE_BYTES])
{
    uint8_t key[KEY_BYTES];

    return expand(keys, secret, labels, "hp", key, KEY_BYTES) &&
           !gcry_cipher_setkey(keys->block, key, KEY_BYTES) &&
           !gcry_cipher_encrypt(keys->block, ret_mask, SAMPLE_BYTES, body->at + NUMBER_MAX,
                                SAMPLE_BYTES);
}

/* A packet's number, as bytes. Those of Initials are small: what is left out is zero. */
typedef struct number {
    uint8_t first; /* byte of the header, that has its length */
    uint8_t bytes[NUMBER_MAX];
    size_t length;
} number;

static number
uncover(const quic_packet *packet, const uint8_t mask[SAMPLE_BYTES])
{
    number made = {.first = packet->begin[0] ^ (mask[0] & HIDDEN_BITS)};

    made.length = (made.first & 3u) + 1;
    for (size_t i = 0; i < made.length; i++)
        made.bytes[i] = packet->body.at[i] ^ mask[1 + i];
    return made;
}

static bool
begin_packet(quic_keys *keys, const uint8_t secret[SECRET_BYTES], const char *labels,
             const number *n)
{
    uint8_t key[KEY_BYTES], nonce[IV_BYTES];

    if (!expand(keys, secret, labels, "key", key, KEY_BYTES) ||
        !expand(keys, secret, labels, "iv", nonce, IV_BYTES))
        return false;
    for (size_t i = 0; i < n->length; i++)
        nonce[IV_BYTES - n->length + i] ^= n->bytes[i];
    return !gcry_cipher_setkey(keys->sealed, key, KEY_BYTES) &&
           !gcry_cipher_setiv(keys->sealed, nonce, IV_BYTES);
}

/* The header as it was before its number was hidden, and what is sealed behind it. */
static size_t
unseal(quic_keys *keys, const quic_packet *packet, const number *n, uint8_t *plain)
{
    const uint8_t *sealed = packet->body.at + n->length;
    size_t length = (size_t)(packet->body.end - sealed) - TAG_BYTES;
    size_t between = (size_t)(packet->body.at - packet->begin) - 1;

    return !gcry_cipher_authenticate(keys->sealed, &n->first, 1) &&
                   !gcry_cipher_authenticate(keys->sealed, packet->begin + 1, between) &&
                   !gcry_cipher_authenticate(keys->sealed, n->bytes, n->length) &&
                   !gcry_cipher_decrypt(keys->sealed, plain, length, sealed, length) &&
                   !gcry_cipher_checktag(keys->sealed, sealed + length, TAG_BYTES)
               ? length
               : 0;
}

size_t
quic_keys_open(quic_keys *keys, const quic_packet *packet, const uint8_t *cid, size_t cid_bytes,
               bool by_server, uint8_t *plain)
{
    const salt *from = salt_of(packet->version);
    uint8_t secret[SECRET_BYTES], mask[SAMPLE_BYTES];

    if (!keys->ready || !from || packet->body.failed ||
        cursor_left(&packet->body) < NUMBER_MAX + SAMPLE_BYTES ||
        !secret_of(keys, from, cid, cid_bytes, by_server, secret) ||
        !mask_of(keys, secret, from->keys, &packet->body, mask))
        return 0;
    number n = uncover(packet, mask);
    return begin_packet(keys, secret, from->keys, &n) ? unseal(keys, packet, &n, plain) : 0;
}
