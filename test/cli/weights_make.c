/*
 * weights_make FILE NAME:TYPE:SHAPE:KIND ...: a safetensors file of these tensors.  TYPE is F64, F32, F16, BF16 or I8,
 * SHAPE 60x40 or nothing (one element); of the last two dimensions m x n, KIND makes
 *
 *     gauss     independent normal entries
 *     power     a diagonal: W^T W has the quantiles of a power law of alpha = 3 on [1, infinity) as eigenvalues
 *     spikes    gauss, and three directions far beyond its edge
 *     low       rank 2
 *     zero      zeros
 *     one       ones
 *     nan       gauss, but for one NaN
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIMS = 8, MOST = 64 };

typedef struct tensor {
    const char *name, *kind;
    char type[8], shape[80];
    long dims[DIMS], count, bytes;
    int ndim;
} tensor;

/* Box and Muller on a linear congruential generator. */
static double normal(void)
{
    static uint64_t state = 12345;
    double u[2];
    for (int i = 0; i < 2; i++) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        u[i] = ((double)(state >> 11) + 0.5) / 0x1p53;
    }
    return sqrt(-2 * log(u[0])) * cos(2 * acos(-1.0) * u[1]);
}

static double entry(const tensor *t, long k)
{
    const long n = t->ndim > 0 ? t->dims[t->ndim - 1] : 1, m = t->ndim > 1 ? t->dims[t->ndim - 2] : 1;
    const long i = k / n % m, j = k % n, least = m < n ? m : n;
    if (!strcmp(t->kind, "zero")) return 0;
    if (!strcmp(t->kind, "one")) return 1;
    if (!strcmp(t->kind, "power")) return i == j ? pow(1 - ((double)i + 0.5) / (double)least, -0.25) : 0;
    if (!strcmp(t->kind, "low")) return cos((double)i) * sin(3 * (double)j) + cos(2 * (double)i) * sin(5 * (double)j);
    if (!strcmp(t->kind, "nan") && k == t->count / 2) return (double)NAN;
    double x = normal();
    if (!strcmp(t->kind, "spikes"))
        for (int s = 1; s <= 3; s++) x += (1 + s) * cos(s * (double)i) * cos((s + 3) * (double)j);
    return x;
}

static int width_of(const char *type)
{
    return !strcmp(type, "F64") ? 8 : !strcmp(type, "F32") ? 4 : !strcmp(type, "I8") ? 1 : 2;
}

/* Numbers of 16 bits by truncation of a float; the half only of normal numbers. */
static void put(const char *type, double x, FILE *f)
{
    const float single = (float)x;
    uint32_t bits;
    memcpy(&bits, &single, sizeof bits);
    if (!strcmp(type, "F64")) fwrite(&x, sizeof x, 1, f);
    if (!strcmp(type, "F32")) fwrite(&single, sizeof single, 1, f);
    if (!strcmp(type, "I8")) fputc((int)lrint(10 * x) & 255, f);
    uint16_t narrow = (uint16_t)(bits >> 16);
    if (!strcmp(type, "F16")) {
        const int exponent = (int)(bits >> 23 & 255) - 112;
        narrow =
            (uint16_t)((bits >> 16 & 0x8000) | (exponent > 0 ? (uint32_t)exponent << 10 | (bits >> 13 & 0x3ff) : 0));
    }
    if (width_of(type) == 2) fwrite(&narrow, sizeof narrow, 1, f);
}

/* From the end, for names have colons. */
static void parse(char *word, tensor *t)
{
    char *colon = strrchr(word, ':');
    t->kind = colon + 1;
    *colon = '\0';
    colon = strrchr(word, ':');
    snprintf(t->shape, sizeof t->shape, "%s", colon + 1);
    *colon = '\0';
    colon = strrchr(word, ':');
    snprintf(t->type, sizeof t->type, "%s", colon + 1);
    *colon = '\0';
    t->name = word;
    t->count = 1;
    for (char *p = t->shape; *p; p++) {
        char *end = NULL;
        t->dims[t->ndim] = strtol(p, &end, 10);
        t->count *= t->dims[t->ndim++];
        if (!*end) break;
        *end = ',';
        p = end;
    }
    t->bytes = t->count * width_of(t->type);
}

int main(int argc, char **argv)
{
    static tensor tensors[MOST];
    static char header[MOST * 256];
    long at = 0;
    size_t used = 0;
    const int count = argc - 2;
    FILE *f = argc > 1 && count <= MOST ? fopen(argv[1], "wb") : NULL;
    if (!f) return 2;
    for (int i = 0; i < count; i++) {
        tensor *t = &tensors[i];
        parse(argv[i + 2], t);
        used += (size_t)snprintf(header + used, sizeof header - used,
                                 "%s\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%ld,%ld]}", i ? "," : "{",
                                 t->name, t->type, t->shape, at, at + t->bytes);
        at += t->bytes;
    }
    used += (size_t)snprintf(header + used, sizeof header - used, count ? "}" : "{}");
    while (used % 8) header[used++] = ' ';
    const uint64_t length = used;
    fwrite(&length, sizeof length, 1, f);
    fwrite(header, 1, used, f);
    for (int i = 0; i < count; i++)
        for (long k = 0; k < tensors[i].count; k++) put(tensors[i].type, entry(&tensors[i], k), f);
    return fclose(f) != 0;
}
