/** The verb eig: A ~ Q diag(w) Q^T, A symmetric. */
#ifndef EIG_H
#define EIG_H

#include "factor.h"

/** The verb. */
extern const factor_verb eig_verb;

#endif
