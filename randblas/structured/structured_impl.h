/** Engines of the structured families: B += alpha op(S') A, the factors applied and S never formed. */
#ifndef RANDBLAS_STRUCTURED_IMPL_H
#define RANDBLAS_STRUCTURED_IMPL_H

#include "apply_impl.h"

int randblas_xapply_khatri_rao(const randblas_xproblem *p, randblas_xview A);
int randblas_xapply_kronecker(const randblas_xproblem *p, randblas_xview A);
int randblas_xapply_composition(const randblas_xproblem *p, randblas_xview A);

/* Scalars in a block of workspace: a few MB, so that it stays in the last-level cache. */
#define STRUCTURED_PANEL (4 * 1024 * 1024 / (int64_t)sizeof(scalar_t))

#endif
