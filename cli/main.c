/* The randlapack command: words that are no verb, and the hand-over to one that is. */
#include "colour.h"
#include "completion.h"
#include "interrupt.h"
#include "randblas.h"
#include "verbs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_help(FILE *stream)
{
    fputs("Usage: randlapack VERB [OPTION]... [FILE]...\n"
          "       randlapack help [VERB]\n"
          "       randlapack completion bash | zsh\n"
          "       randlapack --version | --help\n"
          "Randomised linear algebra on matrices in .npy and Matrix Market files.\n\n"
          "Verbs:\n",
          stream);
    for (int i = 0; i < verbs_count; i++) fprintf(stream, "  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
}

static int refuse(const char *what, const char *word)
{
    fprintf(stderr, "%srandlapack:%s %s%s%s%s\nTry 'randlapack help'.\n", colour_begin(stderr, COLOUR_BAD),
            colour_end(stderr), what, word ? " '" : "", word ? word : "", word ? "'" : "");
    return CLI_USAGE;
}

static int help(int argc, char **argv)
{
    if (argc > 2) return refuse("help takes one verb, not also", argv[2]);
    if (argc < 2) {
        print_help(stdout);
        return CLI_OK;
    }
    const verb *asked = verb_find(argv[1]);
    if (!asked) return refuse("unknown verb", argv[1]);
    asked->help(asked, stdout);
    return CLI_OK;
}

static int completion(int argc, char **argv)
{
    cli_error error;
    int shell = 0;
    if (argc != 2) return refuse("completion takes one word, bash or zsh", NULL);
    const int code = names_choose(&completion_shells, argv[1], &shell, &error);
    if (code) return cli_complain("completion", code, "%s", error.text);
    completion_print(shell, stdout);
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
    if (!strcmp(word, "completion")) return completion(argc - 1, argv + 1);
    if (word[0] == '-') return refuse("unknown option", word);
    const verb *asked = verb_find(word);
    return asked ? asked->main(argc - 1, argv + 1) : refuse("unknown verb", word);
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
