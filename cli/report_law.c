/* A law in summaries: where it lives, its mean and variance. */
#include "report_law.h"

#include "report.h"

#include <math.h>

enum { SHOWN = 4 }; /* intervals and atoms in the text; JSON has more */
enum { ROOM = 64 };

void report_law(const rmt_law *law, int digits, FILE *stream)
{
    double edges[2 * SHOWN], places[SHOWN], weights[SHOWN], m[2] = {NAN, NAN};
    int64_t count = 0;
    rmt_law_intervals(law, SHOWN, edges, &count);
    for (int64_t i = 0; i < count && i < SHOWN; i++)
        fprintf(stream, "%-12s %.*g to %.*g\n", i ? "" : "support", digits, edges[2 * i], digits, edges[2 * i + 1]);
    if (count > SHOWN) fprintf(stream, "%-12s and %lld more\n", "", (long long)(count - SHOWN));
    rmt_law_atoms(law, SHOWN, places, weights, &count);
    for (int64_t i = 0; i < count && i < SHOWN; i++)
        fprintf(stream, "%-12s %.*g of mass %.*g\n", i ? "" : "atom", digits, places[i], digits, weights[i]);
    if (count > SHOWN) fprintf(stream, "%-12s and %lld more\n", "", (long long)(count - SHOWN));
    if (!rmt_law_moments(law, 2, m))
        fprintf(stream, "%-12s mean %.*g, variance %.*g\n", "moments", digits, m[0], digits, m[1] - m[0] * m[0]);
}

static json_t *pairs(int64_t count, const double *first, const double *second, int64_t stride)
{
    json_t *list = json_array();
    for (int64_t i = 0; i < count && i < ROOM; i++)
        json_array_append_new(
            list, json_pack("[o, o]", report_json_real(first[i * stride]), report_json_real(second[i * stride])));
    return list;
}

json_t *report_json_law(const rmt_law *law)
{
    double edges[2 * ROOM], places[ROOM], weights[ROOM], m[2] = {NAN, NAN};
    int64_t intervals = 0, atoms = 0;
    rmt_law_intervals(law, ROOM, edges, &intervals);
    rmt_law_atoms(law, ROOM, places, weights, &atoms);
    rmt_law_moments(law, 2, m);
    return json_pack("{so, so, sI, so, so}", "intervals", pairs(intervals, edges, edges + 1, 2), "atoms",
                     pairs(atoms, places, weights, 1), "atom_count", (json_int_t)atoms, "mean", report_json_real(m[0]),
                     "variance", report_json_real(m[1] - m[0] * m[0]));
}
