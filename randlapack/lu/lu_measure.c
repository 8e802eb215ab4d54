/* What is measured on A itself, before, during and after. */
#include "lu_impl.h"

#include "measure_impl.h"

#include <math.h>

int randlapack_xlu_load(randlapack_xlu_state *f)
{
    const randlapack_xsketch_pivots *p = &f->p;
    randlapack_measure a = randlapack_xmeasure(p->m, p->n, p->A, p->lda, false);
    if (!a.finite) return RANDBLAS_NOT_FINITE;
    f->exponent = randlapack_xharmful_exponent(a.largest);
    if (f->exponent) {
        randlapack_xscale_by_power(p->m, p->n, p->A, p->lda, false, -f->exponent);
        a = randlapack_xmeasure(p->m, p->n, p->A, p->lda, false);
    }
    f->largest = a.largest;
    f->norm = a.norm;
    return 0;
}

double randlapack_xlu_rest(const randlapack_xlu_state *f)
{
    const randlapack_xsketch_pivots *p = &f->p;
    if (p->done == f->least) return 0;
    return randlapack_xmeasure(p->m - p->done, p->n - p->done, p->A + p->done * (p->lda + 1), p->lda, false).norm;
}

void randlapack_xlu_unload(randlapack_xlu_state *f)
{
    const randlapack_xsketch_pivots *p = &f->p;
    const int64_t k = p->done;
    scalar_t *behind = p->A + k * p->lda;
    f->report->rank = k;
    f->report->sketches = p->sketches;
    f->report->growth = 1;
    if (f->largest > 0)
        f->report->growth = fmax(randlapack_xmeasure(p->m, k, p->A, p->lda, true).largest,
                                 randlapack_xmeasure(p->m, p->n - k, behind, p->lda, false).largest) /
                            f->largest;
    f->report->error = ldexp(randlapack_xlu_rest(f), f->exponent);
    f->report->norm = ldexp(f->norm, f->exponent);
    if (!f->exponent) return;
    randlapack_xscale_by_power(p->m, k, p->A, p->lda, true, f->exponent);
    randlapack_xscale_by_power(p->m, p->n - k, behind, p->lda, false, f->exponent);
}

void randlapack_xlu_largest_first(randlapack_xlu_state *f)
{
    const randlapack_xsketch_pivots *p = &f->p;
    const int64_t s = p->done;
    int64_t best = s;
    scalar_t most = 0;
    for (int64_t j = s; j < p->n; j++)
        for (int64_t i = s; i < p->m; i++) {
            const scalar_t size = ABS(p->A[i + j * p->lda]);
            if (size > most) most = size, best = j;
        }
    for (int64_t i = 0; i < p->m && best != s; i++) {
        const scalar_t a = p->A[i + s * p->lda];
        p->A[i + s * p->lda] = p->A[i + best * p->lda];
        p->A[i + best * p->lda] = a;
    }
    const int64_t column = p->jpvt[s];
    p->jpvt[s] = p->jpvt[best];
    p->jpvt[best] = column;
}
