/* questions.h - the names that each device asked DNS for, and what came of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Questions that were read: over UDP and TCP, or decrypted by whoever read them. Who asks inside of
 * TLS or HTTPS has a row that says so, and no questions. A forwarder in the home has those that it
 * passes on as its own.
 */
#ifndef IOT_QUESTIONS_H
#define IOT_QUESTIONS_H

#include "base/decls.h"
#include "fact/dns-question.h"
#include "report/traffic.h"
#include "tables/service.h"

IOT_BEGIN_DECLS

/** Whether a device sent packets to what it asked for. */
typedef enum iot_question_contact {
    IOT_QUESTION_NO,
    IOT_QUESTION_OTHERWISE, /**< to an address that it was told, under another name */
    IOT_QUESTION_YES,
} iot_question_contact;

typedef struct iot_question_row {
    iot_row base;     /**< without traffic */
    const char *name; /**< clean, lower case */
    iot_addr about;   /**< of a reverse lookup: the address whose name was asked for; else none */
    uint32_t types;   /**< bits of dns-question.h; 0: nobody knows */
    uint32_t count;   /**< questions; one that was sent again is none */
    uint32_t replies[IOT_DNS_REPLIES]; /**< first answers, by what they say */
    uint32_t unanswered; /**< of the questions; one that may still be answered is not */
    uint32_t first_frame;
    int64_t first_ns, last_ns; /**< INT64_MIN: nobody knows */
    iot_question_contact contact;
} iot_question_row;

/** A resolver that a device asks, and nobody else can read for what. */
typedef struct iot_encrypted_row {
    iot_row base;
    const char *name; /**< its address where it has none */
    iot_addr addr;
    iot_service service;
} iot_encrypted_row;

IOT_END_DECLS

#endif
