/** Stochastic Lanczos quadrature as one writes it at first: one vector after the other. */
#ifndef PLAIN_LANCZOS_H
#define PLAIN_LANCZOS_H

#include <randblas.h>

/* tr log A, A symmetric, from so many sign vectors and steps, without reorthogonalisation; or, with it, against all. */
double plain_slq_logdet(const randblas_dlinop *A, int64_t degree, int64_t samples, int reorthogonalise);

#endif
