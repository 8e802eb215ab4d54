/** Reading the graph of data/: edges as pairs of uint16, the spectrum as double, both .npy in C order. */
#ifndef GRAPH_H
#define GRAPH_H

#include "example.h"

#include <string.h>

enum { PAGES = 22470, EDGES = 283091 };

/* The elements of a .npy of version 1, all of the file after its header; they have to be in this machine's byte order.
 */
static inline void example_npy(const char *path, void *elements, size_t bytes)
{
    unsigned char head[10];
    FILE *file = fopen(path, "rb");
    example_expect(file && fread(head, 1, sizeof head, file) == sizeof head, "the file can be read");
    example_expect(memcmp(head, "\x93NUMPY\x01", 7) == 0, "it is a .npy of version 1");
    example_expect(fseek(file, head[8] + 256 * head[9], SEEK_CUR) == 0, "the header is as long as it says");
    example_expect(fread(elements, 1, bytes, file) == bytes && fgetc(file) == EOF, "it holds what it should");
    fclose(file);
}

/* D^-1/2 A D^-1/2 in CSR, A the adjacency matrix, D the degrees: 1 less the normalised Laplacian. */
typedef struct example_graph {
    int64_t ptr[PAGES + 1], colind[2 * EDGES];
    double values[2 * EDGES];
} example_graph;

static inline example_graph *example_read_graph(const char *path)
{
    static uint16_t ends[EDGES][2];
    static double scale[PAGES];
    example_graph *g = calloc(1, sizeof *g);
    example_expect(g, "there is memory");
    example_npy(path, ends, sizeof ends);
    for (int e = 0; e < 2 * EDGES; e++) g->ptr[ends[e / 2][e % 2] + 1]++;
    for (int i = 0; i < PAGES; i++) {
        scale[i] = 1 / sqrt((double)g->ptr[i + 1]);
        g->ptr[i + 1] += g->ptr[i];
    }
    for (int e = 0; e < 2 * EDGES; e++) { /* ptr[i] runs through row i ... */
        const int i = ends[e / 2][e % 2], j = ends[e / 2][1 - e % 2];
        g->colind[g->ptr[i]] = j;
        g->values[g->ptr[i]++] = scale[i] * scale[j];
    }
    memmove(g->ptr + 1, g->ptr, PAGES * sizeof g->ptr[0]); /* ... and ends where row i + 1 begins */
    g->ptr[0] = 0;
    return g;
}

#endif
