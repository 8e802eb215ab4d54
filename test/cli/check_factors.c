/*
 * check_factors A FACTOR ...: prints ||A - F1 F2 ...||_F / ||A||_F, by the definition.
 *
 * A factor is a file, or FILE:t its transpose, FILE:d the diagonal matrix of a vector, FILE:c the columns of A with
 * these indices, FILE:r the rows, ROWS,COLS:s both; A itself may be FILE:p,PERMUTATION, its columns permuted.
 * check_factors orth FILE: ||Q^T Q - I||_F.  check_factors show FILE: its shape, type and values.
 */
#include "matrix_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct dense {
    int64_t rows, cols;
    char type[16];
    double *v; /* column major */
} dense;

static _Noreturn void give_up(const char *what, const char *why)
{
    fprintf(stderr, "check_factors: %s: %s\n", what, why);
    exit(2);
}

/* All that was allocated, until the program ends. */
static double *blocks[64];
static int held;

static void release(void)
{
    while (held > 0) free(blocks[--held]);
}

static dense make(int64_t rows, int64_t cols)
{
    dense M = {rows, cols, "", calloc((size_t)(rows * cols) + 1, sizeof(double))};
    if (!M.v || held == sizeof blocks / sizeof blocks[0]) give_up("memory", "none");
    blocks[held++] = M.v;
    return M;
}

static dense load(const char *path)
{
    matrix A;
    cli_error error;
    size_t size;
    if (matrix_file_read(path, &(matrix_request){.single = false}, &A, &size, &error) ||
        matrix_to_columns(&A, size, &error))
        give_up(path, error.text);
    dense M = make(A.rows, A.cols);
    memcpy(M.v, A.values, (size_t)(A.rows * A.cols) * sizeof(double));
    memcpy(M.type, A.type, sizeof M.type);
    matrix_free(&A);
    return M;
}

/* Rows and columns of A with these indices; NULL: all. */
static dense take(const dense *A, const dense *rows, const dense *cols)
{
    dense M = make(rows ? rows->rows : A->rows, cols ? cols->rows : A->cols);
    for (int64_t j = 0; j < M.cols; j++)
        for (int64_t i = 0; i < M.rows; i++) {
            const int64_t r = rows ? (int64_t)rows->v[i] : i, c = cols ? (int64_t)cols->v[j] : j;
            if (r < 0 || r >= A->rows || c < 0 || c >= A->cols) give_up("index", "out of range");
            M.v[i + j * M.rows] = A->v[r + c * A->rows];
        }
    return M;
}

static dense transposed(const dense *A)
{
    dense M = make(A->cols, A->rows);
    for (int64_t j = 0; j < A->cols; j++)
        for (int64_t i = 0; i < A->rows; i++) M.v[j + i * M.rows] = A->v[i + j * A->rows];
    return M;
}

static dense diagonal(const dense *s)
{
    dense M = make(s->rows, s->rows);
    for (int64_t i = 0; i < s->rows; i++) M.v[i + i * s->rows] = s->v[i];
    return M;
}

static dense product(const dense *A, const dense *B)
{
    if (A->cols != B->rows) give_up("product", "shapes do not match");
    dense C = make(A->rows, B->cols);
    for (int64_t j = 0; j < B->cols; j++)
        for (int64_t l = 0; l < A->cols; l++)
            for (int64_t i = 0; i < A->rows; i++) C.v[i + j * C.rows] += A->v[i + l * A->rows] * B->v[l + j * B->rows];
    return C;
}

static dense factor(const dense *A, char *word)
{
    char *colon = strrchr(word, ':'), *comma;
    if (!colon) return load(word);
    *colon = '\0';
    if (colon[1] == 's') {
        comma = strchr(word, ',');
        if (!comma) give_up(word, "no comma");
        *comma = '\0';
        const dense rows = load(word), cols = load(comma + 1);
        return take(A, &rows, &cols);
    }
    const dense x = load(word);
    switch (colon[1]) {
    case 't':
        return transposed(&x);
    case 'd':
        return diagonal(&x);
    case 'c':
        return take(A, NULL, &x);
    case 'r':
        return take(A, &x, NULL);
    default:
        give_up(word, "unknown kind of factor");
    }
}

static double distance(const dense *A, const dense *B)
{
    double sum = 0;
    if (A->rows != B->rows || A->cols != B->cols) give_up("difference", "shapes do not match");
    for (int64_t k = 0; k < A->rows * A->cols; k++) sum = hypot(sum, A->v[k] - B->v[k]);
    return sum;
}

static dense read_target(char *word)
{
    char *permuted = strstr(word, ":p,");
    if (!permuted) return load(word);
    *permuted = '\0';
    const dense A = load(word), P = load(permuted + 3);
    return take(&A, NULL, &P);
}

static void show(const dense *A)
{
    printf("%lld %lld %s\n", (long long)A->rows, (long long)A->cols, A->type);
    for (int64_t i = 0; i < A->rows; i++)
        for (int64_t j = 0; j < A->cols; j++) printf("%.17g%c", A->v[i + j * A->rows], j + 1 < A->cols ? ' ' : '\n');
}

int main(int argc, char **argv)
{
    atexit(release);
    if (argc < 3) give_up("usage", "check_factors A FACTOR ...");
    if (!strcmp(argv[1], "show")) {
        const dense A = load(argv[2]);
        show(&A);
        return 0;
    }
    if (!strcmp(argv[1], "orth")) {
        const dense Q = load(argv[2]), T = transposed(&Q), G = product(&T, &Q);
        dense ones = make(Q.cols, 1);
        for (int64_t i = 0; i < Q.cols; i++) ones.v[i] = 1;
        const dense I = diagonal(&ones);
        printf("%.3e\n", distance(&G, &I));
        return 0;
    }
    const dense A = read_target(argv[1]);
    dense P = factor(&A, argv[2]);
    for (int i = 3; i < argc; i++) {
        const dense F = factor(&A, argv[i]);
        P = product(&P, &F);
    }
    const dense zero = make(A.rows, A.cols);
    const double norm = distance(&A, &zero), error = distance(&A, &P);
    printf("%.3e\n", norm > 0 ? error / norm : error);
    return 0;
}
