/** A law in summaries. */
#ifndef REPORT_LAW_H
#define REPORT_LAW_H

#include "rmt.h"

#include <jansson.h>
#include <stdio.h>

/** Its intervals, atoms, mean and variance, a line each. */
void report_law(const rmt_law *law, int digits, FILE *stream);

/** The same as an object. */
json_t *report_json_law(const rmt_law *law);

#endif
