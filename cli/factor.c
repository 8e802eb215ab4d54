/* The frame of the verbs that factor one matrix, from the file to the summary; see factor.h. */
#include "factor.h"

#include "atomic_folder.h"
#include "input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- results ----------------------------------------- */

size_t factor_width(result_type type)
{
    return type == RESULT_SINGLE ? sizeof(float) : sizeof(double); /* an index has 8 bytes, too */
}

void *factor_new(factor_run *run, const char *name, result_type type, int ndim, int64_t rows, int64_t cols)
{
    void *block = matrix_allocate(matrix_product(rows, cols), factor_width(type));
    if (!block) return NULL;
    run->arrays[run->count++] = (factor_array){name, {type, ndim, rows, cols, block}, block, true, false};
    return block;
}

void factor_clear(factor_run *run)
{
    while (run->count > 0) free(run->arrays[--run->count].block);
}

factor_array *factor_find(factor_run *run, const char *name)
{
    for (int i = 0; i < run->count; i++)
        if (!strcmp(run->arrays[i].name, name)) return &run->arrays[i];
    return NULL;
}

void factor_crop(factor_array *array, int64_t rows, int64_t cols)
{
    result *x = &array->values;
    const size_t w = factor_width(x->type);
    char *bytes = array->block;
    for (int64_t j = 1; rows < x->rows && j < cols; j++)
        memmove(bytes + (size_t)(j * rows) * w, bytes + (size_t)(j * x->rows) * w, (size_t)rows * w);
    x->rows = rows;
    x->cols = cols;
}

void factor_replace(factor_array *array, void *block, int64_t rows, int64_t cols)
{
    free(array->block);
    array->block = block;
    array->values.values = block;
    array->values.rows = rows;
    array->values.cols = cols;
}

int64_t factor_smaller(const factor_run *run)
{
    return run->A.rows < run->A.cols ? run->A.rows : run->A.cols;
}

int64_t factor_first_rank(const factor_run *run)
{
    enum { LEAST = 64 };
    const int64_t entries = INT64_C(1) << 24, longer = run->A.rows / 2 + run->A.cols / 2 + 1;
    const int64_t k = entries / 2 / longer > LEAST ? entries / 2 / longer : LEAST;
    return k < run->k ? k : run->k;
}

int64_t factor_next_rank(const factor_run *run, int64_t k)
{
    return k < run->k / 4 ? 4 * k : run->k;
}

double factor_relative(double kept, double left)
{
    const double whole = hypot(kept, left);
    return whole > 0 ? left / whole : whole; /* NaN stays NaN */
}

double factor_known(double value)
{
    return value < 0 ? (double)NAN : value;
}

/* ---------------------------------------------------------------- steps ------------------------------------------- */

static int read_matrix(factor_run *run, progress *bar)
{
    const factor_settings *s = &run->settings;
    const input_request request = {run->verb->frame.name, s->common.single, !s->common.wide, bar};
    const double start = progress_clock();
    bool taken = false;
    int code = run->verb->open ? run->verb->open(run, &taken) : CLI_OK;
    if (!code && !taken) code = input_read(&request, s->path, &run->A);
    run->seconds_read = progress_clock() - start;
    if (code) return code;
    run->settings.common.single = run->A.single;
    const int64_t most = factor_smaller(run);
    run->k = s->rank < 0 ? most : s->rank;
    if (run->k > most)
        return cli_complain(run->verb->frame.name, CLI_USAGE,
                            "--rank %lld is more than the matrix in %s can have, which is %lld x %lld",
                            (long long)run->k, s->path, (long long)run->A.rows, (long long)run->A.cols);
    return run->verb->accept ? run->verb->accept(run) : CLI_OK;
}

static int judge(const factor_run *run)
{
    if (run->info == RANDBLAS_SUCCESS) return CLI_OK;
    if (run->info == RANDBLAS_CANCELLED) return input_stopped(run->verb->frame.name);
    if (run->info == RANDBLAS_IO_ERROR || run->info == RANDBLAS_BAD_FORMAT)
        return cli_complain(run->settings.path, CLI_INPUT, "%s", randlapack_strerror(run->info));
    return cli_complain(run->verb->frame.name, run->info > 0 ? CLI_NUMERICAL : CLI_INTERNAL, "%s",
                        randlapack_strerror(run->info));
}

static int solve(factor_run *run, progress *bar)
{
    const double start = progress_clock();
    run->control.progress = progress_update;
    run->control.progress_context = bar;
    run->info = run->verb->solve(run);
    run->present = run->info == RANDBLAS_SUCCESS || run->info == RANDBLAS_NOT_CONVERGED;
    run->seconds_solve = progress_clock() - start;
    progress_end(bar);
    return judge(run);
}

static int write_array(atomic_folder *folder, const factor_array *array, cli_error *error)
{
    char name[16];
    atomic_file file;
    snprintf(name, sizeof name, "%s.npy", array->name);
    int code = atomic_folder_file(folder, name, &file, error);
    if (!code) code = output_npy_into(&file, &array->values, error);
    return atomic_file_close(&file, code, error);
}

static int write_folder(void *context, cli_error *error)
{
    factor_run *run = context;
    const factor_settings *s = &run->settings;
    const double start = progress_clock();
    atomic_folder folder;
    int code = atomic_folder_open(&folder, s->output, s->force, error);
    if (!code) {
        for (int i = 0; !code && i < run->count; i++)
            if (run->arrays[i].written) code = write_array(&folder, &run->arrays[i], error);
        code = atomic_folder_close(&folder, code, error);
    }
    run->seconds_write = progress_clock() - start;
    return code;
}

/* ---------------------------------------------------------------- the frame of all verbs -------------------------- */

int factor_compute(void *context, progress *bar)
{
    factor_run *run = context;
    const int code = read_matrix(run, bar);
    return code ? code : solve(run, bar);
}

int factor_files(void *run, verb_file *list)
{
    const factor_settings *s = &((const factor_run *)run)->settings;
    list[0] = (verb_file){.path = s->output, .folder = true, .force = s->force, .write = write_folder};
    return 1;
}

bool factor_present(const void *run)
{
    return ((const factor_run *)run)->present;
}

void factor_release(void *context)
{
    factor_run *run = context;
    matrix_free(&run->A);
    factor_clear(run);
}

int factor_main(const factor_verb *self, void *own, int argc, char **argv)
{
    factor_run run = {.verb = self, .own = own};
    return verb_main(&self->frame, &run, argc, argv);
}
