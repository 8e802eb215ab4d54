#!/usr/bin/env python3
"""Writes tracy_widom_table_impl.h: python3 tracy_widom_table.py > tracy_widom_table_impl.h  (a few minutes, mpmath).

D-(s) = det(I - V), D+(s) = det(I + V), V(x, y) = Ai((x + y)/2 + s)/2 on (0, infinity), by Bornemann's method: Gauss-Legendre
nodes and the determinant of the matrix.  F1 = D-, F2 = D- D+, F4 = (D- + D+)/2.  All in fixed point of BITS bits, many
more than the table needs, because determinants of the left tail are as small as 1e-72.

Pieces of length 1 on [LEFT, RIGHT]: polynomials in t = 2 (s - middle) of log F and log F'.
Right of them: polynomials in y of log(1 - F) and log F', plus the leading behaviour, y = s^(-3/2).
Left of them: the expansion of the Hastings-McLeod function at -infinity, integrated.
"""
import sys
from fractions import Fraction
import mpmath as mp

LEFT, RIGHT, NODES, TERMS, TAIL_NODES, TAIL_TERMS = -12, 6, 26, 16, 36, 24
BITS, N, END = 520, 112, 42  # 80 nodes give 1e-6 at LEFT and 24 digits at -6, 110 give 1e-15 at LEFT or better
mp.mp.prec = BITS
ONE = 1 << BITS


def fixed(x):
    return int(mp.nint(x * ONE))


class Airy:
    """Ai in fixed point: Taylor expansions about a grid, y'' = x y."""
    STEP = Fraction(1, 4)

    def __init__(self):
        self.expansion = {}

    def at(self, k):
        if k not in self.expansion:
            x0 = mp.mpf(k) / 4
            c = [mp.airyai(x0), mp.airyai(x0, derivative=1)]
            for n in range(110):
                c.append((x0 * c[n] + (c[n - 1] if n else 0)) / ((n + 1) * (n + 2)))
            c = [fixed(a) for a in c]
            # the expansion is used for |h| <= 1/8: drop what is below the last bit there
            while len(c) > 3 and abs(c[-1]) >> (3 * len(c) - 3) == 0:
                c.pop()
            self.expansion[k] = c
        return self.expansion[k]

    def __call__(self, x):
        k = (8 * x + ONE) // (2 * ONE)
        h, y = x - k * ONE // 4, 0
        for a in reversed(self.at(k)):
            y = a + ((y * h) >> BITS)
        return y


def gauss(n):
    nodes = []
    for i in range(n):
        x = mp.cos(mp.pi * (i + mp.mpf(3) / 4) / (n + mp.mpf(1) / 2))
        for _ in range(12):
            p0, p1 = mp.mpf(1), x
            for k in range(2, n + 1):
                p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
            slope = n * (x * p1 - p0) / (x * x - 1)
            dx = p1 / slope
            x -= dx
            if abs(dx) < mp.mpf(2) ** (8 - BITS // 2):
                break
        for _ in range(1):
            p0, p1 = mp.mpf(1), x
            for k in range(2, n + 1):
                p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
            slope = n * (x * p1 - p0) / (x * x - 1)
            x -= p1 / slope
        p0, p1 = mp.mpf(1), x
        for k in range(2, n + 1):
            p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
        slope = n * (x * p1 - p0) / (x * x - 1)
        nodes.append((x, 2 / ((1 - x * x) * slope * slope)))
    return nodes


def logdet(A):
    """log det of a positive definite matrix in fixed point, by A = L D L^T."""
    n, total = len(A), mp.mpf(0)
    A = [row[:] for row in A]
    for k in range(n):
        row, d = A[k], A[k][k]
        total += mp.log(mp.mpf(d) / ONE)
        for i in range(k + 1, n):
            l, target = (row[i] << BITS) // d, A[i]
            for j in range(i, n):
                target[j] -= (l * row[j]) >> BITS
    return total


airy = Airy()


def log_determinants(s, rule):
    """log D-, log D+"""
    length = 2 * (END - s)
    x = [(1 + t) * length / 2 for t, _ in rule]
    w = [mp.sqrt(v * length / 2) for _, v in rule]
    xf, wf, sf = [fixed(v) for v in x], [fixed(v) for v in w], fixed(s)
    n = len(x)
    minus = [[0] * n for _ in range(n)]
    plus = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i, n):
            v = (((wf[i] * wf[j]) >> BITS) * airy((xf[i] + xf[j]) // 2 + sf)) >> (BITS + 1)
            minus[i][j], plus[i][j] = (ONE if i == j else 0) - v, (ONE if i == j else 0) + v
    return logdet(minus), logdet(plus)


def log_tails(s, rule):
    """log(1 - F) for beta = 1, 2, 4 and large s, through traces of powers of V, which is tiny."""
    length = 2 * ((mp.mpf(60) + s ** 1.5) ** (mp.mpf(2) / 3) - s)
    x = [(1 + t) * length / 2 for t, _ in rule]
    w = [mp.sqrt(v * length / 2) for _, v in rule]
    n = len(x)
    scale = mp.airyai(s)
    V = mp.matrix(n, n)
    for i in range(n):
        for j in range(i, n):
            V[i, j] = V[j, i] = w[i] * w[j] * mp.airyai((x[i] + x[j]) / 2 + s) / 2 / scale
    powers, M = [mp.mpf(n)], mp.eye(n)
    for _ in range(1, 9):
        M = M * V
        powers.append(sum(M[i, i] for i in range(n)))
    e = [mp.mpf(1)]
    for k in range(1, 9):
        e.append(sum((-1) ** (i - 1) * e[k - i] * powers[i] for i in range(1, k + 1)) / k)
    e = [e[k] * scale ** k for k in range(9)]
    one = -sum((-1) ** k * e[k] for k in range(1, 9))
    plus = sum(e[k] for k in range(1, 9))
    # 1 - D- D+ = -(e+ - one - e+ one), in which e1 cancels: from the even traces instead
    log2 = -sum(powers[2 * k] * scale ** (2 * k) / k for k in range(1, 5))
    return mp.log(one), mp.log(-mp.expm1(log2)), mp.log(-sum(e[k] for k in range(2, 9, 2)))


def chebyshev_nodes(n):
    return [mp.cos(mp.pi * (2 * i + 1) / (2 * n)) for i in range(n)]


def coefficients(values):
    n = len(values)
    return [mp.mpf(2 if k else 1) / n * sum(v * mp.cos(mp.pi * k * (2 * i + 1) / (2 * n)) for i, v in enumerate(values))
            for k in range(n)]


def derivative(c):
    n = len(c)
    d = [mp.mpf(0)] * (n + 1)
    for k in range(n - 1, 0, -1):
        d[k - 1] = (d[k + 1] if k + 1 <= n else 0) + 2 * k * c[k]
    d[0] /= 2
    return d[:n]


def clenshaw(c, t):
    a = b = mp.mpf(0)
    for k in range(len(c) - 1, 0, -1):
        a, b = 2 * t * a - b + c[k], a
    return t * a - b + c[0]


def monomials(c, terms):
    """The first terms Chebyshev coefficients as a polynomial."""
    T0, T1, p = [1], [0, 1], [mp.mpf(0)] * terms
    for k in range(terms):
        for i, a in enumerate(T0):
            p[i] += c[k] * a
        T2 = [0] + [2 * a for a in T1]
        for i, a in enumerate(T0):
            T2[i] -= a
        T0, T1 = T1, T2
    return p


def rows(name, comment, table):
    print(f"\n/* {comment} */\nstatic const double {name}[{len(table)}][{len(table[0])}] = {{")
    for p in table:
        print("    {" + ", ".join(mp.nstr(a, 17) for a in p) + "},")
    print("};")


def pieces():
    many, few = gauss(N), gauss(84)
    t = chebyshev_nodes(NODES)
    F, f = {1: [], 2: [], 4: []}, {1: [], 2: [], 4: []}
    worst = 0
    for left in range(LEFT, RIGHT):
        both = [log_determinants(left + (1 + x) / 2, many if left < -6 else few) for x in t]
        for beta in (1, 2, 4):
            if beta == 1:
                v = [a for a, _ in both]
            elif beta == 2:
                v = [a + b for a, b in both]
            else:
                v = [b + mp.log((1 + mp.exp(a - b)) / 2) for a, b in both]
            c = coefficients(v)
            slope = derivative(c)
            log_f = [v[i] + mp.log(2 * clenshaw(slope, x)) for i, x in enumerate(t)]
            g = coefficients(log_f)
            worst = max(worst, max(abs(a) for a in c[TERMS:] + g[TERMS:]))
            F[beta].append(monomials(c, TERMS))
            f[beta].append(monomials(g, TERMS))
        print(left, mp.nstr(worst, 3), file=sys.stderr, flush=True)
    return F, f


def tails():
    mp.mp.prec = 400
    rule = gauss(44)
    ymax = mp.mpf(RIGHT) ** mp.mpf(-1.5)
    t = chebyshev_nodes(TAIL_NODES)
    y = [(1 + x) * ymax / 2 for x in t]
    s = [v ** (mp.mpf(-2) / 3) for v in y]
    values = [log_tails(v, rule) for v in s]
    G, g, worst = [], [], 0
    for k, beta in enumerate((1, 2, 4)):
        rate, power = (mp.mpf(2) / 3, mp.mpf(4) / 3, mp.mpf(4) / 3)[k], (mp.mpf(3) / 4, mp.mpf(3) / 2, mp.mpf(3))[k]
        v = [values[i][k] + rate / y[i] + power * mp.log(s[i]) for i in range(len(y))]
        c = coefficients(v)
        # d/ds log(1 - F) = -rate 3/2 sqrt(s) - power/s + v'(y) dy/ds,  dy/ds = -3/2 s^(-5/2)
        slope = derivative(c)
        w = [v[i] + mp.log(mp.mpf(3) / 2 * rate + power * y[i] + mp.mpf(3) / 2 * y[i] ** 2 * clenshaw(slope, t[i]) * 2 / ymax)
             for i in range(len(y))]
        d = coefficients(w)
        worst = max(worst, max(abs(a) for a in c[TAIL_TERMS:] + d[TAIL_TERMS:]))
        G.append(monomials(c, TAIL_TERMS))
        g.append(monomials(d, TAIL_TERMS))
    print("tails", mp.nstr(worst, 3), file=sys.stderr, flush=True)
    return G, g


def left_tail(terms=9):
    """q(s)^2 = (r/2) sum a_k r^(-3k), q(s) = sqrt(r/2) sum b_k r^(-3k), r = -s, from q'' = s q + 2 q^3."""
    b = [Fraction(1)]
    for k in range(1, terms):
        # with q = sqrt(r/2) B: B ((1/2)(-1/2) r^-2) + B' r^-1 + B'' = -r B + r B^3
        e = Fraction(1, 2) - 3 * (k - 1)
        lhs = b[k - 1] * e * (e - 1)  # of r^(1/2 - 3 (k-1) - 2); right: r^(3/2) (B^3 - B), order r^(3/2 - 3 k)
        b.append(Fraction(0))
        square = [sum(b[i] * b[j - i] for i in range(j + 1)) for j in range(k + 1)]
        cube = sum(square[i] * b[k - i] for i in range(k + 1))
        b[k] = (lhs - cube) / 2  # 3 b_k - b_k = lhs - (cube without b_k)
    a = [sum(b[i] * b[k - i] for i in range(k + 1)) for k in range(terms)]
    return a, b


def check_left(a, b):
    """The expansion against the determinants at LEFT."""
    mp.mp.prec = BITS
    r = mp.mpf(-LEFT)
    lm, lp = log_determinants(mp.mpf(LEFT), gauss(N))
    u, v = left_values(a, b, r)
    print("left", mp.nstr(u - (lm + lp), 3), mp.nstr(v - (lp - lm), 3), file=sys.stderr)


def left_series(a, b):
    """Coefficients of r^(-3k) in log F2 + r^3/12 + log(r)/8 - c and mu/(r^(3/2)) ..."""
    # (log F2)'' = -q^2; in r the same: -(1/2) sum a_k r^(1 - 3k), integrated twice
    f2 = [None, None] + [-Fraction(1, 2) * a[k] / ((2 - 3 * k) * (3 - 3 * k)) for k in range(2, len(a))]
    # mu' in r = q: sqrt(1/2) sum b_k r^(1/2 - 3k)
    mu = [b[k] / (Fraction(3, 2) - 3 * k) for k in range(len(b))]
    return f2, mu


def left_values(a, b, r):
    f2, mu = left_series(a, b)
    zeta1 = mp.zeta(-1, derivative=1)
    u = -r ** 3 / 12 - mp.log(r) / 8 + mp.log(2) / 24 + zeta1
    u += sum(mp.mpf(f2[k].numerator) / f2[k].denominator * r ** (3 - 3 * k) for k in range(2, len(a)))
    v = mp.log(2) / 2 + sum(mp.mpf(c.numerator) / c.denominator * r ** (mp.mpf(3) / 2 - 3 * k) / mp.sqrt(2)
                            for k, c in enumerate(mu))
    return u, v


def main():
    a, b = left_tail()
    assert a[1] == -Fraction(1, 4), a[1]
    check_left(a, b)
    G, g = tails()
    F, f = pieces()
    print("/* Made by tracy_widom_table.py; see there. */")
    print("#ifndef RMT_TRACY_WIDOM_TABLE_IMPL_H\n#define RMT_TRACY_WIDOM_TABLE_IMPL_H\n")
    print(f"#define TW_LEFT ({LEFT})\n#define TW_RIGHT {RIGHT}\n#define TW_TERMS {TERMS}\n#define TW_TAIL_TERMS {TAIL_TERMS}")
    f2, mu = left_series(a, b)
    to = lambda x: mp.mpf(x.numerator) / x.denominator
    rows("tw_left", "r^(-3k-3), k = 0 ..., of log F2; r^(3/2-3k) of mu sqrt(2)",
         [[to(f2[k + 2]) for k in range(6)], [to(mu[k]) for k in range(6)]])
    print(f"\n/* log(2)/24 + zeta'(-1) */\nstatic const double tw_constant = "
          f"{mp.nstr(mp.log(2) / 24 + mp.zeta(-1, derivative=1), 17)};")
    for beta in (1, 2, 4):
        rows(f"tw_log_cdf{beta}", f"log F{beta}", F[beta])
        rows(f"tw_log_pdf{beta}", f"log F{beta}'", f[beta])
    rows("tw_tail_cdf", "right tails of F1, F2, F4", G)
    rows("tw_tail_pdf", "right tails of the densities", g)
    print("\n#endif")


main()
