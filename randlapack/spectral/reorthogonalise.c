/*
 * Orthogonality of Lanczos vectors, lost as Ritz values converge, is restored
 *
 *   full     at each step against all vectors, twice if a norm fell by more than 1/sqrt(2),
 *   window   likewise against the last ones,
 *   partial  when it is needed @cite simon1984: omega_{j+1,k}, an estimate of v_{j+1}^T v_k, follows from
 *
 *     beta_{j+1} omega_{j+1,k} = beta_{k+1} omega_{j,k+1} + (alpha_k - alpha_j) omega_{j,k} + beta_k omega_{j,k-1}
 *                                - beta_j omega_{j-1,k} + noise,     |noise| ~ 2 eps size
 *
 * and where one reaches sqrt(eps), this vector and the next are made orthogonal to all before.  Semiorthogonality is
 * enough for a tridiagonal matrix exact to eps.  Runs that need nothing subtract zeros: a run does not depend on its
 * neighbours.  In bidiagonalisation vectors of unlike parity live in different spaces.
 *
 * Cost of a vector against j others: 4 n j flops and j + 2 sweeps, twice.  As a rule nothing is needed, and writing
 * vectors to memory that are never read again would take as long as all the rest: lanczos.c keeps two of them, where
 * products are cheap, and makes the others again when the first estimate asks for them.
 */
#include "lanczos_impl.h"

#include <math.h>
#include <string.h>

static double *omega_row(const randlapack_xlanczos *l, int64_t j)
{
    return l->omega + (j % 2) * (l->steps + 2) * l->width;
}

static double omega_at(const double *row, int64_t k, int64_t b, int64_t c)
{
    return k < 0 ? 0 : row[k * b + c];
}

/* The estimates of vector step + 1, over those of step - 1; the largest. */
static double estimate(randlapack_xlanczos *l, int64_t c, double beta)
{
    const int64_t b = l->width, j = l->step;
    const double *now = omega_row(l, j), eps = (double)REAL_EPS;
    double *next = omega_row(l, j + 1), worst = 0;
    for (int64_t k = 0; k < j; k++) {
        const double *alpha = l->alpha, *betas = l->beta;
        double t = betas[(k + 1) * b + c] * now[(k + 1) * b + c] - betas[j * b + c] * (j > 0 ? next[k * b + c] : 0);
        t += (alpha[k * b + c] - alpha[j * b + c]) * now[k * b + c];
        if (k > 0) t += betas[k * b + c] * omega_at(now, k - 1, b, c);
        next[k * b + c] = (t + copysign(2 * eps * l->size[c], t)) / beta;
        worst = fmax(worst, fabs(next[k * b + c]));
    }
    next[j * b + c] = eps * sqrt((double)l->height);
    next[(j + 1) * b + c] = 1;
    return worst;
}

bool randlapack_xlanczos_choose(randlapack_xlanczos *l, const double *squares, bool *chosen)
{
    const int64_t b = l->width, j = l->step;
    const double limit = sqrt((double)REAL_EPS);
    bool any = false;
    for (int64_t c = 0; c < b; c++) {
        chosen[c] = l->inverse[j * b + c] > 0 && squares[c] > 0;
        if (chosen[c] && l->reorthogonalise == RANDLAPACK_REORTHOGONALISE_PARTIAL) {
            const double worst = estimate(l, c, sqrt(squares[c]));
            chosen[c] = l->again[c] || !(worst < limit);
            l->again[c] = !l->again[c] && chosen[c];
            double *next = omega_row(l, j + 1);
            for (int64_t k = 0; k <= j && chosen[c]; k++) next[k * b + c] = (double)REAL_EPS;
        }
        any = any || chosen[c];
    }
    return any;
}

/* One pass against the vectors that are kept; squares: the norms after. */
static void clean_once(randlapack_xlanczos *l, const bool *chosen, double *squares)
{
    const int64_t b = l->width, j = l->step, rows = l->bidiagonal && j % 2 == 1 ? l->A->cols : l->A->rows;
    const int64_t kept = l->ring - 1, oldest = j + 1 > kept ? j + 1 - kept : 0; /* the ring holds the new one too */
    scalar_t *W = lanczos_panel(l, j + 1);
    int64_t count = 0;
    for (int64_t k = oldest; k <= j; k++) {
        if (l->bidiagonal && (j + 1 - k) % 2 == 1) continue;
        l->against[count] = k;
        l->others[count++] = lanczos_panel(l, k);
    }
    if (count == 0) return;
    randlapack_xproduct_dots(&l->product, rows, count, l->others, W, l->dots);
    for (int64_t i = 0; i < count * b; i++) {
        const double scale = l->inverse[l->against[i / b] * b + i % b];
        l->a[i] = chosen[i % b] ? (scalar_t)(l->dots[i] * scale * scale) : 0;
    }
    randlapack_xproduct_subtract(&l->product, rows, count, l->a, l->others, W, squares);
}

void randlapack_xlanczos_clean(randlapack_xlanczos *l, bool *chosen, double *squares)
{
    bool fell = false;
    double before[RANDLAPACK_LANCZOS_WIDTH];
    const bool partial = l->reorthogonalise == RANDLAPACK_REORTHOGONALISE_PARTIAL;
    memcpy(before, squares, (size_t)l->width * sizeof *before);
    clean_once(l, chosen, squares);
    for (int64_t c = 0; c < l->width; c++) {
        l->reorthogonalised += chosen[c];
        chosen[c] = chosen[c] && !partial && squares[c] < before[c] / 2;
        fell = fell || chosen[c];
    }
    if (fell) clean_once(l, chosen, squares);
}
