/*
 * log|det A| of a matrix that does not fit into memory, by panels of columns, left-looking: panel j is brought to
 * memory, updated by the panels before, which are read back a few columns at a time, factored, and written once.
 * doc/memdet.md says why not by square blocks, and derives the traffic.
 *
 *     memdet_load.c      panel j of A
 *     memdet_panels.c    panels before: from the scratch file, by a second thread, while the last chunk is applied
 *     memdet_cholesky.c, memdet_ldl.c, memdet_lu.c    what a chunk does to a panel; the factorisation of a panel
 *     memdet_scratch.c   a panel counts when its data are on disk and the manifest says so; this happens in a third
 *                        thread, while the next panel is read and updated
 *
 * The state between panels is an image of what the manifest holds, and a panel is a function of A, of the panels before
 * and of that image: so a run that is resumed gives the same bits, with as many threads.
 */
#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "memdet_impl.h"

#include "memdet_npy_impl.h"

#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "rmtdet1"
#define BYTE_ORDER_MARK 0x01020304u
#define SAMPLES 64
#define SAMPLE_BYTES 512

/* ---------------------------------------------------------------- arguments and input ---------------------------- */

static bool read_input(rmt_xmemdet_state *f, const rmt_xmemdet_input *input)
{
    rmt_xmemdet_input *in = &f->input;
    if (!input || !randlapack_read_options(in, sizeof *in, sizeof *in, input)) return false;
    if (in->n < 0 || in->format < RMT_MEMDET_NPY || in->format > RMT_MEMDET_CALLBACK) return false;
    if (in->format == RMT_MEMDET_CALLBACK) return in->block != NULL;
    if (!in->layout) in->layout = RANDBLAS_COL_MAJOR;
    if (in->layout != RANDBLAS_COL_MAJOR && in->layout != RANDBLAS_ROW_MAJOR) return false;
    return in->path && in->offset >= 0;
}

static bool read_options(rmt_xmemdet_state *f, const rmt_memdet_options *options)
{
    rmt_memdet_options *o = &f->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (!o->method) o->method = RMT_MEMDET_LU;
    if (o->method < RMT_MEMDET_LU || o->method > RMT_MEMDET_CHOLESKY) return false;
    f->symmetric = o->method != RMT_MEMDET_LU;
    if (o->growth_limit == 0) o->growth_limit = 1 / cbrt((double)REAL_EPS);
    return o->block >= 0 && o->chunk >= 0 && o->growth_limit > 0;
}

static int describe_file(rmt_xmemdet_state *f)
{
    const rmt_xmemdet_input *in = &f->input;
    rmt_memdet_npy npy = {in->n, in->offset, in->format == RMT_MEMDET_FLOAT32 ? 4 : 8,
                          in->layout == RANDBLAS_COL_MAJOR};
    struct stat about;
    int info = 0;
    f->file.fd = open(in->path, O_RDONLY | O_CLOEXEC);
    if (f->file.fd < 0 || fstat(f->file.fd, &about)) return RANDBLAS_IO_ERROR;
    if (in->format == RMT_MEMDET_NPY) info = rmt_memdet_read_npy(f->io, f->file.fd, &npy);
    if (info) return info;
    if (in->n && npy.n != in->n) return RANDBLAS_BAD_FORMAT;
    if (npy.n > INT32_MAX) return RANDBLAS_TOO_LARGE;
    f->input.n = npy.n;
    f->file.item = npy.item, f->file.offset = npy.offset, f->file.columns = npy.columns;
    const double bytes = (double)npy.n * (double)npy.n * npy.item + (double)npy.offset;
    return (double)about.st_size < bytes ? RANDBLAS_BAD_FORMAT : 0;
}

/* What tells the input from others: of a file its size, the time of its last change, and samples. */
static int fingerprint(rmt_xmemdet_state *f, uint64_t *print)
{
    struct stat about;
    uint64_t word[8] = {(uint64_t)f->input.fingerprint, (uint64_t)f->input.format};
    unsigned char sample[SAMPLES * SAMPLE_BYTES] = {0};
    int info = 0;
    if (f->input.format != RMT_MEMDET_CALLBACK) {
        if (fstat(f->file.fd, &about)) return RANDBLAS_IO_ERROR;
        word[2] = (uint64_t)about.st_size, word[3] = (uint64_t)about.st_mtim.tv_sec;
        word[4] = (uint64_t)about.st_mtim.tv_nsec, word[5] = (uint64_t)f->file.offset;
        word[6] = (uint64_t)f->file.item, word[7] = f->file.columns;
        const int64_t room = (int64_t)about.st_size - SAMPLE_BYTES;
        for (int64_t s = 0; s < SAMPLES && room > 0 && !info; s++)
            info =
                rmt_memdet_read(f->io, f->file.fd, sample + s * SAMPLE_BYTES, SAMPLE_BYTES, room / (SAMPLES - 1) * s);
    }
    *print = rmt_memdet_hash(word, sizeof word) ^ rmt_memdet_hash(sample, sizeof sample);
    return info;
}

/* ---------------------------------------------------------------- the state -------------------------------------- */

static int open_memory(rmt_xmemdet_state *f)
{
    const rmt_memdet_plan *p = &f->p;
    const int64_t words = rmt_memdet_image_words(p), chunk = p->n * (p->c + 1);
    f->arena = randblas_arena_open(&f->options.control);
    uint64_t *image = randblas_arena_get(&f->arena, words, sizeof *image);
    uint64_t *copy = randblas_arena_get(&f->arena, words, sizeof *copy);
    f->panel = randblas_arena_get(&f->arena, randblas_size_product(p->n, p->b), sizeof *f->panel);
    for (int slot = 0; slot < 2; slot++) f->chunk[slot].data = randblas_arena_get(&f->arena, chunk, sizeof(scalar_t));
    f->iwork = randblas_arena_get(&f->arena, randblas_size_product(2, p->b), sizeof *f->iwork);
    if (f->options.method == RMT_MEMDET_LDL)
        f->product = randblas_arena_get(&f->arena, rmt_memdet_product(p), sizeof(scalar_t));
    f->report->bytes = f->arena.used;
    if (f->arena.info) return f->arena.info;
    memset(image, 0, (size_t)words * sizeof *image);
    f->image = rmt_memdet_image_map(p, image);
    f->copy = rmt_memdet_image_map(p, copy);
    return 0;
}

/* As if nothing had been done, by this method. */
static void begin(rmt_xmemdet_state *f, rmt_memdet_method method, int32_t fallback, uint64_t print)
{
    memset(f->image.words, 0, (size_t)f->image.count * sizeof *f->image.words);
    *f->image.head = (rmt_memdet_head){.magic = MAGIC,
                                       .order = BYTE_ORDER_MARK,
                                       .scalar = sizeof(scalar_t),
                                       .stored = f->options.single_scratch ? sizeof(float) : sizeof(scalar_t),
                                       .asked = (int32_t)f->options.method,
                                       .method = (int32_t)method,
                                       .fallback = fallback,
                                       .n = f->p.n,
                                       .b = f->p.b,
                                       .c = f->p.c,
                                       .fingerprint = print,
                                       .least = INFINITY};
    f->report->method = method;
    f->p.lower = method != RMT_MEMDET_LU;
    f->work = 0;
    f->total = rmt_memdet_total_work(&f->p);
}

/* What an earlier run has left, if it worked on the same. */
static int recall(rmt_xmemdet_state *f)
{
    const rmt_memdet_head expected = *f->image.head, *head = f->copy.head;
    bool found = false;
    const int info = rmt_memdet_scratch_recall(&f->scratch, &f->copy, &found);
    if (info || !found) return info;
    if (memcmp(head, &expected, offsetof(rmt_memdet_head, method)) != 0) return RANDBLAS_BAD_FORMAT;
    if (head->n != expected.n || head->b != expected.b || head->c != expected.c) return RANDBLAS_BAD_FORMAT;
    if (head->fingerprint != expected.fingerprint) return RANDBLAS_BAD_FORMAT;
    begin(f, (rmt_memdet_method)head->method, head->fallback, head->fingerprint);
    memcpy(f->image.words, f->copy.words, (size_t)f->image.count * sizeof *f->image.words);
    for (int64_t j = 0; j < f->image.head->done; j++) {
        f->work += rmt_memdet_factor_work(&f->p, j);
        for (int64_t k = 0; k < j; k++) f->work += rmt_memdet_update_work(&f->p, j, k);
    }
    f->report->resumed = f->image.head->done;
    f->scratch.made = f->image.head->made != 0;
    return 0;
}

static int room(const rmt_xmemdet_state *f)
{
    if (f->p.nb == 1 || f->report->resumed) return 0;
    const int64_t bytes = rmt_memdet_panel_offset(&f->p, f->p.nb - 1) * (int64_t)f->image.head->stored;
    return rmt_memdet_scratch_room(&f->scratch, bytes + 16 * f->image.count);
}

/* ---------------------------------------------------------------- panels ----------------------------------------- */

static int commit(void *context)
{
    const rmt_xmemdet_state *f = context;
    return rmt_memdet_scratch_commit(&f->scratch, &f->copy);
}

/* Written, and on its way to be valid. */
static int keep(rmt_xmemdet_state *f, int64_t j)
{
    int info = rmt_xmemdet_store(f, j);
    f->image.head->done = j + 1;
    f->image.head->made = f->scratch.made;
    if (!f->options.scratch) return info; /* nobody could ask for a folder without a name again */
    const int before = rmt_memdet_worker_wait(&f->keeper);
    if (!info) info = before;
    if (info) return info;
    memcpy(f->copy.words, f->image.words, (size_t)f->image.count * sizeof *f->image.words);
    rmt_memdet_worker_start(&f->keeper, commit, f);
    return 0;
}

static int factor(rmt_xmemdet_state *f, int64_t j)
{
    if (f->report->method == RMT_MEMDET_CHOLESKY) return rmt_xmemdet_cholesky(f, j);
    return f->report->method == RMT_MEMDET_LDL ? rmt_xmemdet_ldl(f, j) : rmt_xmemdet_lu(f, j);
}

static bool is_singular(const rmt_xmemdet_state *f)
{
    return f->report->method == RMT_MEMDET_LU && f->image.head->least == 0;
}

static int run_panels(rmt_xmemdet_state *f)
{
    int info = 0;
    for (int64_t j = f->image.head->done; j < f->p.nb && !info && !is_singular(f); j++) {
        info = randlapack_progress(&f->options.control, "factor", f->work / f->total);
        if (!info) info = rmt_xmemdet_load(f, j);
        if (!info) info = rmt_xmemdet_update(f, j);
        if (!info) info = randlapack_progress(&f->options.control, "factor", f->work / f->total);
        if (!info) info = factor(f, j);
        f->work += rmt_memdet_factor_work(&f->p, j);
        if (!info && j + 1 < f->p.nb) info = keep(f, j);
    }
    rmt_memdet_worker_wait(&f->keeper); /* once all is done no manifest is needed */
    return info;
}

/* LDL^T may find that it is work for LU. */
static int run_methods(rmt_xmemdet_state *f)
{
    int info = room(f);
    if (!info) info = run_panels(f);
    if (info != RANDBLAS_NOT_CONVERGED || f->report->method != RMT_MEMDET_LDL) return info;
    info = f->p.nb > 1 ? rmt_memdet_scratch_forget(&f->scratch) : 0;
    begin(f, RMT_MEMDET_LU, f->image.head->fallback, f->image.head->fingerprint);
    f->report->resumed = 0;
    if (!info) info = room(f);
    return info ? info : run_panels(f);
}

/* ---------------------------------------------------------------- results ---------------------------------------- */

/* Sums of logarithms with the error of each addition carried along. */
static double sum_up(const rmt_xmemdet_state *f)
{
    const rmt_memdet_image *m = &f->image;
    const rmt_memdet_method method = f->report->method;
    double sum = 0, lost = 0, *leading = f->options.leading;
    for (int64_t i = 0; i < f->p.n; i++) {
        const double next = sum + m->log[i];
        lost += fabs(sum) >= fabs(m->log[i]) ? sum - next + m->log[i] : m->log[i] - next + sum;
        sum = next;
        const bool last = i + 1 == f->p.n, whole = (i + 1) % f->p.b == 0 && method == RMT_MEMDET_LDL;
        if (leading) leading[i] = last || whole || method == RMT_MEMDET_CHOLESKY ? sum + lost : NAN;
    }
    return sum + lost;
}

static int conclude(rmt_xmemdet_state *f)
{
    rmt_memdet_report *r = f->report;
    const rmt_memdet_head *head = f->image.head;
    const double rounding = 10 * sqrt((double)f->p.n) * REAL_EPS;
    r->least_pivot = head->least;
    r->growth = r->method == RMT_MEMDET_CHOLESKY || head->largest == 0 ? 1 : head->grown / head->largest;
    if (is_singular(f)) {
        for (int64_t i = 0; i < f->p.n && f->options.leading; i++)
            f->options.leading[i] = i + 1 < f->p.n ? NAN : -INFINITY;
        r->logabsdet = -INFINITY;
        return RANDBLAS_RANK_DEFICIENT;
    }
    r->logabsdet = sum_up(f);
    if (!isfinite(r->logabsdet)) return RANDBLAS_NOT_FINITE;
    r->sign = head->odd ? -1 : 1;
    return head->least > rounding ? 0 : RANDBLAS_RANK_DEFICIENT;
}

/* With scratch files where there is more than one panel. */
static int run(rmt_xmemdet_state *f)
{
    bool ours = true;
    uint64_t print = 0;
    int info = open_memory(f);
    if (!info) info = fingerprint(f, &print);
    if (info) return info;
    begin(f, f->options.method, 0, print);
    if (f->p.nb > 1) {
        info = rmt_memdet_scratch_open(&f->scratch, f->io, f->options.scratch, f->options.resume);
        if (!info && f->options.resume) {
            info = recall(f);
            ours = !info; /* what cannot be resumed may be somebody's */
        }
    }
    rmt_memdet_worker_open(&f->mover);
    rmt_memdet_worker_open(&f->keeper);
    if (!info) info = run_methods(f);
    rmt_memdet_worker_close(&f->mover);
    rmt_memdet_worker_close(&f->keeper);
    f->report->fallback = f->image.head->fallback;
    if (!info) info = conclude(f);
    const bool kept = f->options.keep && info < 0 && f->image.head->done > 0;
    if (f->p.nb > 1) rmt_memdet_scratch_close(&f->scratch, ours && !kept);
    f->report->seconds_io = f->mover.seconds + f->keeper.seconds;
    f->report->seconds_wait = f->mover.waited + f->keeper.waited;
    return info;
}

static int run_planned(rmt_xmemdet_state *f)
{
    int info = f->input.format == RMT_MEMDET_CALLBACK ? 0 : describe_file(f);
    f->report->n = f->input.n;
    if (!info && f->input.n > 0) info = rmt_memdet_make_plan(&f->p, f->input.n, &f->options, sizeof(scalar_t));
    f->report->block = f->p.b, f->report->blocks = f->p.nb, f->report->chunk = f->p.c;
    if (info) return info;
    if (f->input.n > 0) return run(f);
    f->report->logabsdet = 0;
    f->report->sign = 1; /* the empty product */
    return 0;
}

int rmt_xmemdet_run(const rmt_xmemdet_input *input, const rmt_memdet_options *options, rmt_memdet_report *report,
                    const rmt_memdet_io *io)
{
    rmt_xmemdet_state f = {.report = report, .io = io, .file = {.fd = -1}, .scratch = {.folder = -1, .data = -1}};
    if (!read_input(&f, input)) return -1;
    if (!read_options(&f, options)) return -2;
    if (!report) return -3;
    const double start = randlapack_seconds();
    *report = (rmt_memdet_report){.logabsdet = NAN, .method = f.options.method, .growth = 1, .least_pivot = 1};
    const int info = run_planned(&f);
    if (f.file.fd >= 0) close(f.file.fd);
    randblas_arena_close(&f.arena);
    report->seconds = randlapack_seconds() - start;
    return info;
}

int rmt_xmemdet(const rmt_xmemdet_input *input, const rmt_memdet_options *options, rmt_memdet_report *report)
{
    return rmt_xmemdet_run(input, options, report, &rmt_memdet_system);
}
