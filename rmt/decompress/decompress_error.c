/*
 * What a fit's errors do to the decompressed law.  A direction of one standard error moves a density by delta_j(x); the
 * density's error is normal with variance sum_j delta_j^2, whose mean absolute value is sqrt(2/pi) times its root.
 * Central differences, with shorter steps where a whole one leads halfway to excess = -1.
 */
#include "decompress_impl.h"

#include "arena_impl.h"

enum { POINTS = 1024 };

/* The decompressed law a step along direction j. */
static int moved(const rmt_decompress_report *r, double ratio, int j, double step, rmt_law **law)
{
    const double *shift = r->shift[j];
    const double deviation = r->deviation * exp(step * shift[1]) * sqrt(ratio);
    const double skew = (r->skew + step * shift[2]) * sqrt(ratio), excess = (r->excess + step * shift[3]) * ratio;
    const int info = rmt_law_free_meixner(r->mean + step * shift[0], deviation, skew, excess, law);
    return info < 0 && info > -10 ? RANDBLAS_NOT_CONVERGED : info;
}

static int illegal(const rmt_decompress_report *r, double ratio)
{
    if (!r || r->parameters < 1 || r->parameters > 4 || !(r->deviation > 0)) return -1;
    return ratio > 0 && ratio < r->limit ? 0 : -2;
}

/* The neighbours of the decompressed law in all directions, and the steps to them. */
typedef struct neighbours {
    rmt_law *law[4][2];
    double step[4];
} neighbours;

static void close_neighbours(neighbours *n)
{
    for (int j = 0; j < 4; j++)
        for (int side = 0; side < 2; side++) rmt_law_destroy(n->law[j][side]);
}

static int open_neighbours(const rmt_decompress_report *r, double ratio, neighbours *n)
{
    *n = (neighbours){{{NULL}}, {0}};
    int info = 0;
    for (int j = 0; j < r->parameters && !info; j++) {
        const double room = (1 + r->excess * ratio) / (2 * ratio * fabs(r->shift[j][3]));
        n->step[j] = fmin(1, room);
        for (int side = 0; side < 2 && !info; side++)
            info = moved(r, ratio, j, side ? n->step[j] : -n->step[j], &n->law[j][side]);
    }
    if (info) close_neighbours(n);
    return info;
}

typedef int query(const rmt_law *law, int64_t n, const double *x, double *y);

/* error = the root of the sum of the squared changes of a query; work: 2 n. */
static int changes(const neighbours *at, int directions, query *ask, int64_t n, const double *x, double *work,
                   double *error)
{
    int info = 0;
    for (int64_t i = 0; i < n; i++) error[i] = 0;
    for (int j = 0; j < directions && !info; j++) {
        info = ask(at->law[j][0], n, x, work);
        if (!info) info = ask(at->law[j][1], n, x, work + n);
        for (int64_t i = 0; i < n && !info; i++) {
            const double change = (work[n + i] - work[i]) / (2 * at->step[j]);
            error[i] += change * change;
        }
    }
    for (int64_t i = 0; i < n; i++) error[i] = sqrt(error[i]);
    return info;
}

/* The distance, over angles on the interval that holds those of all neighbours. */
static int distance_of(const neighbours *at, int directions, double *work, double *distance)
{
    double *const x = work, *const error = work + POINTS, low = INFINITY, high = -INFINITY, sum = 0;
    for (int j = 0; j < directions; j++)
        for (int side = 0; side < 2; side++) {
            double edge[2] = {0};
            int64_t count = 0;
            if (rmt_law_intervals(at->law[j][side], 1, edge, &count)) return RANDBLAS_INTERNAL;
            low = fmin(low, edge[0]);
            high = fmax(high, edge[1]);
        }
    const double half = high / 2 - low / 2, centre = high / 2 + low / 2;
    for (int i = 0; i < POINTS; i++) x[i] = centre + half * cos((i + 0.5) * RMT_PI / POINTS);
    const int info = changes(at, directions, rmt_law_density, POINTS, x, error + POINTS, error);
    for (int i = 0; i < POINTS && !info; i++) sum += error[i] * half * sin((i + 0.5) * RMT_PI / POINTS);
    if (!info) *distance = fmin(1, sum * RMT_PI / POINTS * sqrt(2 / RMT_PI) / 2);
    return info;
}

int rmt_decompress_error(const rmt_decompress_report *report, double ratio, double *distance)
{
    const int wrong = illegal(report, ratio);
    if (wrong) return wrong;
    if (!distance) return -3;
    neighbours at;
    randblas_arena arena = randblas_arena_open(NULL);
    double *work = randblas_arena_get(&arena, randblas_size_product(4, POINTS), sizeof *work);
    int info = arena.info;
    if (!info && !(info = open_neighbours(report, ratio, &at))) {
        info = distance_of(&at, report->parameters, work, distance);
        close_neighbours(&at);
    }
    randblas_arena_close(&arena);
    return info;
}

int rmt_decompress_quantile_error(const rmt_decompress_report *report, double ratio, int64_t n, const double *p,
                                  double *error)
{
    const int wrong = illegal(report, ratio);
    if (wrong) return wrong;
    if (n < 0) return -3;
    if (!p && n > 0) return -4;
    if (!error && n > 0) return -5;
    if (n == 0) return 0;
    neighbours at;
    randblas_arena arena = randblas_arena_open(NULL);
    double *work = randblas_arena_get(&arena, randblas_size_product(4, n), sizeof *work);
    int info = arena.info;
    if (!info && !(info = open_neighbours(report, ratio, &at))) {
        for (int64_t i = 0; i < n; i++) work[i] = p[i];
        info = changes(&at, report->parameters, rmt_law_quantile, n, work, work + 2 * n, work + n);
        for (int64_t i = 0; i < n && !info; i++) error[i] = work[n + i];
        close_neighbours(&at);
    }
    randblas_arena_close(&arena);
    return info;
}
