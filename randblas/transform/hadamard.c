/*
 * Hadamard matrices of orders 2^k, 12 2^k, 20 2^k and 28 2^k (Paley 1933; Sylvester 1867 for the doubling).  With chi
 * the quadratic character modulo a prime q:
 *
 *     q = 11, 19 (= 3 mod 4), order q + 1:      H = I + C,   C_0j = 1, C_i0 = -1, C_ij = chi(j - i);  C C^T = q I and
 *                                               C^T = -C, so H H^T = (q + 1) I
 *     q = 13 (= 1 mod 4), order 2 (q + 1):      H = C (x) [1 1; 1 -1] + I (x) [1 -1; -1 -1],  C_0j = C_i0 = 1, C_ij =
 *                                               chi(i - j), symmetric;  H H^T = 2 (q I + I) = 28 I
 */
#include "family_impl.h"
#include "transform_impl.h"

static const int bases[] = {1, 12, 20, 28};

int64_t randblas_hadamard_order(int64_t m)
{
    int64_t best = INT64_MAX;
    for (int b = 0; b < 4; b++) {
        int64_t order = bases[b];
        while (order < m) order *= 2;
        if (order < best) best = order;
    }
    return best;
}

/* chi(a) modulo an odd prime q. */
static int quadratic_character(int a, int q)
{
    a = (a % q + q) % q;
    for (int x = 1; x < q && a; x++)
        if (x * x % q == a) return 1;
    return a ? -1 : 0;
}

/* C above; corner is C_i0. */
static int conference(int i, int j, int q, int corner)
{
    if (i == 0 || j == 0) return i == j ? 0 : i == 0 ? 1 : corner;
    return quadratic_character(j - i, q);
}

static int paley_1(int i, int j, int q)
{
    return i == j ? 1 : conference(i, j, q, -1);
}

static int paley_2(int i, int j, int q)
{
    static const int off_diagonal[2][2] = {{1, 1}, {1, -1}}, diagonal[2][2] = {{1, -1}, {-1, -1}};
    if (i / 2 == j / 2) return diagonal[i % 2][j % 2];
    return conference(i / 2, j / 2, q, 1) * off_diagonal[i % 2][j % 2];
}

static int base_entry(int base, int i, int j)
{
    return base == 1 ? 1 : base == 28 ? paley_2(i, j, 13) : paley_1(i, j, base - 1);
}

randblas_hadamard randblas_hadamard_make(int64_t order)
{
    randblas_hadamard H = {.base = 1};
    int64_t odd = order;
    for (; odd % 2 == 0; odd /= 2) H.log2++;
    if (odd > 1) {
        H.base = (int)(4 * odd);
        H.log2 -= 2;
    }
    for (int j = 0; j < H.base; j++)
        for (int i = 0; i < H.base; i++)
            if (base_entry(H.base, i, j) < 0) H.negative[j] |= UINT32_C(1) << i;
    return H;
}

static unsigned parity(uint64_t x)
{
    for (int shift = 32; shift > 0; shift /= 2) x ^= x >> shift;
    return x & 1;
}

bool randblas_hadamard_negative(const randblas_hadamard *H, int64_t i, int64_t j)
{
    const uint64_t low = (UINT64_C(1) << H->log2) - 1;
    return (H->negative[j >> H->log2] >> (i >> H->log2) ^ parity((uint64_t)i & (uint64_t)j & low)) & 1;
}
