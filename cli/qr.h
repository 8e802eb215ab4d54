/** The verb qr: A P = Q R. */
#ifndef QR_H
#define QR_H

#include "factor.h"

/** The verb. */
extern const factor_verb qr_verb;

#endif
