/* ciphers.h - the library that opens what anybody can open
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_CIPHERS_H
#define IOT_CIPHERS_H

/* Makes it ready, unless the program uses it already. Nothing that is opened here is secret. To be
 * called before anything is asked of it, as often as one likes. */
void ciphers_begin(void);

#endif
