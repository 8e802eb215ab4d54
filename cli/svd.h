/** The verb svd: A ~ U diag(s) V^T. */
#ifndef SVD_H
#define SVD_H

#include "factor.h"

/** The verb. */
extern const factor_verb svd_verb;

#endif
