/*
 * Complex FFT of any length n, w columns at once.
 *
 * n = 2^a 3^b 5^c: Stockham's autosort algorithm (Van Loan 1992, section 1.7): stage by stage n = radix m is split off
 * and the transforms are written in order to the other buffer; the column index rides along as the fastest one.
 * Other n (Bluestein 1970): with c_j = exp(-pi i j^2/n),
 *
 *     z_k = c_k sum over j of (x_j c_j) conj(c_(k - j)),
 *
 * a convolution, done with transforms of the least smooth length >= 2n - 1.  The exponents are reduced in integers, so
 * the error is O(eps log n) in the 2-norm in both cases.
 */
#include "fft_impl.h"

static int64_t without_factor(int64_t n, int64_t factor)
{
    while (n % factor == 0) n /= factor;
    return n;
}

static bool is_smooth(int64_t n)
{
    return without_factor(without_factor(without_factor(n, 2), 3), 5) == 1;
}

static void set_root(real_t *pair, uint64_t t, uint64_t n)
{
    double c, s;
    randblas_cos_sin(t, n, &c, &s);
    pair[0] = (real_t)c;
    pair[1] = (real_t)-s;
}

static void smooth_make(smooth *f, int64_t n, randblas_arena *arena)
{
    static const int radices[] = {4, 2, 3, 5};
    f->n = n;
    f->stages = 0;
    for (int i = 0; i < 4; i++)
        for (; n % radices[i] == 0; n /= radices[i]) f->radix[f->stages++] = radices[i];
    f->root = randblas_arena_get(arena, randblas_size_product(2, f->n), sizeof *f->root);
    for (int64_t t = 0; !arena->info && t < f->n; t++) set_root(f->root + 2 * t, (uint64_t)t, (uint64_t)f->n);
}

static rows smooth_run(const smooth *f, int64_t w, rows x, rows y)
{
    const randblas_rkernels *kernels = randblas_rselect();
    int64_t m = f->n, s = w;
    for (int i = 0; i < f->stages; i++) {
        const rows t = x;
        m /= f->radix[i];
        kernels->fft_stage(f->radix[i], m, s, f->root, s / w, x.re, x.im, y.re, y.im);
        s *= f->radix[i];
        x = y;
        y = t;
    }
    return x;
}

static void clear_rows(rows x, int64_t first, int64_t last, int64_t w)
{
    for (int64_t l = first * w; l < last * w; l++) x.re[l] = x.im[l] = 0;
}

/* Row j of x times the complex number pair[j]. */
static void multiply_rows(int64_t n, int64_t w, const real_t *pair, rows x)
{
    for (int64_t j = 0; j < n; j++) {
        const real_t c = pair[2 * j], s = pair[2 * j + 1];
        real_t *re = x.re + j * w, *im = x.im + j * w;
        for (int64_t l = 0; l < w; l++) {
            const real_t a = re[l], b = im[l];
            re[l] = c * a - s * b;
            im[l] = c * b + s * a;
        }
    }
}

static rows conjugate_order(rows x)
{
    return (rows){x.im, x.re};
}

/* chirp_j = c_j; filter = the transform of conj(c), wrapped around and zero padded, divided by the length. */
static void chirp_make(randblas_rfft *f, randblas_arena *arena)
{
    const int64_t n = f->n, length = f->length;
    f->chirp = randblas_arena_get(arena, randblas_size_product(2, n), sizeof *f->chirp);
    f->filter = randblas_arena_get(arena, randblas_size_product(2, length), sizeof *f->filter);
    real_t *work = randblas_arena_get(arena, randblas_size_product(4, length), sizeof *work);
    if (arena->info) return;
    uint64_t square = 0; /* j^2 mod 2n */
    for (int64_t j = 0; j < n; j++) {
        set_root(f->chirp + 2 * j, square, 2 * (uint64_t)n);
        square = (square + 2 * (uint64_t)j + 1) % (2 * (uint64_t)n);
    }
    const rows x = {work, work + length}, y = {work + 2 * length, work + 3 * length};
    clear_rows(x, 0, length, 1);
    for (int64_t j = 0; j < n; j++) {
        const int64_t wrapped = j ? length - j : 0;
        x.re[j] = x.re[wrapped] = f->chirp[2 * j];
        x.im[j] = x.im[wrapped] = -f->chirp[2 * j + 1];
    }
    const rows z = smooth_run(&f->smooth, 1, x, y);
    for (int64_t k = 0; k < length; k++) {
        f->filter[2 * k] = z.re[k] / (real_t)length;
        f->filter[2 * k + 1] = z.im[k] / (real_t)length;
    }
}

void randblas_rfft_make(randblas_rfft *f, int64_t n, randblas_arena *arena)
{
    *f = (randblas_rfft){.n = n, .length = n};
    if (!is_smooth(n))
        for (f->length = 2 * n - 1; !is_smooth(f->length);) f->length++;
    smooth_make(&f->smooth, f->length, arena);
    if (f->length != n) chirp_make(f, arena);
}

rows randblas_rfft_run(const randblas_rfft *f, int64_t w, rows x, rows y)
{
    if (!f->chirp) return smooth_run(&f->smooth, w, x, y);
    multiply_rows(f->n, w, f->chirp, x);
    clear_rows(x, f->n, f->length, w);
    rows z = smooth_run(&f->smooth, w, x, y);
    multiply_rows(f->length, w, f->filter, z);
    z = conjugate_order(smooth_run(&f->smooth, w, conjugate_order(z), conjugate_order(z.re == x.re ? y : x)));
    multiply_rows(f->n, w, f->chirp, z);
    return z;
}
