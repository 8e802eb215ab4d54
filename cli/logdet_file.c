/* The matrix of logdet: what its file says, its entries in memory, whether it is symmetric. */
#include "input.h"
#include "interrupt.h"
#include "logdet.h"
#include "mapped_file.h"
#include "piped_file.h"
#include "symmetry.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum { LEAST_BUFFER = 1 << 16, MOST_BUFFER = 4 << 20, SHARE = 8 };

static int64_t width_of(const logdet_run *run)
{
    return run->A.single ? (int64_t)sizeof(float) : (int64_t)sizeof(double);
}

/* ---------------------------------------------------------------- opening ----------------------------------------- */

/* An eighth of the memory, within limits, for elements on their way. */
static size_t buffer_size(const logdet_run *run)
{
    const int64_t share = run->memory / SHARE;
    return share > MOST_BUFFER ? MOST_BUFFER : share > LEAST_BUFFER ? (size_t)share : LEAST_BUFFER;
}

static int begins_as_npy(const char *path, bool *npy, cli_error *error)
{
    char magic[sizeof NPY_MAGIC] = "";
    size_t size;
    int fd, code = regular_file_open(path, &fd, &size, error);
    if (!code && pread(fd, magic, sizeof magic - 1, 0) < 0)
        code = cli_fail(error, CLI_INPUT, "cannot be read: %s", strerror(errno));
    *npy = !strcmp(magic, NPY_MAGIC);
    if (fd >= 0) close(fd);
    return code;
}

static int open_npy(logdet_run *run, cli_error *error)
{
    const logdet_settings *s = &run->settings;
    matrix *A = &run->A;
    const int code = npy_rows_open(s->path, buffer_size(run), &run->file, error);
    if (code) return code;
    const npy_header *h = &run->file.header;
    A->rows = h->shape[0];
    A->cols = h->shape[1];
    A->ndim = h->ndim;
    A->single = s->common.single || (!s->common.wide && (h->type == NPY_F4 || h->type == NPY_F2));
    A->format = "npy";
    strncpy(A->type, npy_type_name(h->type), sizeof A->type - 1);
    run->native = h->ndim == 2 && !h->swapped && (h->type == NPY_F4 || h->type == NPY_F8);
    return CLI_OK;
}

int logdet_open(logdet_run *run, progress *bar)
{
    const logdet_settings *s = &run->settings;
    const input_request request = {"logdet", s->common.single, !s->common.wide, bar};
    cli_error error;
    run->piped = piped_file_is(s->path);
    int code = run->piped ? CLI_OK : begins_as_npy(s->path, &run->npy, &error);
    if (!code && run->npy) code = open_npy(run, &error);
    if (code) return cli_complain(s->path, code, "%s", error.text);
    if (!run->npy) code = input_read(&request, s->path, &run->A);
    if (code) return code;
    if (run->A.rows != run->A.cols)
        return cli_complain(s->path, CLI_INPUT, "is %lld x %lld; only a square matrix has a determinant",
                            (long long)run->A.rows, (long long)run->A.cols);
    return CLI_OK;
}

bool logdet_fits(const logdet_run *run)
{
    const int64_t n = run->A.rows, entries = matrix_product(n, n);
    const double rows = 4096 + (double)n * (64 * (double)width_of(run) + 64); /* blocks and pivots of LAPACK, at most */
    const double buffer = run->npy && !run->native ? (double)buffer_size(run) : 0;
    return (double)entries * (double)width_of(run) + rows + buffer <= (double)run->memory;
}

/* ---------------------------------------------------------------- in memory --------------------------------------- */

/* Rows, and a stop now and then. */
static int read_rows(logdet_run *run, void *values, progress *bar)
{
    npy_rows *file = &run->file;
    const int64_t n = run->A.rows, w = width_of(run), some = MOST_BUFFER / (n * w + 1) + 1;
    for (int64_t i = 0; i < n;) {
        char *to = (char *)values + i * n * w;
        if (progress_update(bar, "reading", (double)i / (double)n)) return input_stopped("logdet");
        const int64_t count = w == (int64_t)sizeof(float) ? npy_rows_read_single(file, some, (float *)(void *)to)
                                                          : npy_rows_read_double(file, some, (double *)(void *)to);
        if (count < 0) return cli_complain(run->settings.path, CLI_INPUT, "%s", file->error.text);
        i += count;
    }
    return CLI_OK;
}

int logdet_load(logdet_run *run, progress *bar)
{
    matrix *A = &run->A;
    cli_error error;
    int code = CLI_OK;
    if (run->npy) {
        A->values = A->owned = matrix_allocate(matrix_product(A->rows, A->cols), (size_t)width_of(run));
        if (!A->owned) return cli_complain("logdet", CLI_INTERNAL, "memory for the matrix could not be allocated");
        A->ld = A->rows > 1 ? A->rows : 1;
        A->layout = run->file.header.fortran_order ? RANDBLAS_COL_MAJOR : RANDBLAS_ROW_MAJOR;
        run->file.header.fortran_order = false; /* columns are read as if they were rows: the matrix is square */
        code = read_rows(run, A->owned, bar);
        progress_end(bar);
        npy_rows_close(&run->file);
    }
    if (code || run->kind == RMT_GENERAL) return code;
    code = symmetry_check(A, &error);
    return code ? cli_complain(run->settings.path, code, "%s", error.text) : CLI_OK;
}

int logdet_map(logdet_run *run, progress *bar)
{
    const logdet_settings *s = &run->settings;
    const input_request request = {"logdet", s->common.single, !s->common.wide, bar};
    const int code = logdet_sample(run);
    if (code || !run->npy) return code;
    npy_rows_close(&run->file);
    return input_read(&request, s->path, &run->A);
}

/* ---------------------------------------------------------------- symmetry ---------------------------------------- */

static double entry(const logdet_run *run, int64_t i, int64_t j)
{
    const npy_header *h = &run->file.header;
    unsigned char bytes[sizeof(double)];
    double value = NAN;
    const off_t at = (off_t)h->offset + (off_t)(i * run->A.cols + j) * (off_t)h->width;
    if (pread(run->file.fd, bytes, h->width, at) == (ssize_t)h->width)
        npy_decode(h->type, h->swapped, bytes, 1, &value);
    return value;
}

/* What cannot be read or is not finite is for others to find.  Pairs come from a generator of Knuth's. */
static int sample_npy(const logdet_run *run, cli_error *error)
{
    enum { PAIRS = 1000 };
    const int64_t n = run->A.rows;
    const double most = 100 * (run->A.single ? (double)FLT_EPSILON : DBL_EPSILON);
    uint64_t word = 1;
    for (int k = 0; k < PAIRS && n > 1; k++) {
        word = word * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const int64_t i = (int64_t)((word >> 33) % (uint64_t)(n - 1)) + 1;
        word = word * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const int64_t j = (int64_t)((word >> 33) % (uint64_t)i);
        const double a = entry(run, i, j), b = entry(run, j, i), d = sqrt(fabs(entry(run, i, i) * entry(run, j, j)));
        if (fabs(a - b) > most * fmax(fmax(fabs(a), fabs(b)), d))
            return cli_fail(error, CLI_INPUT,
                            "is not symmetric: entries (%lld, %lld) and (%lld, %lld) are %.9g and %.9g",
                            (long long)i + 1, (long long)j + 1, (long long)j + 1, (long long)i + 1, a, b);
    }
    return CLI_OK;
}

int logdet_sample(logdet_run *run)
{
    cli_error error;
    if (run->kind == RMT_GENERAL) return CLI_OK;
    const int code = run->npy ? sample_npy(run, &error) : symmetry_check(&run->A, &error);
    return code ? cli_complain(run->settings.path, code, "%s", error.text) : CLI_OK;
}
