/** What kernels need to know of each point, and a column of a kernel. */
#ifndef RMT_PHI_POINTS_IMPL_H
#define RMT_PHI_POINTS_IMPL_H

#include "activation_impl.h"
#include "arena_impl.h"

typedef struct rmt_phi_points {
    const rmt_activation *phi;
    int64_t n, terms;
    double *norm;  /* deviations of the Gaussian arguments */
    double *u;     /* factors of the vector kernels */
    double *nu;    /* E base^2 */
    double *reach; /* the series serves |rho| <= reach reach */
    double *a;     /* n x terms Hermite coefficients of the base, at least the mean */
} rmt_phi_points;

int rmt_phi_points_open(rmt_phi_points *q, const rmt_activation *phi, int64_t n, randblas_arena *arena);

/* All of it from the norms. */
void rmt_phi_points_set(rmt_phi_points *q);

/* K[0 .. rows), correlations of points i .. of P with point j of Q, becomes E phi phi; rows <= RMT_PHI_ROWS. */
enum { RMT_PHI_ROWS = 256 };
void rmt_phi_column(const rmt_phi_points *P, int64_t i, int64_t rows, const rmt_phi_points *Q, int64_t j, double *K);
double rmt_phi_diagonal(const rmt_phi_points *P, int64_t i);

/* E base base by the double integral. */
double rmt_phi_pair(const rmt_activation *phi, double a, double b, double rho);

enum { RMT_PHI_PANEL = 192 };

#endif
