/** Reading the images of data/: a .npy of uint8 in C order. */
#ifndef IMAGES_H
#define IMAGES_H

#include "example.h"

#include <string.h>

enum { IMAGES = 3072, PIXELS = 784, SIDE = 28 };

/* One image a row, row major, grey levels between 0 and 1. */
static inline double *example_images(int argc, char **argv)
{
    static unsigned char bytes[IMAGES * PIXELS];
    unsigned char head[10];
    example_expect(argc == 2, "usage: PROGRAM data/mnist-1-2-images.npy");
    FILE *file = fopen(argv[1], "rb");
    example_expect(file && fread(head, 1, sizeof head, file) == sizeof head, "the file can be read");
    example_expect(memcmp(head, "\x93NUMPY\x01", 7) == 0, "it is a .npy of version 1");
    example_expect(fseek(file, head[8] + 256 * head[9], SEEK_CUR) == 0, "the header is as long as it says");
    example_expect(fread(bytes, 1, sizeof bytes, file) == sizeof bytes, "there are 3072 images of 28 x 28");
    fclose(file);
    double *A = example_alloc(IMAGES, PIXELS);
    for (int i = 0; i < IMAGES * PIXELS; i++) A[i] = bytes[i] / 255.0;
    return A;
}

#endif
