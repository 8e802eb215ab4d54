/* The Matrix Market reader: every format, field and symmetry, layouts of text, hostile files. */
#include "cli_support.h"

#include "matrix_market.h"

#include <math.h>
#include <stdio.h>

#define HEAD "%%MatrixMarket matrix "

/* Matrices of at most 3 x 3, row by row. */
static const struct {
    const char *text;
    int64_t rows, cols;
    bool sparse;
    double expected[9];
} good[] = {
    {HEAD "array real general\n2 3\n1\n2\n3\n4\n5\n6\n", 2, 3, false, {1, 3, 5, 2, 4, 6}},
    {HEAD "array integer general\n1 2\n-7\n+8", 1, 2, false, {-7, 8}},
    {HEAD "array double general\n1 1\n2\n", 1, 1, false, {2}},
    {HEAD "array real symmetric\n3 3\n1\n2\n3\n4\n5\n6\n", 3, 3, false, {1, 2, 3, 2, 4, 5, 3, 5, 6}},
    {HEAD "array real symmetric\n2 2\n1\n2\n3\n", 2, 2, false, {1, 2, 2, 3}},
    {HEAD "array real hermitian\n2 2\n1\n2\n3\n", 2, 2, false, {1, 2, 2, 3}},
    {HEAD "array real skew-symmetric\n3 3\n2\n3\n5\n", 3, 3, false, {0, -2, -3, 2, 0, -5, 3, 5, 0}},
    {HEAD "array real skew-symmetric\n1 1\n", 1, 1, false, {0}},
    {HEAD "array real general\n0 2\n", 0, 2, false, {0}},
    {HEAD "coordinate real general\n2 3 3\n1 1 1.5\n2 3 -2\n1 2 4\n", 2, 3, true, {1.5, 4, 0, 0, 0, -2}},
    {HEAD "coordinate real general\n2 2 3\n1 1 1\n2 1 5\n1 1 2\n", 2, 2, true, {3, 0, 5, 0}}, /* duplicates */
    {HEAD "coordinate integer general\n2 2 1\n2 1 -7\n", 2, 2, true, {0, 0, -7, 0}},
    {HEAD "coordinate pattern general\n2 2 2\n1 1\n2 1\n", 2, 2, true, {1, 0, 1, 0}},
    {HEAD "coordinate pattern symmetric\n2 2 1\n2 1", 2, 2, true, {0, 1, 1, 0}},
    {HEAD "coordinate real symmetric\n2 2 2\n1 1 3\n2 1 5\n", 2, 2, true, {3, 5, 5, 0}},
    {HEAD "coordinate real symmetric\n2 2 1\n1 2 5\n", 2, 2, true, {0, 5, 5, 0}},
    {HEAD "coordinate real hermitian\n2 2 1\n2 1 5\n", 2, 2, true, {0, 5, 5, 0}},
    {HEAD "coordinate real skew-symmetric\n2 2 1\n2 1 5\n", 2, 2, true, {0, -5, 5, 0}},
    {HEAD "coordinate real general\n2 2 0\n", 2, 2, true, {0}},
    {HEAD "coordinate real general\n0 0 0\n", 0, 0, true, {0}},
    /* comments, blank lines, blanks, carriage returns, upper case */
    {"%%matrixmarket MATRIX Coordinate REAL General\r\n%c\r\n\r\n  2\t2 1 \r\n% c\n\n 1  2\t3.25 \r\n%\n\n",
     2,
     2,
     true,
     {0, 3.25, 0, 0}},
};

static void check_good(const char *text, int64_t rows, int64_t cols, bool sparse, const double *expected, bool single)
{
    matrix A;
    cli_error error;
    void *block;
    const int code = read_exactly(matrix_market_read, text, strlen(text), single, &A, &error, &block);
    if (code) fail_msg("%s: %s", text, error.text);
    free(block); /* nothing may point into it */
    assert_true(A.rows == rows && A.cols == cols && A.sparse == sparse && A.ndim == 2 && A.single == single);
    for (int turn = 0; turn < 2; turn++) { /* as read, then as columns */
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < cols; j++) assert_true(matrix_at(&A, i, j) == expected[i * cols + j]);
        assert_int_equal(matrix_to_columns(&A, strlen(text), &error), CLI_OK);
        assert_true(!A.sparse && A.layout == RANDBLAS_COL_MAJOR);
    }
    matrix_free(&A);
}

static void formats_fields_symmetries(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof good / sizeof good[0]; k++)
        for (int single = 0; single < 2; single++)
            check_good(good[k].text, good[k].rows, good[k].cols, good[k].sparse, good[k].expected, single);
}

/* Numbers of many shapes must be the doubles that the compiler makes of them. */
static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"0", 0.0},
        {"-0.0", -0.0},
        {"0.1", 0.1},
        {".5", 0.5},
        {"1.", 1.0},
        {"+3", 3.0},
        {"123456789.012345", 123456789.012345},
        {"0.000000000000003", 0.000000000000003},
        {"999999999999999", 999999999999999.0},
        {"9007199254740993", 9007199254740992.0},
        {"0.1234567890123456", 0.1234567890123456},
        {"1e23", 1e23},
        {"1.7976931348623157e308", 1.7976931348623157e308},
        {"4.9e-324", 4.9e-324},
        {"1e-400", 0.0},
        {"2.5d3", 2500.0},
        {"-2.5D-1", -0.25},
        {"inf", (double)INFINITY},
        {"-Infinity", -(double)INFINITY},
        {"0.10000000000000000555111512312578270211815834045410156250", 0.1},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        char text[256];
        matrix A;
        cli_error error;
        void *block;
        snprintf(text, sizeof text, "%sarray real general\n1 1\n%s\n", HEAD, cases[k].text);
        if (read_exactly(matrix_market_read, text, strlen(text), false, &A, &error, &block))
            fail_msg("%s: %s", text, error.text);
        assert_memory_equal(A.values, &cases[k].value, sizeof(double));
        matrix_free(&A);
        free(block);
    }
}

/* Seventeen digits of any double give it back; fifteen take the short way through the reader. */
static void random_numbers(void **state)
{
    (void)state;
    uint64_t bits = 88172645463325252u;
    for (int k = 0; k < 20000; k++) {
        char text[256];
        matrix A;
        cli_error error;
        void *block;
        bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
        const double value = ldexp((double)(int64_t)bits, -(int)(bits % 100));
        const int digits = k % 2 ? 17 : 1 + (int)(bits >> 32) % 15;
        char number[64];
        snprintf(number, sizeof number, k % 4 < 2 ? "%.*g" : "%.*f", k % 4 < 2 ? digits : (int)(bits >> 40) % 16,
                 value);
        snprintf(text, sizeof text, "%sarray real general\n1 1\n%s\n", HEAD, number);
        const double expected = strtod(number, NULL);
        if (read_exactly(matrix_market_read, text, strlen(text), false, &A, &error, &block))
            fail_msg("%s: %s", text, error.text);
        assert_memory_equal(A.values, &expected, sizeof expected);
        matrix_free(&A);
        free(block);
    }
}

static void hostile(void **state)
{
    (void)state;
    static const struct {
        const char *text, *sentence;
    } cases[] = {
        {"%%MatrixMarket", "line 1: is not a matrix"},
        {"%%MatrixMarketmatrix array real general\n", "line 1: does not begin with %%MatrixMarket"},
        {"%%MatrixMarket vector array real general\n", "line 1: is not a matrix"},
        {HEAD "dense real general\n", "line 1: the format"},
        {HEAD "array complex general\n1 1\n1 0\n", "line 1: the field"},
        {HEAD "array real triangular\n", "line 1: the symmetry"},
        {HEAD "array real general extra\n", "line 1: 'extra' is one word too many"},
        {HEAD "array pattern general\n1 1\n", "line 1: a pattern"},
        {HEAD "coordinate pattern skew-symmetric\n1 1 0\n", "line 1: a pattern"},
        {HEAD "array real general\n% only this\n", "the line with the sizes is missing"},
        {HEAD "array real general\n2\n", "line 2: a number is missing"},
        {HEAD "array real general\n-1 1\n1\n", "line 2: '-1' is not a number of rows"},
        {HEAD "array real general\n99999999999999999999 1\n", "line 2: '99999999999999999999' is not a number of rows"},
        {HEAD "array real general\n1 1.5\n", "line 2: '1.5' is not a number of columns"},
        {HEAD "array real general\n1 1 1\n", "line 2: '1' is one word too many"},
        {HEAD "array real general\n4611686018427387904 4\n1\n", "line 2: declares more entries"},
        {HEAD "array real symmetric\n4611686018427387904 4611686018427387904\n1\n", "line 2: declares more entries"},
        {HEAD "array real general\n9223372036854775807 0\n", "absurd"},
        {HEAD "array real symmetric\n2 3\n1\n", "must be square"},
        {HEAD "array real general\n2 2\n1\n2\n3\n     \n", "ends after 3 of 4 entries"},
        {HEAD "array real general\n1 1\n1\n2\n", "line 4: more than the 1 entries"},
        {HEAD "array real general\n1 2\n1 2\n ", "line 3: '2' is one word too many"},
        {HEAD "array real general\n1 1\nabc\n", "line 3: 'abc' is not a number"},
        {HEAD "array real general\n1 1\n0x10\n", "line 3: '0x10' is not a number"},
        {HEAD "array real general\n1 1\nnan(1)\n", "line 3: 'nan(1)' is not a number"},
        {HEAD "array real general\n1 1\n1e999\n", "line 3: '1e999' is beyond the range"},
        {HEAD "array real general\n1 1\n-\n", "line 3: '-' is not a number"},
        {HEAD "array real general\n1 1\n.\n", "line 3: '.' is not a number"},
        {HEAD "array real general\n1 1\n\x1b[2J\n", "line 3: '?[2J' is not a number"},
        {HEAD "array real general\n1 1\n1111111111111111111111111111111111111111111111111111111111111111111111111111"
              "111111111111111111111111111111111111111111111111111111111111\n",
         "line 3: '11111111111111111111111111111111...' is not a number"},
        {HEAD "array integer general\n1 1\n1.0\n", "line 3: '1.0' is not an integer"},
        {HEAD "coordinate real general\n2 2 1\n0 1 1\n", "line 3: row 0 is not in 1 to 2"},
        {HEAD "coordinate real general\n2 2 1\n3 1 1\n", "line 3: row 3 is not in 1 to 2"},
        {HEAD "coordinate real general\n2 2 1\n1 3 1\n", "line 3: column 3 is not in 1 to 2"},
        {HEAD "coordinate real general\n2 2 1\n-1 1 1\n", "line 3: '-1' is not an index"},
        {HEAD "coordinate real general\n2 2 1\n1 1\n     ", "line 3: a number is missing"},
        {HEAD "coordinate real general\n2 2 1\n1 1 1 1\n", "line 3: '1' is one word too many"},
        {HEAD "coordinate real general\n2 2 2\n1 1 111111\n", "ends after 1 of 2 entries"},
        {HEAD "coordinate real general\n2 2 1\n1 1 1\n\n2 2 2\n", "line 5: more than the 1 entries"},
        {HEAD "coordinate real general\n2 2 999999999999\n1 1 1\n", "line 2: declares more entries"},
        {HEAD "coordinate real general\n999999999999 2 1\n1 1 1\n", "absurd"},
        {HEAD "coordinate real general\n2 999999999999 1\n1 1 1\n", "absurd"},
        {HEAD "coordinate integer general\n1 1 1\n1 1 1.5\n", "line 3: '1.5' is not an integer"},
        {HEAD "coordinate real symmetric\n2 3 1\n1 1 1\n", "must be square"},
        {HEAD "coordinate real skew-symmetric\n2 2 1\n1 1 1\n", "line 3: a skew-symmetric matrix"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++)
        assert_refused(matrix_market_read, cases[k].text, strlen(cases[k].text), cases[k].sentence);
    static const char nul[] = HEAD "array real general\n1 1\n1\0002\n";
    assert_refused(matrix_market_read, nul, sizeof nul - 1, "line 3: '1?2' is not a number");
}

/* A few bytes may not become a large dense block. */
static void sparse_right_hand_side(void **state)
{
    (void)state;
    static const char text[] = HEAD "coordinate real general\n1000000 1000000 1\n1 1 1\n";
    matrix A;
    cli_error error;
    void *block;
    assert_int_equal(read_exactly(matrix_market_read, text, sizeof text - 1, false, &A, &error, &block), CLI_OK);
    assert_int_equal(matrix_to_columns(&A, sizeof text - 1, &error), CLI_INPUT);
    assert_non_null(strstr(error.text, "too sparse"));
    assert_true(A.sparse && A.nnz == 1); /* as it was */
    matrix_free(&A);
    free(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_fields_symmetries),
        cmocka_unit_test(numbers),
        cmocka_unit_test(random_numbers),
        cmocka_unit_test(hostile),
        cmocka_unit_test(sparse_right_hand_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
