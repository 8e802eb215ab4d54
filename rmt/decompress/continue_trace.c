/*
 * The density of the whole from a surface.  Bands are found by descending upon an equidistant grid, wider until its
 * ends are outside; their edges, between two points of it, by bisection and then as zeros of F and F_s together, where
 * x is stationary on the surface.  The nodes of a band are at equidistant angles, so that square roots at the edges are
 * smooth, and sums over them converge fast.  Every fourth node comes from the block by evolution, and is compared with
 * what continuation from those before it gives; where they differ, a sheet was left, and descent from infinity decides.
 * If that is not the neighbour's sheet either, there is a branch point above the axis: the whole has no law.
 */
#include "continuation_impl.h"

enum { GRID = 400, WIDENINGS = 12, NODES = RMT_BAND_NODES };

/* Im m of the whole at x; 0 outside the bands. */
static double height_at(const rmt_surface *f, double x, double ratio, rmt_point *p)
{
    rmt_surface_value v;
    if (!rmt_descend(f, x, 0, ratio, p)) return NAN;
    f->value(f->data, p->s, p->x, ratio, &v);
    return fabs(cimag(v.m)) > 1e-9 * cabs(v.m) ? cimag(v.m) : 0;
}

/* Zero of F and F_s, from s and x; true if it converges. */
static bool stationary(const rmt_surface *f, double ratio, double *s, double *x)
{
    for (int i = 0; i < 30; i++) {
        const double e = 1e-5 * fabs(*s), d = 1e-5 * (1 + fabs(*x));
        rmt_surface_value v, above, below, right, left;
        f->value(f->data, *s, *x, ratio, &v);
        f->value(f->data, *s + e, *x, ratio, &above);
        f->value(f->data, *s - e, *x, ratio, &below);
        f->value(f->data, *s, *x + d, ratio, &right);
        f->value(f->data, *s, *x - d, ratio, &left);
        const double Fss = creal(above.s - below.s) / (2 * e), Fsx = creal(right.s - left.s) / (2 * d);
        const double determinant = creal(v.s) * Fsx - creal(v.x) * Fss;
        const double ds = (creal(v.x) * creal(v.s) - creal(v.F) * Fsx) / determinant;
        const double dx = (creal(v.F) * Fss - creal(v.s) * creal(v.s)) / determinant;
        if (!isfinite(ds) || !isfinite(dx)) return false;
        *s += ds;
        *x += dx;
        if (fabs(ds) <= 1e-7 * fabs(*s) && fabs(dx) <= 1e-11 * (1 + fabs(*x))) return true;
    }
    return false;
}

/* The edge between a point outside and one inside. */
static double edge_between(const rmt_surface *f, double ratio, double outside, double inside)
{
    const double width = fabs(inside - outside);
    rmt_point p;
    for (int i = 0; i < 48; i++) {
        const double middle = (outside + inside) / 2;
        if (height_at(f, middle, ratio, &p) > 0)
            inside = middle;
        else
            outside = middle;
        if (i < 8 || i % 4 != 0 || !(height_at(f, inside, ratio, &p) > 0)) continue;
        double s = creal(p.s), x = inside;
        const double room = 1e-3 * fabs(inside - outside), low = fmin(outside, inside), high = fmax(outside, inside);
        if (fabs(inside - outside) < 0.1 * width && stationary(f, ratio, &s, &x) && x >= low - room && x <= high + room)
            return x;
    }
    return (outside + inside) / 2;
}

/* Bands between points of the grid; false if the grid does not reach beyond them. */
static bool scan(const rmt_surface *f, double low, double high, double ratio, rmt_trace *trace)
{
    const double step = (high - low) / GRID;
    double before = 0, edge[2 * RMT_MOST_BANDS];
    rmt_point p;
    int count = 0;
    trace->bands = 0;
    for (int i = 0; i <= GRID; i++) {
        double here = height_at(f, low + i * step, ratio, &p);
        if (isnan(here)) here = before;
        if ((i == 0 || i == GRID) && here > 0) return false;
        if ((here > 0) != (before > 0)) {
            if (count == 2 * RMT_MOST_BANDS) return true;
            const double outside = low + (here > 0 ? i - 1 : i) * step, inside = low + (here > 0 ? i : i - 1) * step;
            edge[count++] = edge_between(f, ratio, outside, inside);
        }
        before = here;
    }
    trace->bands = count / 2;
    for (int i = 0; i < count; i++) trace->edge[i] = edge[i];
    return true;
}

static bool alike(rmt_complex a, rmt_complex b)
{
    return cabs(a - b) <= 1e-6 * (cabs(a) + cabs(b));
}

/* The point at x, from the block, and agreeing with the neighbour. */
static bool node(const rmt_surface *f, double x, double lift, double ratio, const rmt_point *neighbour, bool between,
                 rmt_point *p, rmt_trace *trace)
{
    rmt_point carried = neighbour ? *neighbour : (rmt_point){0};
    const bool carries = neighbour && rmt_follow(f, &carried, x, ratio);
    *p = carried;
    if (carries && between) return true;
    const bool known = rmt_evolve(f, x, lift, ratio, p);
    if (known && (!neighbour || (carries && alike(carried.s, p->s)))) return true;
    const rmt_complex evolved = p->s;
    if (!rmt_descend(f, x, 0, ratio, p)) return false;
    if (known && alike(evolved, p->s) && !carries) return true;
    trace->repaired++;
    return !carries || alike(carried.s, p->s);
}

/* One band's nodes and sums; its mass. */
static double fill(const rmt_surface *f, double ratio, int band, rmt_trace *trace)
{
    const double low = trace->edge[2 * band], high = trace->edge[2 * band + 1];
    const double centre = (low + high) / 2, half = (high - low) / 2;
    double *x = trace->x + (int64_t)band * NODES, *density = trace->density + (int64_t)band * NODES;
    rmt_complex *s = trace->s + (int64_t)band * NODES;
    rmt_point p, last = {0};
    double mass = 0, mean = 0, square = 0;
    bool before = false;
    for (int i = 0; i < NODES && trace->broken == 0; i++) {
        const double angle = RMT_PI * i / (NODES - 1);
        x[i] = i == 0 ? low : i == NODES - 1 ? high : centre - half * cos(angle);
        density[i] = 0;
        s[i] = 0;
        if (i == 0 || i == NODES - 1) continue;
        rmt_surface_value v;
        const bool known = node(f, x[i], half / 4, ratio, before ? &last : NULL, i % 4 != 1, &p, trace);
        if (!known) trace->broken++;
        f->value(f->data, p.s, x[i], ratio, &v);
        s[i] = p.s;
        density[i] = cimag(v.m) / RMT_PI;
        const double weight = density[i] * half * sin(angle) * RMT_PI / (NODES - 1);
        trace->least = fmin(trace->least, density[i]);
        mass += weight;
        mean += weight * x[i];
        square += weight * x[i] * x[i];
        before = known;
        last = p;
    }
    trace->mass += mass;
    trace->mean += mean;
    trace->variance += square;
    return mass;
}

int rmt_trace_density(const rmt_surface *f, double centre, double deviation, double ratio, double least,
                      randblas_arena *arena, rmt_trace *trace)
{
    double reach = 4 * deviation;
    int tries = 0;
    *trace = (rmt_trace){.least = INFINITY};
    while (!scan(f, centre - reach, centre + reach, ratio, trace) && tries++ < WIDENINGS) reach *= 1.5;
    if (trace->bands == 0) return RANDBLAS_NOT_CONVERGED;
    const int64_t total = (int64_t)trace->bands * NODES;
    trace->x = randblas_arena_get(arena, total, sizeof *trace->x);
    trace->density = randblas_arena_get(arena, total, sizeof *trace->density);
    trace->s = randblas_arena_get(arena, total, sizeof *trace->s);
    if (arena->info) return arena->info;
    const int found = trace->bands;
    trace->bands = 0;
    for (int band = 0; band < found && trace->broken == 0; band++) {
        const rmt_trace before = *trace;
        trace->edge[2 * trace->bands] = before.edge[2 * band];
        trace->edge[2 * trace->bands + 1] = before.edge[2 * band + 1];
        const double mass = fill(f, ratio, trace->bands, trace);
        if (trace->broken == 0 && fabs(mass) < least) {
            trace->mass = before.mass;
            trace->mean = before.mean;
            trace->variance = before.variance;
            trace->least = before.least;
        } else
            trace->bands++;
    }
    if (trace->bands == 0) return RANDBLAS_NOT_CONVERGED;
    trace->mean = trace->mean / trace->mass;
    trace->variance = trace->variance / trace->mass - trace->mean * trace->mean;
    return 0;
}
