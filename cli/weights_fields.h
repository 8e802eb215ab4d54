/** Numbers of a layer's report by name: what the table of values, JSON and the page have in common. */
#ifndef WEIGHTS_FIELDS_H
#define WEIGHTS_FIELDS_H

#include "weights.h"

/** A number. */
typedef struct weights_field {
    const char *group, *name;
    const char *meaning; /**< in a few words */
    int part;            /**< an rmt_weights_part that it belongs to, or one of its own */
    int width;           /**< 0: real; else an integer of so many bytes */
    size_t offset;       /**< in weights_result */
} weights_field;

/** All of them, group by group. */
extern const weights_field weights_fields[];
extern const int weights_field_count;

/** Its value in a report; NaN where the layer has none. */
double weights_field_value(const weights_field *f, const weights_result *r);

#endif
