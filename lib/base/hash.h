/* hash.h - the one keyed hash of all tables whose keys somebody else can choose
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who sends packets, or writes a file that we read, chooses addresses, ports, names and members.
 * With a hash that can be computed beforehand he chooses those that meet in one place of a table,
 * and each costs as much as all before it. SipHash (Aumasson and Bernstein, 2012) has a key that he
 * does not know. GLib's tables give a hash function nothing but what is to be hashed. So there is
 * one key for the process, the only thing that lib keeps outside of what it hands out. A front end
 * draws it once, before the first table is made; where nobody does, as in tests, it is all zero. It
 * must not change while there is a table. Nothing that is told may depend on it: who goes through a
 * table sorts, or has a list beside it. Numbers that we give ourselves, one after the other, need
 * no such hash: for many of them to meet they have to be far apart, which takes as many packets as
 * it costs. Nor do pointers.
 *
 *     GHashTable *names = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
 */
#ifndef IOT_HASH_H
#define IOT_HASH_H

#include "base/hash-key.h"

#include <glib.h>
#include <stdint.h>

/** For hash functions of keys that are compared as bytes. */
guint iot_hash_bytes(gconstpointer data, gsize length_bytes);
/** The same for keys that are numbers, which is faster: `n_words` of them, and `rest` of seven
 * bytes at most. */
guint iot_hash_words(const uint64_t *words, unsigned n_words, uint64_t rest);
/** For GHashTable keys that are texts, compared with g_str_equal. */
guint iot_hash_text(gconstpointer text);
/** For GHashTable keys that are GBytes, compared with g_bytes_equal. */
guint iot_hash_gbytes(gconstpointer bytes);

/** A number by which pieces of what strangers send are told apart, all 64 bits of it: two that
 * differ have the same by chance only, for who does not know the key. A tenth of SipHash's time
 * for what is long.
 *  @param seed makes other numbers of the same bytes: of what stood before them */
uint64_t iot_hash_content(uint64_t seed, const void *data, gsize length_bytes);

/** SipHash itself, with its numbers of rounds: per word, and in the end. 2 and 4 are its inventors'
 *  choice, by which the reference's results are known; tables take IOT_HASH_…ROUNDS. */
uint64_t iot_hash_sip(const uint8_t key[IOT_HASH_KEY_BYTES], const void *data, gsize length_bytes,
                      unsigned word_rounds, unsigned end_rounds);

#endif
