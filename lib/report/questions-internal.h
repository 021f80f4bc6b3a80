/* questions-internal.h - questions while flows are folded into them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_QUESTIONS_INTERNAL_H
#define IOT_QUESTIONS_INTERNAL_H

#include "findings/fold.h"
#include "report/questions.h"

typedef struct iot_questions_fold iot_questions_fold;

/* @param names must outlive the rows */
iot_questions_fold *iot_questions_begin(const iot_capture *capture, iot_interned *names);
/* A fold: takes in a flow. It is to get those, too, of which nothing was counted. */
void iot_questions_add(void *questions, const iot_fold_flow *flow);
/* Makes the rows, of questions whose packets were counted, and frees the fold.
 * @param devices rows of devices in the order that these are to have
 * @param ret_encrypted gets rows of iot_encrypted_row; as the result, must be freed by the caller
 *  using g_ptr_array_unref
 * @return rows of iot_question_row */
GPtrArray *iot_questions_end(iot_questions_fold *fold, const GPtrArray *devices,
                             GPtrArray **ret_encrypted);

#endif
