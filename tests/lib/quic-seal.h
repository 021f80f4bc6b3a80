/* quic-seal.h - Initial packets of QUIC, sealed so that they can be opened
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     initial_bytes i = {.version = 1, .cid = "first", .frames = frames, .frames_bytes = n};
 *     add_initial(&b, &i);
 */
#ifndef IOT_TESTS_QUIC_SEAL_H
#define IOT_TESTS_QUIC_SEAL_H

#include <gcrypt.h>
#include <glib.h>
#include <string.h>

typedef struct initial_bytes {
    uint32_t version;
    const char *cid;  /* that the keys come from */
    const char *dcid; /* that the packet has; NULL: the same */
    const char *scid; /* NULL: none */
    bool by_server;
    uint8_t number;
    const char *token; /* NULL: none */
    const uint8_t *frames;
    size_t frames_bytes;
} initial_bytes;

typedef struct version_of {
    uint32_t version;
    const char *salt, *labels;
    uint8_t first; /* byte, of an Initial with a number of one byte */
} version_of;

static const version_of versions[] = {
    {1, "\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a", "quic ",
     0xc0},
    {0x6b3343cf, "\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9",
     "quicv2 ", 0xd0},
    {0xff00001d, "\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8\x99",
     "quic ", 0xc0},
    {0x51303530, "\x50\x45\x74\xef\xd0\x66\xfe\x2f\x9d\x94\x5c\xfc\xdb\xd3\xa7\xf0\xd3\xb5\x6b\x45",
     "quic ", 0xc0},
};

static inline void
hmac_sha256(const void *key, size_t key_bytes, const void *bytes, size_t n, uint8_t *ret_hash)
{
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key, key_bytes);
    gsize length = 32;

    g_hmac_update(hmac, bytes, (gssize)n);
    g_hmac_get_digest(hmac, ret_hash, &length);
    g_hmac_unref(hmac);
}

static inline void
expand_label(const uint8_t secret[32], const char *begin, const char *end, uint8_t *ret_bytes,
             uint8_t n)
{
    g_autofree char *label = g_strdup_printf("tls13 %s%s", begin, end);
    g_autoptr(GByteArray) info = g_byte_array_new();
    uint8_t head[] = {0, n, (uint8_t)strlen(label)}, tail[] = {0, 1}, hash[32];

    g_byte_array_append(info, head, sizeof head);
    g_byte_array_append(info, (const guint8 *)label, (guint)strlen(label));
    g_byte_array_append(info, tail, sizeof tail);
    hmac_sha256(secret, 32, info->data, info->len, hash);
    memcpy(ret_bytes, hash, n);
}

/* AES-128 in some mode with a key of that label. */
static inline gcry_cipher_hd_t
open_cipher(int mode, const uint8_t secret[32], const version_of *v, const char *label)
{
    gcry_cipher_hd_t made;
    uint8_t key[16];

    expand_label(secret, v->labels, label, key, sizeof key);
    g_assert_false(gcry_cipher_open(&made, GCRY_CIPHER_AES128, mode, 0));
    g_assert_false(gcry_cipher_setkey(made, key, sizeof key));
    return made;
}

/* Seals what is behind the header, whose last byte is the packet's number, and hides that. */
static inline void
seal_packet(GByteArray *packet, guint header, const version_of *v, const uint8_t secret[32],
            const uint8_t *frames, size_t n)
{
    gcry_cipher_hd_t gcm = open_cipher(GCRY_CIPHER_MODE_GCM, secret, v, "key");
    gcry_cipher_hd_t ecb = open_cipher(GCRY_CIPHER_MODE_ECB, secret, v, "hp");
    uint8_t nonce[12], mask[16];

    expand_label(secret, v->labels, "iv", nonce, sizeof nonce);
    nonce[11] ^= packet->data[header - 1];
    g_byte_array_set_size(packet, (guint)(header + n + 16));
    g_assert_false(gcry_cipher_setiv(gcm, nonce, sizeof nonce));
    g_assert_false(gcry_cipher_authenticate(gcm, packet->data, header));
    g_assert_false(gcry_cipher_encrypt(gcm, packet->data + header, n, frames, n));
    g_assert_false(gcry_cipher_gettag(gcm, packet->data + header + n, 16));
    g_assert_false(gcry_cipher_encrypt(ecb, mask, 16, packet->data + header + 3, 16));
    packet->data[0] ^= mask[0] & 0x0f;
    packet->data[header - 1] ^= mask[1];
    gcry_cipher_close(gcm);
    gcry_cipher_close(ecb);
}

static inline void
put_text(GByteArray *to, const char *text, bool length_before)
{
    guint8 length = (guint8)(text ? strlen(text) : 0);

    if (length_before)
        g_byte_array_append(to, &length, 1);
    g_byte_array_append(to, (const guint8 *)text, length);
}

/* Must be freed by the caller using g_byte_array_unref. Needs a dissector: it begins the library of
 * cryptography. */
static inline GByteArray *
initial_packet(const initial_bytes *i)
{
    GByteArray *packet = g_byte_array_new();
    uint8_t both[32], secret[32];
    const version_of *v = versions;

    while (v->version != i->version)
        v++;
    guint8 head[] = {v->first, (guint8)(v->version >> 24), (guint8)(v->version >> 16),
                     (guint8)(v->version >> 8), (guint8)v->version};
    size_t sealed = 1 + i->frames_bytes + 16;
    guint8 length[] = {(guint8)(0x40 | sealed >> 8), (guint8)sealed, i->number};
    g_byte_array_append(packet, head, sizeof head);
    put_text(packet, i->dcid ? i->dcid : i->cid, true);
    put_text(packet, i->scid, true);
    put_text(packet, i->token, true);
    g_byte_array_append(packet, length, sizeof length);
    hmac_sha256(v->salt, 20, i->cid, strlen(i->cid), both);
    expand_label(both, i->by_server ? "server in" : "client in", "", secret, sizeof secret);
    seal_packet(packet, packet->len, v, secret, i->frames, i->frames_bytes);
    return packet;
}

#endif
