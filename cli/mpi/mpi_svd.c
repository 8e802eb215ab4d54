/* The verb svd in several processes, by subspace iteration; U goes to process 0 where it is to be written. */
#include "mpi_verbs.h"

#include "atomic_folder.h"
#include "factor.h"
#include "own_rows.h"
#include "report.h"
#include "threads.h"

#include <math.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES, OVERSAMPLING, FACTOR };

static const option_entry table[] = {
    [PASSES] = {"power-passes", 0, "N", "passes of subspace iteration; 1 is the default", NULL},
    [OVERSAMPLING] = {"oversampling", 0, "N", "extra columns of subspace iteration; 4 to 19 by default", NULL},
    FACTOR_OPTIONS(FACTOR, "not in several processes", "s"),
};

/* Settings and report. */
typedef struct spread_svd {
    const processes *p;
    randlapack_rsvd_options options;
    randlapack_rsvd_report report;
    own_rows A;
    void *U; /* rows of this process x k */
} spread_svd;

/* ---------------------------------------------------------------- options ----------------------------------------- */

static int set(void *own, int index, const char *value, cli_error *error)
{
    enum { MOST = 1000000 };
    randlapack_rsvd_options *o = &((spread_svd *)own)->options;
    int64_t count = 0;
    const int code = options_count(table[index].name, value, MOST, &count, error);
    if (index == PASSES)
        o->power_passes = count ? (int32_t)count : -1; /* 0 of the library is its default */
    else
        o->oversampling = count ? count : -1;
    return code;
}

static int check(const factor_run *run, cli_error *error)
{
    if (run->settings.tolerance > 0)
        return cli_fail(error, CLI_USAGE, "--tolerance does not go with several processes; --rank does");
    return CLI_OK;
}

/* ---------------------------------------------------------------- report ------------------------------------------ */

static double relative_error(const factor_run *run)
{
    const spread_svd *own = run->own;
    const result *s = &run->arrays[1].values;
    double kept = 0;
    for (int64_t i = 0; i < s->rows; i++) kept = hypot(kept, result_at(s, i, 0));
    return factor_relative(kept, factor_known(own->report.frobenius_error));
}

static void summary(const factor_run *run, FILE *stream)
{
    const spread_svd *own = run->own;
    fprintf(stream, "%-12s subspace, in %d processes\n", "method", own->p->size);
    fprintf(stream, "%-12s %lld above rounding, from a space of dimension %lld\n", "rank", (long long)own->report.rank,
            (long long)own->report.sketch_cols);
    report_estimate("error", relative_error(run), "||A - U S V^T||_F / ||A||_F (estimate)", stream);
}

static json_t *details(const factor_run *run)
{
    const spread_svd *own = run->own;
    return json_pack("{ss, si, sI, sI, so}", "method", "subspace", "processes", own->p->size, "rank",
                     (json_int_t)own->report.rank, "dimension", (json_int_t)own->report.sketch_cols, "relative_error",
                     report_json_real(relative_error(run)));
}

static const factor_verb spread_verb = {
    .frame = {.name = "svd", .table = table, FACTOR_FRAME},
    .purpose = "Truncated singular value decomposition A ~ U diag(s) V^T: U.npy, s.npy and V.npy.",
    .notes = "A is a .npy file whose rows are spread over processes.",
    .solved = "done, 1 not finite",
    .first = FACTOR,
    .need_rank = true,
    .set = set,
    .check = check,
    .summary = summary,
    .details = details,
};

void mpi_svd_help(FILE *stream)
{
    factor_help(&spread_verb.frame, stream);
}

/* ---------------------------------------------------------------- the run ----------------------------------------- */

static int read_matrix(factor_run *run, progress *bar)
{
    spread_svd *own = run->own;
    const factor_settings *s = &run->settings;
    const own_rows_request request = {.single = s->common.single, .keep = !s->common.wide, .bar = bar};
    const double start = progress_clock();
    cli_error error;
    int code = own_rows_read(own->p, &request, s->path, &own->A);
    if (code) return code;
    run->A = own->A.whole;
    run->settings.common.single = run->A.single;
    run->k = s->rank;
    if (run->k > factor_smaller(run))
        code = cli_fail(&error, CLI_USAGE, "--rank %lld is more than the matrix can have, which is %lld x %lld",
                        (long long)run->k, (long long)run->A.rows, (long long)run->A.cols);
    run->seconds_read = progress_clock() - start;
    return processes_agree(own->p, code, s->path, &error);
}

static int solve_double(factor_run *run, spread_svd *own, void *s, void *V)
{
    const int64_t m = own->A.count, n = run->A.cols;
    const randblas_dlinop local = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, m, n, own->A.values, factor_ld(n));
    randlapack_mpi_drows A;
    const int info = randlapack_mpi_drows_make(own->p->group, &local, &A);
    return info ? info
                : randlapack_mpi_drsvd(own->p->group, &A, run->k, own->U, factor_ld(m), s, V, factor_ld(n),
                                       &own->options, &own->report);
}

static int solve_single(factor_run *run, spread_svd *own, void *s, void *V)
{
    const int64_t m = own->A.count, n = run->A.cols;
    const randblas_slinop local = randblas_slinop_dense(RANDBLAS_ROW_MAJOR, m, n, own->A.values, factor_ld(n));
    randlapack_mpi_srows A;
    const int info = randlapack_mpi_srows_make(own->p->group, &local, &A);
    return info ? info
                : randlapack_mpi_srsvd(own->p->group, &A, run->k, own->U, factor_ld(m), s, V, factor_ld(n),
                                       &own->options, &own->report);
}

/* All of U is on process 0 only, and there only if it is to be written. */
static int make_arrays(factor_run *run, void **s, void **V)
{
    spread_svd *own = run->own;
    const result_type type = factor_real(run);
    const bool whole = processes_speaks(own->p) && run->settings.output;
    const cli_error error = {"memory for the factors could not be allocated"};
    own->U = matrix_allocate(matrix_product(own->A.count, run->k), factor_width(type));
    const void *U = factor_new(run, "U", type, 2, whole ? run->A.rows : 0, run->k);
    *s = factor_new(run, "s", type, 1, run->k, 1);
    *V = factor_new(run, "V", type, 2, run->A.cols, run->k);
    return processes_agree(own->p, own->U && U && *s && *V ? CLI_OK : CLI_INTERNAL, "svd", &error);
}

static int solve(factor_run *run, progress *bar)
{
    spread_svd *own = run->own;
    void *s = NULL, *V = NULL;
    const double start = progress_clock();
    const int code = make_arrays(run, &s, &V);
    if (code) return code;
    own->options.size = sizeof own->options;
    own->options.control = (randblas_control){.progress = progress_update, .progress_context = bar};
    own->options.state = randblas_seed(run->settings.common.seed);
    run->info = run->A.single ? solve_single(run, own, s, V) : solve_double(run, own, s, V);
    run->present = run->info == RANDBLAS_SUCCESS;
    factor_find(run, "s")->shown = true;
    run->seconds_solve = progress_clock() - start;
    progress_end(bar);
    return processes_judge(own->p, "svd", run->info);
}

/* Rows first .. first + count of column j, between process r and process 0, in messages that MPI can count. */
static void move_strip(const processes *p, int r, char *strip, int64_t bytes)
{
    enum { PIECE = 1 << 30 };
    for (int64_t done = 0; done < bytes; done += PIECE) {
        const int length = bytes - done < PIECE ? (int)(bytes - done) : PIECE;
        if (p->rank == 0)
            MPI_Recv(strip + done, length, MPI_BYTE, r, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        else
            MPI_Send(strip + done, length, MPI_BYTE, 0, 0, MPI_COMM_WORLD);
    }
}

/* The rows of U, process by process, to process 0. */
static void gather_left(factor_run *run)
{
    const spread_svd *own = run->own;
    const processes *p = own->p;
    const int64_t m = run->A.rows, width = (int64_t)factor_width(factor_real(run));
    for (int r = 0; r < p->size; r++) {
        const own_rows part = own_rows_of(m, r, p->size);
        if (p->rank != 0 && p->rank != r) continue;
        for (int64_t j = 0; j < run->k; j++) {
            char *mine = (char *)own->U + (size_t)(j * part.count * width);
            char *whole = (char *)run->arrays[0].block + (size_t)((part.first + j * m) * width);
            if (r == 0)
                memcpy(whole, mine, (size_t)(part.count * width));
            else
                move_strip(p, r, p->rank == 0 ? whole : mine, part.count * width);
        }
    }
}

static int run_all(factor_run *run)
{
    const spread_svd *own = run->own;
    const factor_settings *s = &run->settings;
    const bool speaks = processes_speaks(own->p);
    progress bar = verb_progress(&s->common, !speaks);
    cli_error error = {""};
    int code = speaks && s->output ? atomic_folder_check(s->output, s->force, &error) : CLI_OK;
    code = processes_agree(own->p, code, s->output ? s->output : "", &error);
    if (!code) code = read_matrix(run, &bar);
    if (!code) code = solve(run, &bar);
    if (code && code != CLI_NUMERICAL) return code;
    if (!code && s->output) gather_left(run);
    const int delivered = processes_follow(own->p, speaks ? verb_deliver(&spread_verb.frame, run) : CLI_OK);
    return delivered ? delivered : code;
}

int mpi_svd(const processes *p, int argc, char **argv)
{
    spread_svd own = {.p = p};
    factor_run run = {.verb = &spread_verb, .own = &own};
    cli_error error;
    int code = factor_parse(argc, argv, &run, &error);
    if (code) return processes_speaks(p) ? common_usage("svd", code, &error) : code;
    if (run.settings.common.threads) threads_set((int)run.settings.common.threads);
    if (!run.settings.common.help)
        code = run_all(&run);
    else if (processes_speaks(p))
        mpi_svd_help(stdout);
    own_rows_free(&own.A);
    free(own.U);
    factor_clear(&run);
    return code;
}
