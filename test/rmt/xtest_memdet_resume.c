/*
 * What is left of a run that did not end: a folder that can be resumed to the same bits, or nothing; failing disks are
 * codes, and changed scratch files are noticed.
 */
#define _XOPEN_SOURCE 700

#include "xmemdet.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

static const rmt_memdet_method methods[] = {RMT_MEMDET_LU, RMT_MEMDET_LDL, RMT_MEMDET_CHOLESKY};

enum { N = 70, B = 12, PANELS = 6 };

static problem problem_for(int t)
{
    uint64_t seed = 20;
    return t == 0 ? random_problem(N, &seed) : symmetric_problem(N, t == 1 ? 0 : N, &seed);
}

static rmt_memdet_options options_for(int t, const char *folder)
{
    return (rmt_memdet_options){
        .method = methods[t], .block = B, .chunk = 5, .scratch = folder, .resume = 1, .keep = 1, .growth_limit = 1e30};
}

static void expect_same(const rmt_memdet_report *r, const rmt_memdet_report *s)
{
    assert_true(memcmp(&r->logabsdet, &s->logabsdet, sizeof r->logabsdet) == 0);
    assert_true(r->sign == s->sign && r->growth == s->growth && r->least_pivot == s->least_pivot);
}

static rmt_memdet_report whole(problem *p, int t)
{
    const rmt_xmemdet_input input = input_of(p);
    rmt_memdet_options options = options_for(t, NULL);
    rmt_memdet_report r;
    options.resume = 0;
    assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
    return r;
}

/* Cancelled at each call of the callback in turn, then resumed. */
static void cancelled_anywhere(void **state)
{
    (void)state;
    char folder[32];
    make_folder(folder);
    for (int t = 0; t < 3; t++) {
        problem p = problem_for(t);
        const rmt_xmemdet_input input = input_of(&p);
        const rmt_memdet_report all = whole(&p, t);
        int64_t most = 0;
        for (int64_t c = 0;; c++) {
            watching watch = {.cancel_in = "factor", .skip = c};
            rmt_memdet_options options = options_for(t, folder);
            options.control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
            rmt_memdet_report r;
            const int info = rmt_xmemdet(&input, &options, &r);
            if (info == 0) break;
            assert_int_equal(info, RANDBLAS_CANCELLED);
            options.control = (randblas_control){0};
            assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
            assert_true(r.resumed >= most && r.resumed < PANELS);
            most = r.resumed;
            expect_same(&r, &all);
            assert_true(is_empty(folder));
        }
        assert_int_equal(most, PANELS - 1);
        free(p.A);
    }
    remove_folder(folder);
}

/* Without `keep` nothing stays. */
static void not_kept(void **state)
{
    (void)state;
    char folder[32], inner[64];
    make_folder(folder);
    snprintf(inner, sizeof inner, "%s/made", folder);
    problem p = problem_for(2);
    const rmt_xmemdet_input input = input_of(&p);
    for (int c = 0; c < 2; c++) {
        watching watch = {.cancel_in = "factor", .skip = c ? 1000 : 20};
        rmt_memdet_options options = options_for(2, inner);
        options.keep = 0;
        options.control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
        rmt_memdet_report r;
        assert_int_equal(rmt_xmemdet(&input, &options, &r), c ? 0 : RANDBLAS_CANCELLED);
        assert_false(exists(folder, "made"));
    }
    free(p.A);
    remove_folder(folder);
}

/* ---------------------------------------------------------------- killed ----------------------------------------- */

static atomic_long moments; /* calls of the system until the process is killed */

static void moment(void)
{
    if (atomic_fetch_sub(&moments, 1) == 1) kill(getpid(), SIGKILL);
}

/* Half of what was to be written is. */
static int64_t killed_write(int fd, const void *data, int64_t bytes, int64_t offset)
{
    if (atomic_load(&moments) == 1) (void)rmt_memdet_system.write(fd, data, bytes / 2, offset);
    moment();
    return rmt_memdet_system.write(fd, data, bytes, offset);
}

static int64_t killed_read(int fd, void *data, int64_t bytes, int64_t offset)
{
    moment();
    return rmt_memdet_system.read(fd, data, bytes, offset);
}

static int killed_sync(int fd)
{
    moment();
    return rmt_memdet_system.sync(fd);
}

static int killed_replace(int folder, const char *from, const char *to)
{
    moment();
    return rmt_memdet_system.replace(folder, from, to);
}

static const rmt_memdet_io killed = {killed_read, killed_write, killed_sync, killed_replace};

/*
 * SIGKILL at the k-th call of the system, for every third k of them: the run that resumes gives the same bits.  In the
 * child there is one thread of OpenMP: a pool does not survive fork().
 */
static void killed_anywhere(void **state)
{
    (void)state;
    char folder[32];
    make_folder(folder);
    for (int t = 0; t < 3; t++) {
        problem p = problem_for(t);
        const rmt_xmemdet_input input = input_of(&p);
        const rmt_memdet_report all = whole(&p, t);
        const rmt_memdet_options options = options_for(t, folder);
        rmt_memdet_report r;
        int64_t resumed = 0;
        for (long k = 1;; k += 3) {
            int status = 0;
            const pid_t child = fork();
            assert_true(child >= 0);
            if (child == 0) {
                atomic_store(&moments, k);
                _exit(rmt_xmemdet_run(&input, &options, &r, &killed) ? 1 : 0);
            }
            assert_int_equal(waitpid(child, &status, 0), child);
            if (WIFEXITED(status)) {
                assert_int_equal(WEXITSTATUS(status), 0);
                break;
            }
            assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
            assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
            expect_same(&r, &all);
            resumed += r.resumed;
        }
        assert_true(resumed > 0 && is_empty(folder));
        free(p.A);
    }
    remove_folder(folder);
}

/* ---------------------------------------------------------------- a disk that fails ------------------------------- */

static atomic_long until_failure, failed_errno;

static bool fails(void)
{
    if (atomic_fetch_sub(&until_failure, 1) > 1) return false;
    errno = (int)failed_errno;
    return true;
}

static int64_t failing_write(int fd, const void *data, int64_t bytes, int64_t offset)
{
    return fails() ? -1 : rmt_memdet_system.write(fd, data, bytes, offset);
}

static int64_t failing_read(int fd, void *data, int64_t bytes, int64_t offset)
{
    return fails() ? -1 : rmt_memdet_system.read(fd, data, bytes, offset);
}

static int failing_sync(int fd)
{
    return fails() ? -1 : rmt_memdet_system.sync(fd);
}

static int failing_replace(int folder, const char *from, const char *to)
{
    return fails() ? -1 : rmt_memdet_system.replace(folder, from, to);
}

/* From the k-th call on all writes, or all reads, fail: a code, or the result when it was not needed; then it resumes.
 */
static void disk_that_fails(void **state)
{
    (void)state;
    char folder[32];
    make_folder(folder);
    const rmt_memdet_io full = {rmt_memdet_system.read, failing_write, failing_sync, failing_replace};
    const rmt_memdet_io broken = {failing_read, rmt_memdet_system.write, rmt_memdet_system.sync,
                                  rmt_memdet_system.replace};
    for (int t = 0; t < 3; t++) {
        problem p = problem_for(t);
        const rmt_xmemdet_input input = input_of(&p);
        const rmt_memdet_report all = whole(&p, t);
        const rmt_memdet_options options = options_for(t, folder);
        rmt_memdet_report r;
        for (int kind = 0; kind < 3; kind++)
            for (long k = 1;; k++) {
                atomic_store(&until_failure, k);
                atomic_store(&failed_errno, kind == 0 ? ENOSPC : EIO);
                const int info = rmt_xmemdet_run(&input, &options, &r, kind < 2 ? &full : &broken);
                if (info == 0) expect_same(&r, &all);
                if (atomic_load(&until_failure) > 0) break; /* nothing failed */
                if (info == 0) continue;
                assert_int_equal(info, kind == 0 ? RANDBLAS_NO_SPACE : RANDBLAS_IO_ERROR);
                assert_true(isnan(r.logabsdet) && r.sign == 0);
                assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
                expect_same(&r, &all);
            }
        free(p.A);
    }
    remove_folder(folder);
}

/* Reads and writes that move one byte less than was asked for, and are interrupted. */
static int64_t short_read(int fd, void *data, int64_t bytes, int64_t offset)
{
    errno = EINTR;
    if (atomic_fetch_add(&until_failure, 1) % 3 == 0) return -1;
    return rmt_memdet_system.read(fd, data, bytes > 1 ? bytes - 1 : bytes, offset);
}

static int64_t short_write(int fd, const void *data, int64_t bytes, int64_t offset)
{
    errno = EINTR;
    if (atomic_fetch_add(&until_failure, 1) % 3 == 0) return -1;
    return rmt_memdet_system.write(fd, data, bytes > 1 ? bytes - 1 : bytes, offset);
}

static void short_transfers(void **state)
{
    (void)state;
    const rmt_memdet_io slow = {short_read, short_write, rmt_memdet_system.sync, rmt_memdet_system.replace};
    for (int t = 0; t < 3; t++) {
        problem p = problem_for(t);
        const rmt_xmemdet_input input = input_of(&p);
        const rmt_memdet_report all = whole(&p, t);
        rmt_memdet_options options = options_for(t, NULL);
        rmt_memdet_report r;
        options.resume = 0;
        assert_int_equal(rmt_xmemdet_run(&input, &options, &r, &slow), 0);
        expect_same(&r, &all);
        free(p.A);
    }
}

static void unwritable(void **state)
{
    (void)state;
    problem p = problem_for(2);
    const rmt_xmemdet_input input = input_of(&p);
    rmt_memdet_options options = options_for(2, "/proc/memdet");
    rmt_memdet_report r;
    assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_IO_ERROR);
    options.scratch = "/dev/null";
    assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_IO_ERROR);
    options.scratch = "/nonexistent/folder";
    assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_IO_ERROR);
    free(p.A);
}

/* ---------------------------------------------------------------- scratch that lies ------------------------------- */

/* A run that is cancelled after some panels. */
static void leave(problem *p, int t, const char *folder)
{
    const rmt_xmemdet_input input = input_of(p);
    watching watch = {.cancel_in = "factor", .skip = 45};
    rmt_memdet_options options = options_for(t, folder);
    options.control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
    rmt_memdet_report r;
    assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_CANCELLED);
    assert_true(exists(folder, "memdet.manifest"));
}

/* One byte is changed, or the file cut there. */
static void damage(const char *folder, const char *name, double where, bool cut)
{
    char path[128];
    struct stat about;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(stat(path, &about), 0);
    const long at = (long)((double)(about.st_size - 1) * where);
    if (cut) {
        assert_int_equal(truncate(path, at), 0);
        return;
    }
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    const int byte = fgetc(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    fputc(byte ^ 1, file);
    assert_int_equal(fclose(file), 0);
}

static void damaged(void **state)
{
    (void)state;
    char folder[32];
    int noticed = 0;
    make_folder(folder);
    for (int t = 0; t < 3; t++)
        for (int k = 0; k <= 20; k++)
            for (int cut = 0; cut < 2; cut++) {
                problem p = problem_for(t);
                const rmt_xmemdet_input input = input_of(&p);
                const rmt_memdet_options options = options_for(t, folder);
                const rmt_memdet_report all = whole(&p, t);
                rmt_memdet_report r;
                leave(&p, t, folder);
                damage(folder, k % 2 ? "memdet.data" : "memdet.manifest", k / 20.0, cut);
                const int info = rmt_xmemdet(&input, &options, &r);
                if (info == 0) expect_same(&r, &all); /* data of no use any more, or of a panel not yet valid */
                assert_true(info == RANDBLAS_BAD_FORMAT || (info == 0 && k % 2));
                noticed += k % 2 && info;
                remove_folder(folder);
                assert_int_equal(mkdir(folder, 0700), 0);
                free(p.A);
            }
    assert_true(noticed >= 15);
    remove_folder(folder);
}

/* Another matrix, other options: refused, and what is there is left alone; without `resume` it is begun anew. */
static void another(void **state)
{
    (void)state;
    char folder[32];
    make_folder(folder);
    problem p = problem_for(2);
    const rmt_memdet_report all = whole(&p, 2);
    const rmt_memdet_options good = options_for(2, folder);
    rmt_xmemdet_input input = input_of(&p);
    rmt_memdet_report r;
    leave(&p, 2, folder);
    input.fingerprint = 1;
    assert_int_equal(rmt_xmemdet(&input, &good, &r), RANDBLAS_BAD_FORMAT);
    input = input_of(&p);
    for (int k = 0; k < (IS_SINGLE ? 3 : 4); k++) { /* a float is stored as one anyway */
        rmt_memdet_options options = good;
        if (k == 0) options.method = RMT_MEMDET_LU;
        if (k == 1) options.block = B + 1;
        if (k == 2) options.chunk = 4;
        if (k == 3) options.single_scratch = 1;
        assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_BAD_FORMAT);
        assert_true(exists(folder, "memdet.manifest") && exists(folder, "memdet.data"));
    }
    assert_int_equal(rmt_xmemdet(&input, &good, &r), 0);
    assert_true(r.resumed > 0);
    expect_same(&r, &all);
    leave(&p, 2, folder);
    rmt_memdet_options anew = good;
    anew.resume = 0;
    assert_int_equal(rmt_xmemdet(&input, &anew, &r), 0);
    assert_int_equal(r.resumed, 0);
    free(p.A);
    remove_folder(folder);
}

/* LDL^T that gave way to LU is resumed as LU. */
static void fallback_is_resumed(void **state)
{
    (void)state;
    char folder[32];
    make_folder(folder);
    problem p = problem_for(1);
    const rmt_xmemdet_input input = input_of(&p);
    rmt_memdet_options options = options_for(1, NULL);
    rmt_memdet_report all, r;
    options.growth_limit = 1e-3;
    options.resume = 0;
    assert_int_equal(rmt_xmemdet(&input, &options, &all), 0);
    assert_true(all.fallback == 2 && all.method == RMT_MEMDET_LU);
    options.scratch = folder;
    options.resume = 1;
    for (int64_t c = 1; c < 60; c += 7) {
        watching watch = {.cancel_in = "factor", .skip = c};
        options.control = (randblas_control){.progress = watching_progress, .progress_context = &watch};
        assert_int_equal(rmt_xmemdet(&input, &options, &r), RANDBLAS_CANCELLED);
        options.control = (randblas_control){0};
        assert_int_equal(rmt_xmemdet(&input, &options, &r), 0);
        assert_true(r.fallback == 2 && r.method == RMT_MEMDET_LU);
        expect_same(&r, &all);
    }
    free(p.A);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cancelled_anywhere),
                                       cmocka_unit_test(not_kept),
                                       cmocka_unit_test(killed_anywhere),
                                       cmocka_unit_test(disk_that_fails),
                                       cmocka_unit_test(short_transfers),
                                       cmocka_unit_test(unwritable),
                                       cmocka_unit_test(damaged),
                                       cmocka_unit_test(another),
                                       cmocka_unit_test(fallback_is_resumed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
