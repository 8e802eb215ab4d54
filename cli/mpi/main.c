/* The command that mpirun starts in several processes: a table of the verbs that run in them. */
#include "mpi_verbs.h"

#include "interrupt.h"
#include "logdet.h"
#include "lstsq.h"
#include "threads.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *summary;
    int (*run)(const processes *p, int argc, char **argv);
    void (*help)(FILE *stream);
} verbs[] = {
    {"lstsq", "least squares, min ||A x - b||, A of at least as many rows as columns", mpi_lstsq, lstsq_help},
    {"svd", "truncated singular value decomposition, A ~ U diag(s) V^T", mpi_svd, mpi_svd_help},
    {"logdet", "log-determinant", mpi_logdet, logdet_help},
};
enum { VERBS = sizeof verbs / sizeof verbs[0] };

static void print_help(void)
{
    fputs("Usage: mpirun [OPTION]... randlapack-mpi VERB [OPTION]... [FILE]...\n"
          "       randlapack-mpi help [VERB]\n"
          "       randlapack-mpi --version | --help\n"
          "Verbs of randlapack whose matrix is spread over processes, each of which reads its rows of a .npy file.\n\n"
          "Verbs:\n",
          stdout);
    for (int i = 0; i < VERBS; i++) printf("  %-8s %s\n", verbs[i].name, verbs[i].summary);
}

static int find_verb(const char *name)
{
    int i = 0;
    while (i < VERBS && strcmp(name, verbs[i].name) != 0) i++;
    return i;
}

static int refuse(const processes *p, const char *what, const char *word)
{
    if (processes_speaks(p))
        fprintf(stderr, "randlapack-mpi: %s%s%s%s\nTry 'randlapack-mpi help'.\n", what, word ? " '" : "",
                word ? word : "", word ? "'" : "");
    return CLI_USAGE;
}

static int help(const processes *p, int argc, char **argv)
{
    const int found = argc < 2 ? VERBS : find_verb(argv[1]);
    if (argc > 2) return refuse(p, "help takes one verb, not also", argv[2]);
    if (argc == 2 && found == VERBS) return refuse(p, "unknown verb", argv[1]);
    if (!processes_speaks(p)) return CLI_OK;
    if (argc < 2)
        print_help();
    else
        verbs[found].help(stdout);
    return CLI_OK;
}

static int run(processes *p, int argc, char **argv)
{
    if (argc < 2) return refuse(p, "a verb is missing", NULL);
    const char *word = argv[1];
    if (!strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h")) return help(p, argc - 1, argv + 1);
    if (!strcmp(word, "--version") || !strcmp(word, "-V")) {
        if (processes_speaks(p)) printf("randlapack-mpi %s\n", randblas_version());
        return CLI_OK;
    }
    if (word[0] == '-') return refuse(p, "unknown option", word);
    const int found = find_verb(word);
    if (found == VERBS) return refuse(p, "no verb for several processes is called", word);
    if (!getenv("OMP_NUM_THREADS")) threads_set(1); /* the processes are the parallelism */
    const int info = randlapack_mpi_create(MPI_COMM_WORLD, NULL, &p->group);
    const cli_error error = {"memory for messages could not be allocated"};
    int code = processes_agree(p, info ? CLI_INTERNAL : CLI_OK, word, &error);
    if (!code) code = verbs[found].run(p, argc - 1, argv + 1);
    randlapack_mpi_destroy(p->group);
    return code;
}

/* Signals reach all processes through mpirun. */
int main(int argc, char **argv)
{
    processes p = {.rank = 0};
    MPI_Init(&argc, &argv);
    interrupt_install();
    MPI_Comm_rank(MPI_COMM_WORLD, &p.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &p.size);
    int code = run(&p, argc, argv);
    code = cli_finish_stdout(code);
    code = processes_follow(&p, code);
    MPI_Finalize();
    return code;
}
