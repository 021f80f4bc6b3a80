/* ciphers.c - the library that opens what anybody can open
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/ciphers.h"

#include <gcrypt.h>
#include <stddef.h>

void
ciphers_begin(void)
{
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P))
        return;
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}
