#include "logdet_common_impl.h"

#include "options_impl.h"
#include "progress_impl.h"

#include <math.h>

void rmt_product_times(rmt_product *p, double x)
{
    int more = 0, carry = 0;
    if (x == 0) {
        p->sign = 0;
        return;
    }
    p->count++;
    if (x < 0) p->sign = -p->sign;
    const double fraction = frexp(fabs(x), &more);
    p->fraction = frexp(p->fraction * fraction, &carry);
    p->exponent += more + carry;
}

double rmt_product_log(const rmt_product *p, int power)
{
    const double ln2 = 0.69314718055994530942;
    /* 0.5 2^1 = 1 is to have the logarithm 0 to the bit. */
    return power * (log(2 * p->fraction) + (double)(p->exponent - 1) * ln2);
}

bool rmt_logdet_read(rmt_logdet_options *full, const rmt_logdet_options *options)
{
    rmt_logdet_options *o = full;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    return o->tolerance < 1; /* and not NaN */
}

bool rmt_logdet_kind_is_legal(rmt_matrix_kind kind)
{
    return kind == RMT_GENERAL || kind == RMT_SYMMETRIC || kind == RMT_DEFINITE;
}

bool rmt_logdet_layout_is_legal(randblas_layout layout)
{
    return layout == RANDBLAS_COL_MAJOR || layout == RANDBLAS_ROW_MAJOR;
}

bool rmt_logdet_uplo_is_legal(rmt_matrix_kind kind, randblas_uplo uplo)
{
    return kind == RMT_GENERAL || uplo == RANDBLAS_UPPER || uplo == RANDBLAS_LOWER;
}

int rmt_logdet_begin(const rmt_logdet_options *options)
{
    return randlapack_progress(&options->control, "factor", 0);
}

rmt_logdet_report rmt_logdet_nothing(void)
{
    return (rmt_logdet_report){.logabsdet = NAN, .logdet_xx = NAN, .logpdet = NAN};
}

int rmt_logdet_found(const rmt_product *p, int power, rmt_logdet_report *report)
{
    report->sign = power == 2 ? p->sign * p->sign : p->sign;
    report->rank = p->count;
    report->logabsdet = p->sign ? rmt_product_log(p, power) : -INFINITY;
    return p->sign ? 0 : RANDBLAS_RANK_DEFICIENT;
}
