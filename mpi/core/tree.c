/*
 * Collective operations along the binomial tree of ranks: the children of rank r are r + 1, r + 2, r + 4, ... as long
 * as r is a multiple of twice that, so that the subtree of each holds neighbouring ranks.
 *
 *     up:    x = ((x + x of r + 1) + x of r + 2) + ...   and to the parent
 *     down:  the result of rank 0, to all, or to one along the way to it
 *
 * The order of every sum is that of the tree: the same on each run.  A message of any length goes in pieces of a fixed
 * size, of which the first begins with a header.  The header says which operation the sender is at and what has
 * happened to it.  So a process that failed need not know where the others are: it takes part in whatever comes next,
 * lets what it is sent pass, and passes on its code in place of data; all leave with it.  The same happens when two
 * processes are at different operations.
 *
 * Who waits longer than half a millisecond, as all do while the root factors, gives its core to those that work.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep, sched_yield */
#include "group_impl.h"

#include <sched.h>
#include <string.h>
#include <time.h>

#define TAG 20260
#define QUICK 100       /* looks at a message before others may run between looks, ... */
#define PATIENCE 0.0005 /* ... seconds before the first pause, ... */
#define PAUSE_NS 50000  /* ... and how long those are */

typedef struct header {
    int64_t op, count;
    int64_t bytes; /* of data that follow */
    int64_t code;
} header;

/* One operation as it goes on. */
typedef struct operation {
    randlapack_mpi *group;
    header own;
    unsigned char *x;
    int64_t up, down; /* bytes that travel */
    int target;       /* the rank that they go down to; negative: all */
} operation;

#define OP_BITS 8 /* of header.op; above them 1 + the target */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---------------------------------------------------------------- arithmetic -------------------------------------- */

static bool follow(const randlapack_mpi_span *x, const randlapack_mpi_span *y)
{
    if (x->valid != RANDLAPACK_MPI_GAPS) return x->end == y->first;
    return x->first == x->end || y->first == y->end || x->end <= y->first;
}

static void join(randlapack_mpi_span *x, const randlapack_mpi_span *y)
{
    if (!follow(x, y) || x->valid != y->valid || x->rows != y->rows || x->cols != y->cols || x->key != y->key ||
        y->nnz > INT64_MAX - x->nnz)
        x->valid = 0;
    if (x->first == x->end) x->first = x->end = y->first; /* none so far */
    if (y->first != y->end) x->end = y->end;
    if (x->valid) x->nnz += y->nnz;
}

static void add_doubles(int64_t count, double *x, const double *y)
{
    for (int64_t i = 0; i < count; i++) x[i] += y[i];
}

static void add_floats(int64_t count, float *x, const float *y)
{
    for (int64_t i = 0; i < count; i++) x[i] += y[i];
}

static void add_integers(int64_t count, int64_t *x, const int64_t *y)
{
    for (int64_t i = 0; i < count; i++) x[i] += y[i];
}

static void take_larger(int64_t count, double *x, const double *y)
{
    for (int64_t i = 0; i < count; i++) x[i] = x[i] > y[i] ? x[i] : y[i];
}

/* x = x and y together; both are aligned, since pieces are multiples of eight bytes. */
static void combine(randlapack_mpi_op op, int64_t bytes, void *x, const void *y)
{
    switch (op) {
    case RANDLAPACK_MPI_SUM_D:
    case RANDLAPACK_MPI_ROOT_SUM_D:
        add_doubles(bytes / (int64_t)sizeof(double), x, y);
        break;
    case RANDLAPACK_MPI_SUM_S:
    case RANDLAPACK_MPI_ROOT_SUM_S:
        add_floats(bytes / (int64_t)sizeof(float), x, y);
        break;
    case RANDLAPACK_MPI_SUM_I:
    case RANDLAPACK_MPI_ROOT_SUM_I:
        add_integers(bytes / (int64_t)sizeof(int64_t), x, y);
        break;
    case RANDLAPACK_MPI_LARGEST:
        take_larger(bytes / (int64_t)sizeof(double), x, y);
        break;
    case RANDLAPACK_MPI_SPAN:
        join(x, y);
        break;
    case RANDLAPACK_MPI_END:
    case RANDLAPACK_MPI_SHARE_D:
    case RANDLAPACK_MPI_SHARE_S:
    case RANDLAPACK_MPI_GIVE_D:
    case RANDLAPACK_MPI_GIVE_S:
        break;
    }
}

/* ---------------------------------------------------------------- messages ---------------------------------------- */

/* Until a message has been sent or has arrived, or something is wrong with it; MPI_Wait() then says what. */
static void wait_politely(MPI_Request request)
{
    const struct timespec pause = {0, PAUSE_NS};
    double begin = 0;
    int done = 0;
    for (int looks = 0; !done; looks += looks <= QUICK) {
        if (MPI_Request_get_status(request, &done, MPI_STATUS_IGNORE)) return;
        if (done || looks < QUICK) continue;
        if (looks == QUICK) begin = MPI_Wtime();
        if (MPI_Wtime() - begin > PATIENCE)
            nanosleep(&pause, NULL);
        else
            sched_yield();
    }
}

static int send(randlapack_mpi *group, int to, const void *data, int64_t bytes, int64_t header_bytes)
{
    MPI_Request request = MPI_REQUEST_NULL;
    group->traffic.messages++;
    group->traffic.words += (bytes - header_bytes + 7) / 8;
    const int error = MPI_Isend(data, (int)bytes, MPI_BYTE, to, TAG, group->comm, &request);
    wait_politely(request);
    return MPI_Wait(&request, MPI_STATUS_IGNORE) || error ? RANDBLAS_INTERNAL : 0;
}

static int receive(randlapack_mpi *group, int from)
{
    MPI_Request request = MPI_REQUEST_NULL;
    const int error = MPI_Irecv(group->arrived, (int)group->piece, MPI_BYTE, from, TAG, group->comm, &request);
    wait_politely(request);
    return MPI_Wait(&request, MPI_STATUS_IGNORE) || error ? RANDBLAS_INTERNAL : 0;
}

/* Where the header ends in the piece that begins at this offset of the data. */
static int64_t header_at(int64_t offset)
{
    return offset == 0 ? (int64_t)sizeof(header) : 0;
}

static int64_t piece_bytes(const randlapack_mpi *group, int64_t offset, int64_t bytes)
{
    return min_i64(bytes - offset, group->piece - header_at(offset));
}

/* ---------------------------------------------------------------- up ---------------------------------------------- */

/* What a child has is added to x, unless something has happened to it or to this process. */
static int receive_up(operation *o, int child)
{
    randlapack_mpi *g = o->group;
    header h;
    int64_t offset = 0;
    int info = receive(g, child);
    if (info) return info;
    memcpy(&h, g->arrived, sizeof h);
    const bool differs = !h.code && (h.op != o->own.op || h.count != o->own.count);
    if (!o->own.code) o->own.code = differs ? RANDBLAS_INTERNAL : h.code;
    do {
        const int64_t bytes = piece_bytes(g, offset, h.bytes);
        if (offset > 0) info = receive(g, child);
        if (info) return info;
        if (!o->own.code && bytes > 0)
            combine((randlapack_mpi_op)(o->own.op & ((1 << OP_BITS) - 1)), bytes, o->x + offset,
                    g->arrived + header_at(offset));
        offset += bytes;
    } while (offset < h.bytes);
    return 0;
}

static int send_up(operation *o, int parent)
{
    randlapack_mpi *g = o->group;
    int64_t offset = 0;
    int info = 0;
    o->own.bytes = o->own.code ? 0 : o->up;
    do {
        const int64_t bytes = piece_bytes(g, offset, o->own.bytes), at = header_at(offset);
        if (at) memcpy(g->outgoing, &o->own, sizeof o->own);
        if (bytes > 0) memcpy(g->outgoing + at, o->x + offset, (size_t)bytes);
        info = send(g, parent, g->outgoing, bytes + at, at);
        offset += bytes;
    } while (!info && offset < o->own.bytes);
    return info;
}

/* ---------------------------------------------------------------- down -------------------------------------------- */

/* The first rank that is no longer in this one's subtree, or beyond the last. */
static int64_t subtree_end(const randlapack_mpi *group)
{
    int64_t width = 1;
    while (width < group->size && group->rank % (2 * width) == 0) width *= 2;
    return min_i64((int64_t)group->rank + width, group->size);
}

static int parent_of(const randlapack_mpi *group)
{
    return group->rank & (group->rank - 1); /* without its lowest bit */
}

/* The piece at an offset, from the parent or from x, into `arrived`, and its data into x. */
static int take_piece(operation *o, int64_t offset)
{
    randlapack_mpi *g = o->group;
    const int64_t at = header_at(offset);
    if (g->rank > 0) {
        const int info = receive(g, parent_of(g));
        if (info) return info;
        if (at) memcpy(&o->own, g->arrived, sizeof o->own);
    } else if (at) {
        memcpy(g->arrived, &o->own, sizeof o->own);
    }
    const int64_t bytes = piece_bytes(g, offset, o->own.bytes);
    if (bytes > 0 && g->rank > 0) memcpy(o->x + offset, g->arrived + at, (size_t)bytes);
    if (bytes > 0 && g->rank == 0) memcpy(g->arrived + at, o->x + offset, (size_t)bytes);
    return 0;
}

/* The piece that has arrived, to a child whose subtree has so many ranks; the header alone where nobody there is meant.
 */
static int send_down(const operation *o, int child, int64_t width, int64_t bytes, int64_t at)
{
    const bool meant = o->target < 0 || (o->target >= child && o->target < child + width);
    header h = o->own;
    if (!meant && !at) return 0;
    if (!meant) h.bytes = 0;
    if (at) memcpy(o->group->arrived, &h, sizeof h);
    return send(o->group, child, o->group->arrived, at + (meant ? bytes : 0), at);
}

/* Each piece is passed on before the next is taken. */
static int pass_down(operation *o)
{
    randlapack_mpi *g = o->group;
    const int64_t end = subtree_end(g);
    int64_t offset = 0;
    int info = 0;
    o->own.bytes = o->own.code ? 0 : o->down;
    do {
        info = take_piece(o, offset);
        const int64_t bytes = piece_bytes(g, offset, o->own.bytes), at = header_at(offset);
        int64_t width = 1;
        while (2 * width < end - g->rank) width *= 2;
        for (; width > 0 && end - g->rank > 1 && !info; width /= 2) /* the largest subtree first */
            info = send_down(o, g->rank + (int)width, width, bytes, at);
        offset += bytes;
    } while (!info && offset < o->own.bytes);
    return info;
}

/* ---------------------------------------------------------------- entry ------------------------------------------- */

static int64_t size_of(randlapack_mpi_op op)
{
    const bool single = op == RANDLAPACK_MPI_SUM_S || op == RANDLAPACK_MPI_ROOT_SUM_S || op == RANDLAPACK_MPI_SHARE_S ||
                        op == RANDLAPACK_MPI_GIVE_S;
    return op == RANDLAPACK_MPI_SPAN ? (int64_t)sizeof(randlapack_mpi_span) : single ? 4 : 8;
}

static bool goes_up(randlapack_mpi_op op)
{
    return op != RANDLAPACK_MPI_SHARE_D && op != RANDLAPACK_MPI_SHARE_S && op != RANDLAPACK_MPI_GIVE_D &&
           op != RANDLAPACK_MPI_GIVE_S;
}

static bool goes_down(randlapack_mpi_op op)
{
    return op != RANDLAPACK_MPI_ROOT_SUM_D && op != RANDLAPACK_MPI_ROOT_SUM_S && op != RANDLAPACK_MPI_ROOT_SUM_I;
}

static int operate(randlapack_mpi *group, randlapack_mpi_op op, int target, int64_t count, void *x, int info)
{
    const int64_t bytes = count * size_of(op), end = subtree_end(group);
    operation o = {.group = group,
                   .own = {.count = count, .code = info < 0 ? info : 0},
                   .x = x,
                   .up = goes_up(op) ? bytes : 0,
                   .down = goes_down(op) ? bytes : 0,
                   .target = target};
    o.own.op = (int64_t)op + ((int64_t)(target + 1) << OP_BITS);
    int failed = 0;
    if (group->info) return group->info;
    group->traffic.collectives++;
    for (int64_t width = 1; group->rank + width < end && !failed; width *= 2)
        failed = receive_up(&o, group->rank + (int)width);
    if (group->rank > 0 && !failed) failed = send_up(&o, parent_of(group));
    if (!failed) failed = pass_down(&o);
    group->info = failed ? failed : (int)o.own.code;
    return group->info;
}

int randlapack_mpi_collect(randlapack_mpi *group, randlapack_mpi_op op, int64_t count, void *x, int info)
{
    return operate(group, op, -1, count, x, info);
}

int randlapack_mpi_give(randlapack_mpi *group, randlapack_mpi_op op, int rank, int64_t count, void *x, int info)
{
    return operate(group, op, rank, count, x, info);
}

int randlapack_mpi_end(randlapack_mpi *group, int info)
{
    const int code = randlapack_mpi_collect(group, RANDLAPACK_MPI_END, 0, NULL, info);
    return code ? code : info;
}
