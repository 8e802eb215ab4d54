/*
 * Inputs of a convolution.  Where there are only atoms, m, m' and h = F - w = -sum p x/(x - w)/sum p/(x - w), which
 * does not cancel where w is large, are summed in one loop; other laws have a member for m and m'.
 */
#include "free_atoms_impl.h"
#include "free_impl.h"

#include <stdlib.h>

bool rmt_free_hull(const rmt_law *law, double *low, double *high)
{
    int64_t bands = 0, atoms = 0;
    *low = INFINITY, *high = -INFINITY;
    law->class->intervals(law, 0, NULL, &bands);
    law->class->atoms(law, 0, NULL, NULL, &atoms);
    const int64_t room = 2 * (bands > atoms ? bands : atoms);
    double *numbers = malloc((size_t)(room + 2) * sizeof *numbers);
    if (!numbers) return false;
    if (bands > 0) {
        law->class->intervals(law, bands, numbers, &bands);
        *low = numbers[0], *high = numbers[2 * bands - 1];
    }
    if (atoms > 0) {
        law->class->atoms(law, atoms, numbers, numbers + atoms, &atoms);
        *low = fmin(*low, numbers[0]), *high = fmax(*high, numbers[atoms - 1]);
    }
    free(numbers);
    return true;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int set_marks(rmt_free_source *source, int64_t bands, int64_t atoms)
{
    const rmt_law *law = source->law;
    double *mark = malloc((size_t)(2 * bands + 2 * atoms + 1) * sizeof *mark);
    if (!mark) return RANDBLAS_OUT_OF_MEMORY;
    if (bands > 0) law->class->intervals(law, bands, mark, &bands);
    if (atoms > 0) law->class->atoms(law, atoms, mark + 2 * bands, mark + 2 * bands + atoms, &atoms);
    source->mark = mark;
    source->marks = 2 * bands + atoms;
    for (int64_t k = 0; k < source->marks; k++) mark[k] /= source->scale;
    qsort(mark, (size_t)source->marks, sizeof *mark, ascending);
    return 0;
}

int rmt_free_open_source(rmt_free_source *source, const rmt_law *law, double scale)
{
    int64_t bands = 0, atoms = 0;
    source->law = rmt_law_keep(law);
    source->scale = scale;
    if (!rmt_free_hull(law, &source->low, &source->high)) return RANDBLAS_OUT_OF_MEMORY;
    source->low /= scale, source->high /= scale;
    law->class->intervals(law, 0, NULL, &bands);
    law->class->atoms(law, 0, NULL, NULL, &atoms);
    const int info = set_marks(source, bands, atoms);
    if (info || bands > 0) return info;
    source->x = malloc((size_t)atoms * sizeof *source->x);
    source->w = malloc((size_t)atoms * sizeof *source->w);
    if (!source->x || !source->w) return RANDBLAS_OUT_OF_MEMORY;
    law->class->atoms(law, atoms, source->x, source->w, &source->n);
    for (int64_t k = 0; k < source->n; k++) source->x[k] /= scale;
    return 0;
}

void rmt_free_close_source(rmt_free_source *source)
{
    rmt_law_destroy(source->law);
    free(source->x);
    free(source->w);
    free(source->mark);
}

double rmt_free_reach(const rmt_free_source *source, rmt_complex w)
{
    int64_t low = 0, high = source->marks;
    while (low < high) {
        const int64_t middle = (low + high) / 2;
        if (source->mark[middle] < creal(w))
            low = middle + 1;
        else
            high = middle;
    }
    double reach = INFINITY;
    if (low > 0) reach = cabs(w - source->mark[low - 1]);
    return low < source->marks ? fmin(reach, cabs(w - source->mark[low])) : reach;
}

rmt_free_value rmt_free_evaluate(const rmt_free_source *source, rmt_complex w)
{
    if (source->n > 0) {
        double s[6];
        ISA_SELECT(rmt_free_atoms)->sum(source->n, source->x, source->w, creal(w), cimag(w), s);
        const rmt_complex minus = -1 / CMPLX(s[0], s[1]);
        return (rmt_free_value){.F = minus, .h = minus * CMPLX(s[2], s[3]), .dF = CMPLX(s[4], s[5]) * minus * minus};
    }
    const double ratio = source->scale / source->law->scale;
    const rmt_law_value at = source->law->class->value(source->law, CMPLX(creal(w) * ratio, cimag(w) * ratio));
    const rmt_complex F = -1 / at.m;
    return (rmt_free_value){.F = CMPLX(creal(F) / ratio, cimag(F) / ratio),
                            .h = CMPLX(creal(at.h) / ratio, cimag(at.h) / ratio),
                            .dF = at.dm * F * F};
}
