/* hash.c - the one keyed hash of all tables whose keys somebody else can choose
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Written after the definition in the paper "SipHash: a fast short-input PRF".
 */
#include "base/hash.h"

#include <glib.h>
#include <string.h>
#ifdef __linux__
#include <sys/random.h>
#else
#define getrandom(bytes, n, flags) (-1)
#endif

/* Who floods a table does not see the hashes of what he sends, only how long it takes: the few
 * rounds that language runtimes (Python, Ruby, Rust) take for their tables do. With 2 and 4 packets
 * took 4 % more instructions. */
#define WORD_ROUNDS 1
#define END_ROUNDS  3

/* The process's key, see hash.h. */
static uint64_t process_key[2];

/* So that rounds are no loops, and callers know the key's place. */
#define INLINE __attribute__((always_inline)) static inline

typedef struct state {
    uint64_t v0, v1, v2, v3;
} state;

static inline uint64_t
rotate(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

INLINE void
mix(state *s, unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++) {
        s->v0 += s->v1;
        s->v2 += s->v3;
        s->v1 = rotate(s->v1, 13) ^ s->v0;
        s->v3 = rotate(s->v3, 16) ^ s->v2;
        s->v0 = rotate(s->v0, 32) + s->v3;
        s->v2 += s->v1;
        s->v3 = rotate(s->v3, 21) ^ s->v0;
        s->v1 = rotate(s->v1, 17) ^ s->v2;
        s->v2 = rotate(s->v2, 32);
    }
}

static inline uint64_t
word_at(const uint8_t *at)
{
    uint64_t word;

    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): what has a length is somewhere */
    memcpy(&word, at, sizeof word);
    return GUINT64_FROM_LE(word);
}

INLINE void
take_word(state *s, uint64_t word, unsigned rounds)
{
    s->v3 ^= word;
    mix(s, rounds);
    s->v0 ^= word;
}

/* The bytes beyond the last whole word, below the length's lowest byte. Where there is a word
 * before them, they are read together with its end. */
static inline uint64_t
last_word(const uint8_t *rest, gsize length_bytes)
{
    uint64_t word = (uint64_t)length_bytes << 56;
    unsigned n = length_bytes % 8;

    if (n > 0 && length_bytes > 8)
        return word | word_at(rest + n - 8) >> 8 * (8 - n);
    for (unsigned i = 0; i < n; i++)
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): as above */
        word |= (uint64_t)rest[i] << 8 * i;
    return word;
}

INLINE state
begin(const uint64_t key[2])
{
    return (state){
        /* "somepseudorandomlygeneratedbytes" */
        key[0] ^ 0x736f6d6570736575,
        key[1] ^ 0x646f72616e646f6d,
        key[0] ^ 0x6c7967656e657261,
        key[1] ^ 0x7465646279746573,
    };
}

INLINE uint64_t
end(state *s, unsigned rounds)
{
    s->v2 ^= 0xff;
    mix(s, rounds);
    return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

INLINE uint64_t
sip(const uint64_t key[2], const uint8_t *at, gsize length_bytes, unsigned word_rounds,
    unsigned end_rounds)
{
    state s = begin(key);
    const uint8_t *rest = at ? at + length_bytes / 8 * 8 : at; /* of nothing, it may be NULL */

    for (; at < rest; at += 8)
        take_word(&s, word_at(at), word_rounds);
    take_word(&s, last_word(rest, length_bytes), word_rounds);
    return end(&s, end_rounds);
}

uint64_t
iot_hash_sip(const uint8_t key[IOT_HASH_KEY_BYTES], const void *data, gsize length_bytes,
             unsigned word_rounds, unsigned end_rounds)
{
    const uint64_t words[2] = {word_at(key), word_at(key + 8)};

    return sip(words, data, length_bytes, word_rounds, end_rounds);
}

void
iot_hash_set_key(const uint8_t key[IOT_HASH_KEY_BYTES])
{
    process_key[0] = word_at(key);
    process_key[1] = word_at(key + 8);
}

void
iot_hash_draw_key(void)
{
    uint8_t key[IOT_HASH_KEY_BYTES];

    if (getrandom(key, sizeof key, 0) != (gssize)sizeof key)
        /* An old kernel, or another system; GLib looks for other sources. */
        for (unsigned i = 0; i < sizeof key; i++)
            key[i] = (uint8_t)g_random_int_range(0, 256);
    iot_hash_set_key(key);
}

guint
iot_hash_bytes(gconstpointer data, gsize length_bytes)
{
    return (guint)sip(process_key, data, length_bytes, WORD_ROUNDS, END_ROUNDS);
}

guint
iot_hash_words(const uint64_t *words, unsigned n_words, uint64_t rest)
{
    state s = begin(process_key);

    for (unsigned i = 0; i < n_words; i++)
        take_word(&s, words[i], WORD_ROUNDS);
    take_word(&s, rest | (uint64_t)(n_words * 8 + 7) << 56, WORD_ROUNDS);
    return (guint)end(&s, END_ROUNDS);
}

/* Both halves of a product depend on all bits of both factors. */
static inline uint64_t
fold(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 product;
    product whole = (product)a * b;

    return (uint64_t)whole ^ (uint64_t)(whole >> 64);
#else
    uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX), high = (a >> 32) * (b >> 32);
    uint64_t one = (a >> 32) * (b & UINT32_MAX), other = (a & UINT32_MAX) * (b >> 32);
    uint64_t middle = (low >> 32) + (one & UINT32_MAX) + (other & UINT32_MAX);

    high += (one >> 32) + (other >> 32) + (middle >> 32);
    return (low & UINT32_MAX | middle << 32) ^ high;
#endif
}

#define BLOCK 16

static inline uint64_t
take_block(uint64_t sum, uint64_t key, const uint8_t *at)
{
    return fold(word_at(at) ^ sum, word_at(at + 8) ^ key);
}

/* Four blocks at a time, so that few of the loop's jumps stand between the products. The last block
 * may begin in the one before it. */
uint64_t
iot_hash_content(uint64_t seed, const void *data, gsize length_bytes)
{
    static const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15), other = UINT64_C(0xd1b54a32d192ed03);
    uint64_t key = process_key[1] ^ odd, sum = seed ^ process_key[0] ^ length_bytes * other;
    uint8_t few[BLOCK] = {0};
    /* Nothing may be at NULL, to which nothing can be added. */
    const uint8_t *at = length_bytes > 0 ? data : few, *end = at + length_bytes;
    const ptrdiff_t block = BLOCK;

    for (; end - at > 4 * block; at += 4 * block) {
        sum = take_block(sum, key, at);
        sum = take_block(sum, key, at + block);
        sum = take_block(sum, key, at + 2 * block);
        sum = take_block(sum, key, at + 3 * block);
    }
    for (; end - at > BLOCK; at += BLOCK)
        sum = take_block(sum, key, at);
    if (length_bytes >= BLOCK) {
        sum = take_block(sum, key, end - BLOCK);
    } else {
        if (length_bytes > 0)
            memcpy(few, data, length_bytes);
        sum = take_block(sum, key, few);
    }
    return fold(sum ^ other, process_key[0] ^ odd);
}

guint
iot_hash_text(gconstpointer text)
{
    return iot_hash_bytes(text, strlen(text));
}

guint
iot_hash_gbytes(gconstpointer bytes)
{
    gsize length_bytes;
    gconstpointer data = g_bytes_get_data((GBytes *)bytes, &length_bytes);

    return iot_hash_bytes(data, length_bytes);
}
