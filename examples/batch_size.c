/*
 * Why small batches regularise (Martin and Mahoney 2021): networks of one hidden layer, the same but for the batch
 * size, learn to tell ones from twos by stochastic gradient descent, equally many passes with the same step.  The
 * larger the batch, the nearer the spectrum of the first layer stays to the Marchenko-Pastur bulk that it was drawn
 * from; the smaller, the more eigenvalues leave it, and the heavier the tail.
 *
 * Takes data/mnist-1-2-images.npy; the labels are beside it.  A second number is the passes over the images.
 */
#include "images.h"

#include <rmt.h>

enum { SMALL = SIDE / 2, INPUTS = SMALL * SMALL, HIDDEN = 96, TEST = 512, TRAIN = IMAGES - TEST, BATCHES = 5 };

typedef struct network {
    double W[INPUTS * HIDDEN], b[HIDDEN], v[HIDDEN], c; /* sigmoid(c + v relu(W^T x + b)); column major */
} network;

/* Means over squares of four pixels, less the mean image. */
static double *reduced(const double *images)
{
    double *X = example_alloc(IMAGES, INPUTS);
    for (int i = 0; i < IMAGES; i++)
        for (int p = 0; p < PIXELS; p++)
            X[i * INPUTS + p / SIDE / 2 * SMALL + p % SIDE / 2] += images[i * PIXELS + p] / 4;
    for (int j = 0; j < INPUTS; j++) {
        double mean = 0;
        for (int i = 0; i < IMAGES; i++) mean += X[i * INPUTS + j] / IMAGES;
        for (int i = 0; i < IMAGES; i++) X[i * INPUTS + j] -= mean;
    }
    return X;
}

/* 1 for twos: the .npy beside the images, "images" in its name changed to "labels". */
static void read_labels(const char *path, double *y)
{
    char name[4096];
    unsigned char head[10], labels[IMAGES];
    const char *at = strstr(path, "images.npy");
    example_expect(at && strlen(path) < sizeof name, "the file is called ...images.npy");
    snprintf(name, sizeof name, "%.*slabels.npy", (int)(at - path), path);
    FILE *file = fopen(name, "rb");
    example_expect(file && fread(head, 1, sizeof head, file) == sizeof head, "the labels can be read");
    example_expect(fseek(file, head[8] + 256 * head[9], SEEK_CUR) == 0, "the header is as long as it says");
    example_expect(fread(labels, 1, sizeof labels, file) == sizeof labels, "there is a label for each image");
    fclose(file);
    for (int i = 0; i < IMAGES; i++) y[i] = labels[i] == 2;
}

/* Hidden values, and the probability of a two. */
static double predict(const network *net, const double *x, double *hidden)
{
    double sum = net->c;
    for (int k = 0; k < HIDDEN; k++) {
        const double *w = net->W + k * INPUTS;
        double t = net->b[k];
        for (int j = 0; j < INPUTS; j++) t += w[j] * x[j];
        hidden[k] = t > 0 ? t : 0;
        sum += net->v[k] * hidden[k];
    }
    return 1 / (1 + exp(-sum));
}

/* One step of the given length along the mean gradient of the images in [from, to) of the order. */
static void step(network *net, const double *X, const double *y, const int *order, int from, int to, double rate)
{
    static network old;
    double hidden[HIDDEN];
    old = *net;
    for (int i = from; i < to; i++) {
        const double *x = X + order[i] * INPUTS;
        const double slope = rate * (predict(&old, x, hidden) - y[order[i]]) / (to - from);
        net->c -= slope;
        for (int k = 0; k < HIDDEN; k++) {
            if (hidden[k] == 0) continue;
            const double back = slope * old.v[k];
            double *w = net->W + k * INPUTS;
            net->v[k] -= slope * hidden[k];
            net->b[k] -= back;
            for (int j = 0; j < INPUTS; j++) w[j] -= back * x[j];
        }
    }
}

static void train(network *net, const double *X, const double *y, int batch, int passes)
{
    static int order[TRAIN];
    uint64_t word = 1;
    for (int i = 0; i < TRAIN; i++) order[i] = i;
    for (int pass = 0; pass < passes; pass++) {
        for (int i = TRAIN - 1; i > 0; i--) {
            word = word * 6364136223846793005u + 1442695040888963407u;
            const int j = (int)((word >> 33) % (uint64_t)(i + 1)), t = order[i];
            order[i] = order[j], order[j] = t;
        }
        for (int from = 0; from < TRAIN; from += batch)
            step(net, X, y, order, from, from + batch < TRAIN ? from + batch : TRAIN, 0.1);
    }
}

typedef struct outcome {
    double accuracy, alpha, distance, largest;
    int spikes;
} outcome;

/* Test images, and the spectrum of W^T W/INPUTS in units of the variance it was drawn with. */
static outcome examine(const network *net, const double *X, const double *y)
{
    static double W[INPUTS * HIDDEN];
    double s[HIDDEN], hidden[HIDDEN], edges[2];
    outcome o = {0};
    rmt_power_law_report fit;
    for (int i = TRAIN; i < IMAGES; i++)
        o.accuracy += ((predict(net, X + i * INPUTS, hidden) > 0.5) == (y[i] > 0.5)) / (double)TEST;
    memcpy(W, net->W, sizeof W);
    example_singular_values(INPUTS, HIDDEN, W, s);
    CHECK(rmt_dmp_support((double)HIDDEN / INPUTS, 1, edges));
    for (int k = 0; k < HIDDEN; k++) {
        s[k] *= s[k];
        o.largest = fmax(o.largest, s[k]);
        o.spikes += s[k] > 1.05 * edges[1];
    }
    CHECK(rmt_power_law_fit(HIDDEN, s, NULL, &fit));
    o.alpha = fit.alpha;
    o.distance = fit.distance;
    return o;
}

int main(int argc, char **argv)
{
    const int batch[BATCHES] = {1, 4, 16, 64, 256};
    const int passes = argc > 2 ? atoi(argv[2]) : 4;
    static double y[IMAGES];
    static network first, net;
    example_expect(argc == 2 || (argc == 3 && passes > 0), "usage: PROGRAM data/mnist-1-2-images.npy [PASSES]");
    double *images = example_images(2, argv), *X = reduced(images), *W = example_normal(INPUTS, HIDDEN, 1),
           *v = example_normal(HIDDEN, 1, 2);
    outcome o[BATCHES];
    read_labels(argv[1], y);
    for (int i = 0; i < INPUTS * HIDDEN; i++) first.W[i] = W[i] / sqrt(INPUTS);
    for (int k = 0; k < HIDDEN; k++) first.v[k] = v[k] / sqrt(HIDDEN);
    printf("batch  accuracy  alpha  distance  largest  spikes\n");
    for (int i = 0; i < BATCHES; i++) {
        net = first;
        train(&net, X, y, batch[i], passes);
        o[i] = examine(&net, X, y);
        printf("%5d  %8.3f  %5.2f  %8.3f  %7.2f  %6d\n", batch[i], o[i].accuracy, o[i].alpha, o[i].distance,
               o[i].largest, o[i].spikes);
    }
    for (int i = 1; i < BATCHES; i++)
        example_expect(o[i].largest < o[i - 1].largest && o[i].spikes <= o[i - 1].spikes,
                       "smaller batches, more spikes");
    example_expect(o[0].spikes > 0 && o[BATCHES - 1].spikes == 0, "from a bulk to spikes");
    free(images), free(X), free(W), free(v);
    return 0;
}
