/* decls.h - around what the library exports: for C++, and out of the shared library
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DECLS_H
#define IOT_DECLS_H

#ifdef __cplusplus
#define IOT_BEGIN_C extern "C" {
#define IOT_END_C   }
#else
#define IOT_BEGIN_C
#define IOT_END_C
#endif

/** All else is compiled with hidden symbols. */
#define IOT_BEGIN_DECLS IOT_BEGIN_C _Pragma("GCC visibility push(default)")
#define IOT_END_DECLS   _Pragma("GCC visibility pop") IOT_END_C

#endif
