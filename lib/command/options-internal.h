/* options-internal.h - the command line between its words and what they mean
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * options.c has the words, options-values.c reads what stands behind them, options-sense.c knows
 * what does not go together, and options-help.c tells all that.
 */
#ifndef IOT_COMMAND_OPTIONS_INTERNAL_H
#define IOT_COMMAND_OPTIONS_INTERNAL_H

#include "command/options.h"

#define TEXT_FORMAT     "text"
#define INTERVAL_UNSAID G_MININT

/* As the words have it; GOption writes here. */
typedef struct given_options {
    options o;
    bool tables; /* some were asked for */
    gboolean follow, quiet, no_sandbox, own_frames_only, periodic_all, summary, events, help,
        version;
    char *format, *duration, *memory, *keep, *fail_on;
    char *collector, *rotate, *keep_age, *keep_size;
    bool changes; /* two sides are to be compared */
    char **before;
} given_options;

/* Options that help tells together. */
typedef struct option_group {
    const char *title; /* NULL: of what help does not tell, the last */
    const GOptionEntry *entries;
} option_group;

extern const option_group option_groups[];
extern const unsigned option_groups_count;

/* Sets G_OPTION_ERROR, and is false. */
bool options_fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Reads all that stands behind words, and fills in what is not said. */
bool options_take_values(given_options *given, GError **error);
/* Of changes, which go together otherwise: which files are which side. */
bool options_take_sides(given_options *given, GError **error);
/* What does not go together fails. */
bool options_make_sense(const given_options *given, GError **error);

#endif
