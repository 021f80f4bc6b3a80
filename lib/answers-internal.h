/* answers-internal.h - the answers for one address, and whose they are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_ANSWERS_INTERNAL_H
#define IOT_ANSWERS_INTERNAL_H

#include "answers.h"

typedef struct answers_index answers_index;

typedef struct address_answers {
    iot_addr addr;
    GArray *list;         /* of iot_answer, by frame */
    answers_index *index; /* NULL: there are few, or they were not filed */
} address_answers;

static inline const iot_answer *
answer_at(const address_answers *all, guint i)
{
    return &g_array_index(all->list, iot_answer, i);
}

/* Accepts NULL. */
void answers_index_free(answers_index *index);
/* Files them, as iot_answers_file. */
void answers_index_file(address_answers *all, const iot_answers_asker *who, bool at_once);
/* The newest of the first `until` answers that went to the asker's device; NULL: none is known. */
const iot_answer *answers_index_newest(const address_answers *all, guint until,
                                       const iot_answers_asker *who);
/* Different questions of answers to the asker's device, as iot_answers_alternatives. */
unsigned answers_index_questions(const address_answers *all, const iot_answers_asker *who,
                                 const char *but, const char **ret_questions, unsigned max);

#endif
