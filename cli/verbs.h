/** The table of verbs. */
#ifndef VERBS_H
#define VERBS_H

#include "verb.h"

/** All of them, in the order of the help text. */
extern const verb *const verbs[];
extern const int verbs_count;

/** The verb of that name, or NULL. */
const verb *verb_find(const char *name);

#endif
