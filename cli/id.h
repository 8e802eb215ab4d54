/** The verb id: A through some of its columns and rows. */
#ifndef ID_H
#define ID_H

#include "factor.h"

/** The verb. */
extern const factor_verb id_verb;

#endif
