/*
 * The restrictions of the free Meixner law.  A wall at a distance y = (wall - mean)/deviation says
 * 1 + skew y + excess y^2 = 0, two walls excess = 1/(y_0 y_1) and skew = -(y_0 + y_1)/(y_0 y_1).
 */
#include "decompress_impl.h"

#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Values equal to the one at an end of x[from, to), to the tolerance; none if they are no atom. */
static int64_t equal_values(int64_t n, const double *x, int step, double tolerance)
{
    int64_t count = 1;
    while (count < n && fabs(x[step * count] - x[0]) <= tolerance) count++;
    return count >= 3 ? count : 0;
}

static void moments(rmt_block *block, const double *y)
{
    double sum[5] = {0};
    for (int64_t i = 0; i < block->n; i++) sum[1] += y[i] / (double)block->n;
    for (int64_t i = 0; i < block->n; i++) {
        const double d = y[i] - sum[1], square = d * d;
        sum[2] += square / (double)block->n;
        sum[3] += square * d / (double)block->n;
        sum[4] += square * square / (double)block->n;
    }
    rmt_meixner *const start = &block->start;
    start->mean = sum[1];
    start->log_deviation = log(sum[2]) / 2;
    start->skew = sum[3] / (sum[2] * sqrt(sum[2]));
    start->excess = fmax(-0.9, sum[4] / (sum[2] * sum[2]) - 2 - start->skew * start->skew);
}

/* Atoms at either end are walls; else 0 is one for values of one sign, and 1 for values in [0, 1]. */
int rmt_block_open(rmt_block *block, int64_t n, double *x)
{
    *block = (rmt_block){.n = n};
    qsort(x, (size_t)n, sizeof *x, ascending);
    const double size = fmax(fabs(x[0]), fabs(x[n - 1])), tolerance = 1e-12 * size;
    const int64_t low = equal_values(n, x, 1, tolerance), high = equal_values(n, x + n - 1, -1, tolerance);
    if (low + high + 4 > n) return RANDBLAS_RANK_DEFICIENT;
    const double first = x[0], last = x[n - 1], start = x[low], end = x[n - 1 - high];
    if (low) block->wall[block->walls++] = first;
    if (!low && first >= -tolerance) block->wall[block->walls++] = 0;
    if (high) block->wall[block->walls++] = last;
    if (!high && (last <= tolerance || (last <= 1 && first >= -tolerance)))
        block->wall[block->walls++] = last <= tolerance ? 0 : 1;
    block->atoms = (low > 0) + (high > 0);
    block->centre = start / 2 + end / 2;
    block->half = end / 2 - start / 2;
    if (!(block->half > tolerance)) return RANDBLAS_RANK_DEFICIENT;
    for (int64_t i = 0; i < n; i++) x[i] = (x[i] - block->centre) / block->half;
    for (int i = 0; i < block->walls; i++) block->wall[i] = (block->wall[i] - block->centre) / block->half;
    block->equal[0] = low;
    block->equal[1] = high;
    block->end[0] = x[0];
    block->end[1] = x[n - 1];
    moments(block, x);
    block->y = x + low;
    block->inner = n - low - high;
    return 0;
}

int rmt_model_parameters(const rmt_block *block, int model)
{
    switch (model) {
    case RMT_MODEL_SEMICIRCLE:
        return 2;
    case RMT_MODEL_GRAM:
        return block->walls > 0 ? 2 : 0;
    case RMT_MODEL_PROJECTOR:
        return block->walls > 1 ? 2 : 0;
    case RMT_MODEL_WALL:
        return block->walls > 0 ? 3 : 0;
    case RMT_MODEL_MEIXNER:
        return 4;
    case RMT_MODEL_KESTEN_MCKAY:
        return 1;
    default:
        return 3;
    }
}

void rmt_model_start(int model, const rmt_meixner *law, double *q)
{
    q[0] = law->mean;
    q[1] = law->log_deviation;
    q[2] = model == RMT_MODEL_SYMMETRIC ? law->excess : law->skew;
    q[3] = law->excess;
    if (model == RMT_MODEL_KESTEN_MCKAY) q[0] = law->log_deviation;
}

bool rmt_model_law(const rmt_block *block, int model, const double *q, rmt_meixner *law)
{
    const bool regular = model == RMT_MODEL_KESTEN_MCKAY;
    *law = (rmt_meixner){.mean = q[0], .log_deviation = q[1]};
    if (regular) *law = (rmt_meixner){.mean = -block->centre / block->half, .log_deviation = q[0]};
    const double deviation = exp(law->log_deviation), y = (block->wall[0] - q[0]) / deviation;
    const double z = (block->wall[1] - q[0]) / deviation;
    switch (model) {
    case RMT_MODEL_SEMICIRCLE:
        break;
    case RMT_MODEL_GRAM:
        law->skew = -1 / y;
        break;
    case RMT_MODEL_PROJECTOR:
        law->skew = -(y + z) / (y * z);
        law->excess = 1 / (y * z);
        break;
    case RMT_MODEL_FREE_POISSON:
        law->skew = q[2];
        break;
    case RMT_MODEL_SYMMETRIC:
        law->excess = q[2];
        break;
    case RMT_MODEL_KESTEN_MCKAY:
        law->excess = -pow(deviation * block->half, -2);
        break;
    case RMT_MODEL_WALL:
        law->skew = q[2];
        law->excess = -(1 + q[2] * y) / (y * y);
        break;
    default:
        law->skew = q[2];
        law->excess = q[3];
    }
    return isfinite(deviation) && deviation > 0 && fabs(law->skew) <= 1e8 && law->excess > -1 + 1e-9 &&
           law->excess <= 1e8;
}
