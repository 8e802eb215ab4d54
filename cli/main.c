/* The randlapack command: a table of verbs. */
#include "decompress.h"
#include "eig.h"
#include "id.h"
#include "interrupt.h"
#include "law.h"
#include "logdet.h"
#include "lstsq.h"
#include "nnerror.h"
#include "qr.h"
#include "svd.h"
#include "weights.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
    void (*help)(FILE *stream);
} verbs[] = {
    {"lstsq", "least squares, min ||A x - b||", lstsq_main, lstsq_help},
    {"svd", "truncated singular value decomposition, A ~ U diag(s) V^T", svd_main, svd_help},
    {"eig", "leading eigenpairs of a symmetric matrix, A ~ Q diag(w) Q^T", eig_main, eig_help},
    {"id", "a matrix through some of its own columns and rows, and CUR", id_main, id_help},
    {"decompress", "the spectrum of a large symmetric matrix from a random block", decompress_main, decompress_help},
    {"law", "densities, transforms, samples and fits of laws of random matrices", law_main, law_help},
    {"logdet", "log-determinant, also of a matrix larger than memory", logdet_main, logdet_help},
    {"nnerror", "errors of random-feature ridge regression: theory and simulation", nnerror_main, nnerror_help},
    {"qr", "QR factorisation with column pivoting, A P = Q R", qr_main, qr_help},
    {"weights", "spectra of the weight matrices of a trained network", weights_main, weights_help},
};
enum { VERBS = sizeof verbs / sizeof verbs[0] };

static void print_help(FILE *stream)
{
    fputs("Usage: randlapack VERB [OPTION]... [FILE]...\n"
          "       randlapack help [VERB]\n"
          "       randlapack --version | --help\n"
          "Randomised linear algebra on matrices in .npy and Matrix Market files.\n\n"
          "Verbs:\n",
          stream);
    for (int i = 0; i < VERBS; i++) fprintf(stream, "  %-10s %s\n", verbs[i].name, verbs[i].summary);
}

static int find_verb(const char *name)
{
    int i = 0;
    while (i < VERBS && strcmp(name, verbs[i].name) != 0) i++;
    return i;
}

static int refuse(const char *what, const char *word)
{
    fprintf(stderr, "randlapack: %s%s%s%s\nTry 'randlapack help'.\n", what, word ? " '" : "", word ? word : "",
            word ? "'" : "");
    return CLI_USAGE;
}

static int help(int argc, char **argv)
{
    if (argc > 2) return refuse("help takes one verb, not also", argv[2]);
    if (argc < 2) {
        print_help(stdout);
        return CLI_OK;
    }
    const int verb = find_verb(argv[1]);
    if (verb == VERBS) return refuse("unknown verb", argv[1]);
    verbs[verb].help(stdout);
    return CLI_OK;
}

static int run(int argc, char **argv)
{
    if (argc < 2) return refuse("a verb is missing", NULL);
    const char *word = argv[1];
    if (!strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h")) return help(argc - 1, argv + 1);
    if (!strcmp(word, "--version") || !strcmp(word, "-V")) {
        printf("randlapack %s\n", randblas_version());
        return CLI_OK;
    }
    if (word[0] == '-') return refuse("unknown option", word);
    const int verb = find_verb(word);
    return verb == VERBS ? refuse("unknown verb", word) : verbs[verb].run(argc - 1, argv + 1);
}

/* ---------------------------------------------------------------- under mpirun ------------------------------------ */

/* A number that starters of MPI programs leave in the environment. */
static int from_environment(const char *const *names, int otherwise)
{
    for (; *names; names++)
        if (getenv(*names)) return atoi(getenv(*names));
    return otherwise;
}

/* The program beside this one, else in the PATH; returns only if there is none. */
static void become(const char *program, char **argv)
{
    char own[4096], path[4096 + 64];
    const ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    argv[0] = (char *)(uintptr_t)program;
    own[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(own, '/');
    if (slash) {
        *slash = '\0';
        snprintf(path, sizeof path, "%s/%s", own, program);
        execv(path, argv);
    }
    execvp(program, argv);
}

/* One of several processes that MPI has started is randlapack-mpi's work. */
static int hand_over(char **argv)
{
    static const char *const ranks[] = {"OMPI_COMM_WORLD_RANK", "PMI_RANK", NULL};
    become("randlapack-mpi", argv);
    if (from_environment(ranks, 0) > 0) return CLI_USAGE;
    return cli_complain("mpirun", CLI_USAGE, "several processes need randlapack-mpi, which cannot be run: %s",
                        strerror(errno));
}

int main(int argc, char **argv)
{
    static const char *const sizes[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", NULL};
    if (from_environment(sizes, 1) > 1) return hand_over(argv);
    interrupt_install();
    return cli_finish_stdout(run(argc, argv));
}
