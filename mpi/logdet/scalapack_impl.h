/** What is used of ScaLAPACK and the BLACS, which have no header. */
#ifndef RANDLAPACK_MPI_SCALAPACK_IMPL_H
#define RANDLAPACK_MPI_SCALAPACK_IMPL_H

#include "scalar_impl.h"

#include <mpi.h>

int Csys2blacs_handle(MPI_Comm comm);
void Cfree_blacs_system_handle(int handle);
void Cblacs_gridinit(int *context, const char *order, int rows, int columns);
void Cblacs_gridexit(int context);

#if IS_SINGLE
#define PXPOTRF pspotrf_
#define PXGETRF psgetrf_
#define PXSYEV pssyev_
#define PXGESVD psgesvd_
#else
#define PXPOTRF pdpotrf_
#define PXGETRF pdgetrf_
#define PXSYEV pdsyev_
#define PXGESVD pdgesvd_
#endif
void PXPOTRF(const char *uplo, const int *n, scalar_t *A, const int *ia, const int *ja, const int *desc, int *info);
void PXGETRF(const int *m, const int *n, scalar_t *A, const int *ia, const int *ja, const int *desc, int *pivots,
             int *info);
void PXSYEV(const char *jobz, const char *uplo, const int *n, scalar_t *A, const int *ia, const int *ja,
            const int *desca, scalar_t *w, scalar_t *Z, const int *iz, const int *jz, const int *descz, scalar_t *work,
            const int *lwork, int *info);
void PXGESVD(const char *jobu, const char *jobvt, const int *m, const int *n, scalar_t *A, const int *ia, const int *ja,
             const int *desca, scalar_t *s, scalar_t *U, const int *iu, const int *ju, const int *descu, scalar_t *VT,
             const int *ivt, const int *jvt, const int *descvt, scalar_t *work, const int *lwork, int *info);

#endif
