/*
 * logdet of a sparse matrix.  One that is symmetric with a positive diagonal is taken to be positive definite unless
 * something else is said: then the library weighs a band Cholesky factorisation against quadrature.  Any other, and one
 * that turns out not to be definite, is written out and factored if it fits, else estimated.
 */
#include "input.h"
#include "logdet.h"
#include "symmetry.h"

#include <math.h>

static double value_at(const matrix *A, int64_t k)
{
    return A->single ? (double)((const float *)A->values)[k] : ((const double *)A->values)[k];
}

/* Duplicates add. */
static bool positive_diagonal(const matrix *A)
{
    for (int64_t i = 0; i < A->rows; i++) {
        double sum = 0;
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++)
            if (A->colind[k] == i) sum += value_at(A, k);
        if (!(sum > 0)) return false;
    }
    return true;
}

int logdet_sparse_kind(logdet_run *run)
{
    const logdet_settings *s = &run->settings;
    cli_error error;
    run->kind = s->kind ? (rmt_matrix_kind)s->kind : RMT_GENERAL;
    if (s->kind == RMT_GENERAL) return CLI_OK;
    const int code = symmetry_check(&run->A, &error);
    if (code && code != CLI_INPUT) return cli_complain(s->path, code, "%s", error.text);
    if (code && s->kind) return cli_complain(s->path, code, "%s", error.text);
    if (!s->kind && !code) run->kind = positive_diagonal(&run->A) ? RMT_DEFINITE : RMT_SYMMETRIC;
    return CLI_OK;
}

static int spectral(logdet_run *run, randlapack_spectral_value *value)
{
    const randlapack_slq_options options = logdet_slq_options(run);
    const randlapack_spectral_function f = {.kind = RANDLAPACK_FUNCTION_LOG};
    if (run->A.single) {
        const randblas_slinop A = input_single(&run->A);
        return randlapack_sspectral_sum(&A, &f, value, &options, &run->slq);
    }
    const randblas_dlinop A = input_double(&run->A);
    return randlapack_dspectral_sum(&A, &f, value, &options, &run->slq);
}

static void definite(logdet_run *run)
{
    randlapack_spectral_value value = {.value = NAN};
    run->info = spectral(run, &value);
    const bool exact = run->slq.method != RANDLAPACK_SPECTRAL_QUADRATURE;
    run->method = exact ? LOGDET_DIRECT : LOGDET_SLQ;
    run->reason = exact ? "cheaper than an estimate" : "as a factorisation would cost more";
    run->logabsdet = value.value;
    run->sign = run->info == RANDBLAS_SUCCESS || run->info == RANDBLAS_NOT_CONVERGED ? 1 : 0;
    if (!exact) run->half_width = value.half_width, run->standard_error = value.standard_error;
}

int logdet_write_out(logdet_run *run)
{
    cli_error error;
    const int code = matrix_to_columns(&run->A, SIZE_MAX >> 8, &error); /* memory, not the file, is the bound */
    return code ? cli_complain(run->settings.path, code, "%s", error.text) : CLI_OK;
}

int logdet_sparse(logdet_run *run, progress *bar)
{
    const bool guessed = !run->settings.kind;
    if (run->kind == RMT_DEFINITE) {
        definite(run);
        if (run->info != RANDBLAS_NOT_POSITIVE_DEFINITE || !guessed) return CLI_OK;
        run->kind = RMT_SYMMETRIC;
    }
    run->half_width = -1;
    if (!logdet_fits(run)) {
        run->reason = "as it does not fit into memory when it is written out";
        return logdet_slq(run, bar);
    }
    run->reason = "as it fits into memory";
    const int code = logdet_write_out(run);
    return code ? code : logdet_direct(run, bar);
}
