/*
 * Two tall least-squares problems from images of ones and twos, written as uint8 .npy for the command to read:
 *
 *     label   from the pixels of an image, whether it is a one or a two
 *     pixel   from the 440 pixels around it in a 21 x 21 window, the pixel in the middle
 *
 * Two images of three train, the third tests.  A last column of 255 is the intercept.  MNIST has pixels that are never
 * lit: columns of zeros, of which least squares cannot tell the coefficient.  Columns lit in fewer than ten training
 * rows are left out, and what remains has full rank; label_columns.txt and pixel_columns.txt say which are in.
 *
 *     make_problems IMAGES.npy LABELS.npy FOLDER
 */
#include "demo.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 28, PIXELS = SIDE * SIDE, WINDOW = 21, FEW = 10, INTERCEPT = 255 };

typedef struct problem {
    const char *name;
    int64_t cols, rows[2]; /* candidates, without the intercept; rows to train and to test */
    uint8_t *features[2], *b[2];
} problem;

static problem start(const char *name, int64_t cols, int64_t most_rows)
{
    problem p = {.name = name, .cols = cols};
    for (int part = 0; part < 2; part++) {
        p.features[part] = demo_allocate(most_rows, cols);
        p.b[part] = demo_allocate(most_rows, 1);
    }
    return p;
}

static bool tests(int64_t image)
{
    return image % 3 == 2;
}

static problem label_problem(const demo_matrix *images, const demo_matrix *labels)
{
    problem p = start("label", PIXELS, images->rows);
    for (int64_t i = 0; i < images->rows; i++) {
        const int part = tests(i);
        const int64_t row = p.rows[part]++;
        for (int64_t j = 0; j < PIXELS; j++)
            p.features[part][row * PIXELS + j] = (uint8_t)images->values[i + j * images->rows];
        p.b[part][row] = (uint8_t)labels->values[i];
    }
    return p;
}

static problem pixel_problem(const demo_matrix *images)
{
    const int64_t around = WINDOW * WINDOW - 1, places = SIDE - WINDOW + 1;
    problem p = start("pixel", around, images->rows * places * places);
    for (int64_t k = 0; k < images->rows * places * places; k++) {
        const int64_t i = k / (places * places), top = k / places % places, left = k % places;
        const int part = tests(i);
        uint8_t *row = p.features[part] + p.rows[part] * around;
        for (int64_t w = 0; w < WINDOW * WINDOW; w++) {
            const int64_t pixel = (top + w / WINDOW) * SIDE + left + w % WINDOW;
            const uint8_t value = (uint8_t)images->values[i + pixel * images->rows];
            if (w == around / 2)
                p.b[part][p.rows[part]] = value;
            else
                *row++ = value;
        }
        p.rows[part]++;
    }
    return p;
}

/* Which columns are lit in enough training rows. */
static int64_t choose_columns(const problem *p, int64_t *chosen)
{
    int64_t count = 0;
    for (int64_t j = 0; j < p->cols; j++) {
        int64_t lit = 0;
        for (int64_t i = 0; i < p->rows[0]; i++) lit += p->features[0][i * p->cols + j] != 0;
        if (lit >= FEW) chosen[count++] = j;
    }
    return count;
}

static void write_problem(const problem *p, const char *folder)
{
    char path[1024];
    int64_t *chosen = demo_allocate(p->cols, sizeof *chosen);
    const int64_t kept = choose_columns(p, chosen), width = kept + 1;
    for (int part = 0; part < 2; part++) {
        const char *purpose = part ? "test" : "train";
        uint8_t *A = demo_allocate(p->rows[part], width);
        for (int64_t i = 0; i < p->rows[part]; i++) {
            for (int64_t j = 0; j < kept; j++) A[i * width + j] = p->features[part][i * p->cols + chosen[j]];
            A[i * width + kept] = INTERCEPT;
        }
        snprintf(path, sizeof path, "%s/%s_%s_A.npy", folder, p->name, purpose);
        demo_write_bytes(path, p->rows[part], width, A);
        snprintf(path, sizeof path, "%s/%s_%s_b.npy", folder, p->name, purpose);
        demo_write_bytes(path, p->rows[part], 1, p->b[part]);
        free(A);
    }
    snprintf(path, sizeof path, "%s/%s_columns.txt", folder, p->name);
    FILE *list = fopen(path, "w");
    if (!list) demo_fail(path, "cannot be written");
    for (int64_t j = 0; j < kept; j++) fprintf(list, "%lld\n", (long long)chosen[j]);
    if (fclose(list)) demo_fail(path, "cannot be written");
    printf("%s: %lld rows to train, %lld to test, %lld of %lld columns and the intercept\n", p->name,
           (long long)p->rows[0], (long long)p->rows[1], (long long)kept, (long long)p->cols);
    free(chosen);
}

static void release(problem *p)
{
    for (int part = 0; part < 2; part++) free(p->features[part]), free(p->b[part]);
}

int main(int argc, char **argv)
{
    if (argc != 4) demo_fail("usage", "make_problems IMAGES.npy LABELS.npy FOLDER");
    demo_matrix images = demo_read(argv[1]), labels = demo_read(argv[2]);
    if (images.cols != PIXELS || labels.rows * labels.cols != images.rows) demo_fail(argv[1], "not 28 x 28 images");
    problem p = label_problem(&images, &labels), q = pixel_problem(&images);
    write_problem(&p, argv[3]);
    write_problem(&q, argv[3]);
    release(&p), release(&q);
    free(images.values), free(labels.values);
    return 0;
}
