/* The data of nnerror: read, chosen at random, centred, scaled; a point a column, points to train first. */
#include "input.h"
#include "nnerror.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points and targets of one pair of files, and the order in which points are taken: those of the two classes only. */
typedef struct table {
    const char *points, *targets;
    matrix X, y;
    int64_t count, *order;
} table;

static int read_table(const nnerror_run *run, int which, progress *bar, table *t)
{
    const input_request request = {.verb = "nnerror", .bar = bar};
    t->points = run->settings.paths[which];
    t->targets = run->settings.paths[which + 1];
    int code = input_read_columns(&request, t->points, &t->X);
    if (!code) code = input_read_columns(&request, t->targets, &t->y);
    if (code) return code;
    if (t->y.cols != 1 && t->y.rows != 1)
        return cli_complain(t->targets, CLI_INPUT, "is %lld x %lld, where one target a point is needed",
                            (long long)t->y.rows, (long long)t->y.cols);
    const int64_t targets = t->y.rows * t->y.cols;
    if (targets != t->X.rows)
        return cli_complain(t->targets, CLI_INPUT, "has %lld targets, but %s has %lld points", (long long)targets,
                            t->points, (long long)t->X.rows);
    if (t->X.cols < 1) return cli_complain(t->points, CLI_INPUT, "has points of dimension 0");
    return CLI_OK;
}

static double target_of(const table *t, int64_t i)
{
    return ((const double *)t->y.values)[i];
}

/* All points, or those of the two classes, shuffled. */
static int make_order(const nnerror_run *run, table *t, uint32_t stream)
{
    const double *classes = run->classes.x;
    int64_t of[2] = {0};
    t->order = matrix_allocate(t->X.rows, sizeof *t->order);
    if (!t->order) return cli_complain("nnerror", CLI_INTERNAL, "memory for the points could not be allocated");
    for (int64_t i = 0; i < t->X.rows; i++) {
        const bool first = classes && target_of(t, i) == classes[0], second = classes && target_of(t, i) == classes[1];
        if (!classes || first || second) t->order[t->count++] = i;
        of[second] += first || second;
    }
    for (int k = 0; k < 2 && classes; k++)
        if (of[k] == 0) return cli_complain(t->targets, CLI_INPUT, "has no target %.15g", classes[k]);
    const randblas_state state = randblas_seed(run->settings.common.seed);
    for (int64_t i = t->count - 1; i > 0; i--) { /* Fisher and Yates */
        const uint32_t counter[4] = {(uint32_t)i, (uint32_t)((uint64_t)i >> 32), stream, UINT32_MAX};
        uint32_t words[4];
        randblas_philox(counter, state.key, words);
        const uint64_t bits = (uint64_t)words[1] << 32 | words[0];
        const int64_t j = (int64_t)(bits % (uint64_t)(i + 1)), kept = t->order[i];
        t->order[i] = t->order[j];
        t->order[j] = kept;
    }
    return CLI_OK;
}

/* Points first .. first + count of the order become columns at .. of the data. */
static void take(const table *t, int64_t first, int64_t count, int64_t at, nnerror_data *data)
{
    const double *X = t->X.values;
    for (int64_t j = 0; j < count; j++) data->y[at + j] = target_of(t, t->order[first + j]);
#pragma omp parallel for schedule(static) if (count * data->p > 16384)
    for (int64_t j = 0; j < count; j++)
        for (int64_t i = 0; i < data->p; i++) data->X[i + (at + j) * data->p] = X[t->order[first + j] + i * t->X.ld];
}

/* ---------------------------------------------------------------- how many ---------------------------------------- */

static int too_many(const char *option, int64_t wanted, const table *t, int64_t there)
{
    return cli_complain("nnerror", CLI_USAGE, "--%s %lld is more than the %lld points that %s leaves", option,
                        (long long)wanted, (long long)there, t->points);
}

/* The numbers of points, from one pair of files or from two. */
static int count_points(const nnerror_settings *s, const table *t, nnerror_data *data)
{
    const bool two = s->paths[2] != NULL;
    const int64_t all = t[0].count;
    if (all < 1) return cli_complain(t[0].points, CLI_INPUT, "has no points to train");
    data->n = s->train >= 0 ? s->train : two ? all : s->test < 0 ? (all + 1) / 2 : all - s->test;
    if (data->n < 1) return too_many("test", s->test, &t[0], all - 1);
    if (data->n > all) return too_many("train", data->n, &t[0], all);
    const int64_t left = two ? t[1].count : all - data->n;
    data->m = s->test >= 0 ? s->test : left;
    return data->m > left ? too_many("test", data->m, &t[two], left) : CLI_OK;
}

/* ---------------------------------------------------------------- scale ------------------------------------------- */

static void centre(nnerror_data *data)
{
    for (int64_t i = 0; i < data->p; i++) {
        double sum = 0;
        for (int64_t j = 0; j < data->n; j++) sum += data->X[i + j * data->p];
        for (int64_t j = 0; j < data->n + data->m; j++) data->X[i + j * data->p] -= sum / (double)data->n;
    }
}

static double length(const nnerror_data *data, int64_t j)
{
    const double *x = data->X + j * data->p;
    double most = 0, sum = 0;
    for (int64_t i = 0; i < data->p; i++) most = fmax(most, fabs(x[i]));
    for (int64_t i = 0; i < data->p && most > 0 && isfinite(most); i++) sum += x[i] / most * (x[i] / most);
    return most * sqrt(sum);
}

static void divide(nnerror_data *data, int64_t j, double by)
{
    for (int64_t i = 0; i < data->p && by > 0 && isfinite(by); i++) data->X[i + j * data->p] /= by;
}

static void scale(nnerror_data *data, int how)
{
    double mean = 0; /* root of the mean squared length */
    for (int64_t j = 0; j < data->n && how == NNERROR_MEAN; j++)
        mean = hypot(mean, length(data, j) / sqrt((double)data->n));
    for (int64_t j = 0; j < data->n + data->m && how != NNERROR_NONE; j++)
        divide(data, j, how == NNERROR_MEAN ? mean : length(data, j));
}

static int check_finite(const nnerror_data *data, const char *points, const char *targets)
{
    for (int64_t k = 0; k < data->p * (data->n + data->m); k++)
        if (!isfinite(data->X[k])) return cli_complain(points, CLI_NUMERICAL, "holds NaN or Inf");
    for (int64_t j = 0; j < data->n + data->m; j++)
        if (!isfinite(data->y[j])) return cli_complain(targets, CLI_NUMERICAL, "holds NaN or Inf");
    return CLI_OK;
}

/* ---------------------------------------------------------------- all of it --------------------------------------- */

static int assemble(nnerror_run *run, const table *t)
{
    const nnerror_settings *s = &run->settings;
    nnerror_data *data = &run->data;
    const bool two = s->paths[2] != NULL;
    data->p = t[0].X.cols;
    data->rows = t[0].X.rows + (two ? t[1].X.rows : 0);
    int code = count_points(s, t, data);
    if (code) return code;
    data->X = matrix_allocate(matrix_product(data->p, data->n + data->m), sizeof *data->X);
    data->y = matrix_allocate(data->n + data->m, sizeof *data->y);
    if (!data->X || !data->y)
        return cli_complain("nnerror", CLI_INTERNAL, "memory for the points could not be allocated");
    take(&t[0], 0, data->n, 0, data);
    take(&t[two], two ? 0 : data->n, data->m, data->n, data);
    for (int64_t j = 0; j < data->n + data->m && run->classes.x; j++)
        data->y[j] = data->y[j] == run->classes.x[0] ? -1 : 1;
    code = check_finite(data, t[0].points, t[0].targets);
    if (code) return code;
    if (!s->uncentred) centre(data);
    scale(data, s->scale);
    return CLI_OK;
}

int nnerror_read(nnerror_run *run, progress *bar)
{
    const int files = run->settings.paths[2] ? 2 : 1;
    table t[2] = {{0}};
    int code = CLI_OK;
    for (int k = 0; k < files && !code; k++) {
        code = read_table(run, 2 * k, bar, &t[k]);
        if (!code) code = make_order(run, &t[k], (uint32_t)k);
    }
    if (!code && files == 2 && t[0].X.cols != t[1].X.cols)
        code = cli_complain(t[1].points, CLI_INPUT, "has points of dimension %lld, but %s of %lld",
                            (long long)t[1].X.cols, t[0].points, (long long)t[0].X.cols);
    if (!code) code = assemble(run, t);
    for (int k = 0; k < 2; k++) {
        matrix_free(&t[k].X);
        matrix_free(&t[k].y);
        free(t[k].order);
    }
    return code;
}
