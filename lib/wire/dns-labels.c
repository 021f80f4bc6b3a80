/* dns-labels.c - domain names outside DNS messages: labels, and no pointers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dns-labels.h"

#include <string.h>

#define LABEL_MAX 63

bool
labels_read(cursor *at, labels *ret_labels)
{
    labels *l = ret_labels;

    *l = (labels){.length = 0};
    while (cursor_left(at) > 0) {
        uint8_t n = cursor_u8(at);
        if (n == 0) {
            l->rooted = true;
            break;
        }
        const uint8_t *label = n <= LABEL_MAX ? cursor_bytes(at, n) : NULL;
        /* As labels it has one byte more in front, and the root behind it. */
        if (!label || l->length + 1 + n + 2 > LABELS_MAX_BYTES)
            return false;
        if (l->count++ > 0)
            l->text[l->length++] = '.';
        memcpy(l->text + l->length, label, n);
        l->length += n;
    }
    return true;
}
