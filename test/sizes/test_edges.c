/*
 * Sizes at the edges of 31 and 63 bits, in every routine that takes any, one and two at a time, with operators of
 * several kinds.  There is no memory behind the arrays: a routine refuses, by an illegal argument, a code, or the
 * failure of a callback or of memory; or it goes on to where an array begins and forward, which is its right if such an
 * array may exist.  Any other address, an overflow that the sanitizer sees, or a loop without end is a defect.
 *
 *     sizes_edges           single sizes at all edges, pairs at two
 *     sizes_edges all       pairs at all edges
 *     sizes_edges ROUTINE   pairs at all edges in this one, with counts
 */
#include "sizes_impl.h"

#include "testing.h"
#include "wrapped_malloc.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef _OPENMP
#include <omp.h>
#endif

#define WINDOW ((size_t)1 << 41) /* bytes of address space of an array; it begins a quarter into it */
#define WORKSPACE ((int64_t)1 << 20)
#define SECONDS 20 /* of the processor, for all calls of a routine */

static const int64_t edges[] = {((int64_t)1 << 31) - 1, (int64_t)1 << 31, ((int64_t)1 << 31) + 1,
                                (int64_t)1 << 32,       (int64_t)1 << 60, ((int64_t)1 << 62) + 3,
                                INT64_MAX - 1,          INT64_MAX};
#define NEDGES (int)(sizeof edges / sizeof *edges)

/* Those that pairs are tried at, all or two. */
static const int64_t few[] = {((int64_t)1 << 31) + 1, INT64_MAX};
static const int64_t *paired = few;
static int npaired = 2;

enum { ARGUMENT, CODE, ARRAY, DONE, WILD, OUTCOMES };

/* A jump out of the BLAS leaves one of its buffers behind, of which it has some hundreds: then another process goes on.
 */
enum { MOST_JUMPS = 200, AGAIN = 4 };

/* What a child process leaves for its parent. */
typedef struct record {
    long count[OUTCOMES];
    long done;            /* calls */
    int64_t n[MAX_SIZES]; /* of the last call, or of that which went wrong */
    randblas_kind kind;
} record;

static record *shared;
static char *windows;
static sigjmp_buf back;

static void *array_at(int i)
{
    return windows + (size_t)i * WINDOW + WINDOW / 4;
}

static void touched(int signal_number, siginfo_t *about, void *context)
{
    (void)signal_number, (void)context;
    const char *at = about->si_addr;
    if (at >= windows && at < windows + MAX_ARRAYS * WINDOW) {
        const size_t offset = (size_t)(at - windows) % WINDOW;
        siglongjmp(back, offset >= WINDOW / 4 ? 1 : 2);
    }
    siglongjmp(back, 2);
}

/*
 * The library's allocations, by --wrap: those that a jump left behind are released, and none is large.  Objects of the
 * call are made before.
 */
#define LIVE 4096
static void *live[LIVE];
static int nlive;
static bool keeping;

static void *keep(void *block)
{
    if (keeping && block) {
        if (nlive == LIVE) abort();
        live[nlive++] = block;
    }
    return block;
}

static void forget(const void *block)
{
    for (int i = nlive - 1; i >= 0; i--)
        if (live[i] == block) {
            live[i] = live[--nlive];
            return;
        }
}

void *__wrap_malloc(size_t bytes)
{
    return bytes > (size_t)WORKSPACE ? NULL : keep(__real_malloc(bytes));
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    const bool large = bytes && count > (size_t)WORKSPACE / bytes;
    return large ? NULL : keep(__real_calloc(count, bytes));
}

void *__wrap_realloc(void *block, size_t bytes)
{
    void *moved = bytes > (size_t)WORKSPACE ? NULL : __real_realloc(block, bytes);
    if (moved) forget(block), keep(moved);
    return moved;
}

void __wrap_free(void *block)
{
    forget(block);
    __real_free(block);
}

static void count_call(const routine *r, call *c)
{
    static int jumps;
    static long index; /* of this call; a process passes over those of its predecessors */
    if (index++ < shared->done) return;
    const int jumped = sigsetjmp(back, 0);
    memcpy(shared->n, c->n, sizeof c->n);
    shared->kind = c->kind;
    int outcome = jumped == 1 ? ARRAY : WILD;
    if (!jumped) {
        const int info = r->run(c);
        outcome = info >= 0 ? DONE : info <= -1000 ? CODE : ARGUMENT;
    }
    while (nlive > 0) __real_free(live[--nlive]);
    shared->count[outcome]++;
    shared->done++;
    if (outcome == WILD) _exit(3);
    if (jumped && ++jumps == MOST_JUMPS) _exit(AGAIN);
}

/* Sizes i and j at edges, the others small, leading dimensions as large as need be unless they are i or j. */
static void try_pair(const routine *r, call *c, int i, int j, int64_t a, int64_t b)
{
    for (int k = 0; k < r->nsizes; k++) c->n[k] = small_size(r, k);
    c->n[i] = a;
    c->n[j] = b;
    set_leading(r, c, -1, 1);
    if (r->kinds[i] == 'l') c->n[i] = a;
    if (r->kinds[j] == 'l') c->n[j] = b;
    count_call(r, c);
}

static void try_all_pairs(const routine *r, call *c)
{
    for (int i = 0; i < r->nsizes; i++)
        for (int a = 0; a < NEDGES; a++) try_pair(r, c, i, i, edges[a], edges[a]);
    for (int i = 0; i < r->nsizes; i++)
        for (int j = 0; j < i; j++)
            for (int a = 0; a < npaired * npaired; a++) try_pair(r, c, i, j, paired[a / npaired], paired[a % npaired]);
    for (int a = 0; a < NEDGES; a++) { /* all at once */
        for (int k = 0; k < r->nsizes; k++) c->n[k] = r->kinds[k] == 'o' ? 0 : edges[a];
        count_call(r, c);
    }
}

static bool has_operator(const routine *r)
{
    return strstr(r->sizes, ".rows") != NULL;
}

static void try_routine(const routine *r, call *c)
{
    const randblas_kind kinds[] = {RANDBLAS_CALLBACK, RANDBLAS_DENSE, RANDBLAS_SYMMETRIC, RANDBLAS_CSR, RANDBLAS_COO};
    for (int kind = 0; kind < (has_operator(r) ? 5 : 1); kind++)
        for (int layout = RANDBLAS_ROW_MAJOR; layout <= RANDBLAS_COL_MAJOR; layout++) {
            const bool stored = kind == 1 || kind == 2; /* others have no layout of their own */
            if (npaired < NEDGES && kind > 0 && !stored && layout == RANDBLAS_ROW_MAJOR) continue;
            c->kind = kinds[kind];
            c->layout = (randblas_layout)layout;
            try_all_pairs(r, c);
        }
}

/* An end, in time of the processor. */
static void restrain(void)
{
    const struct sigaction action = {.sa_sigaction = touched, .sa_flags = SA_SIGINFO | SA_NODEFER};
    const struct itimerval end = {{0, 0}, {SECONDS, 0}};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    setitimer(ITIMER_PROF, &end, NULL);
}

static int run_apart(const routine *r, call *c)
{
    int status = 0;
    fflush(stdout);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        restrain();
        keeping = true;
        try_routine(r, c);
        _exit(0);
    }
    while (waitpid(child, &status, 0) < 0) assert_int_equal(errno, EINTR);
    return status;
}

static bool survives(const routine *r, call *c)
{
    int status;
    *shared = (record){{0}, 0, {0}, 0};
    do status = run_apart(r, c);
    while (WIFEXITED(status) && WEXITSTATUS(status) == AGAIN);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
    printf("%s: status %#x, operator %d, with", r->name, (unsigned)status, (int)shared->kind);
    for (int i = 0; i < r->nsizes; i++) {
        const char *name = size_name(r, i);
        printf(" %.*s %lld", (int)strcspn(name, " "), name, (long long)shared->n[i]);
    }
    printf("\n");
    return false;
}

static const char *only; /* routine; NULL: all */

static void no_routine_overflows(void **state)
{
    (void)state;
    static call c;
    long total[OUTCOMES] = {0};
    int failures = 0, tried = 0;
    make_objects(&c, WORKSPACE);
    for (int i = 0; i < MAX_ARRAYS; i++) c.array[i] = array_at(i);
    for (int k = 0; k < nroutines; k++) {
        if (only && strcmp(only, routines[k].name) != 0) continue;
        failures += !survives(&routines[k], &c);
        tried++;
        for (int i = 0; i < OUTCOMES; i++) total[i] += shared->count[i];
    }
    printf("sizes at the edges: %d routines, %ld calls: %ld refused by argument, %ld by code, %ld went on to their "
           "arrays, %ld had no need to\n",
           tried, total[0] + total[1] + total[2] + total[3], total[ARGUMENT], total[CODE], total[ARRAY], total[DONE]);
    free_objects(&c);
    assert_int_equal(failures, 0);
    assert_true(tried > 0 && total[ARGUMENT] + total[CODE] > 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_routine_overflows)};
    if (argc > 1) paired = edges, npaired = NEDGES;
    if (argc > 1 && strcmp(argv[1], "all") != 0) only = argv[1];
#ifdef _OPENMP
    omp_set_num_threads(1); /* the handler jumps, and processes are forked */
#endif
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    windows = mmap(NULL, MAX_ARRAYS * WINDOW, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (shared == MAP_FAILED || windows == MAP_FAILED) {
        printf("no address space of %zu bytes: not tried\n", MAX_ARRAYS * WINDOW);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
