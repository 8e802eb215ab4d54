/* Mapping of input files, with a guard for files that shrink under us. */
#include "mapped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is mapped, for the handler of SIGBUS: a verb has few inputs, a large model many files. */
enum { MAX_MAPPINGS = 1024 };
static struct {
    const char *path;
    const char *volatile begin;
    size_t size;
} mappings[MAX_MAPPINGS];

static void say(const char *text)
{
    if (write(STDERR_FILENO, text, strlen(text)) < 0) return; /* nothing more can be done */
}

static void on_bus_error(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    const char *address = info->si_addr;
    for (int i = 0; i < MAX_MAPPINGS; i++) {
        const char *begin = mappings[i].begin;
        if (!begin || address < begin || address >= begin + mappings[i].size) continue;
        say("\nrandlapack: ");
        say(mappings[i].path);
        say(": shrank or could not be read while it was in use\n");
        _exit(CLI_INPUT);
    }
    signal(signal_number, SIG_DFL); /* not ours: let it happen again */
}

static bool guard(const char *path, const void *bytes, size_t size)
{
    for (int i = 0; i < MAX_MAPPINGS; i++) {
        if (mappings[i].begin) continue;
        mappings[i].path = path;
        mappings[i].size = size;
        mappings[i].begin = bytes;
        struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO};
        sigemptyset(&action.sa_mask);
        return !sigaction(SIGBUS, &action, NULL);
    }
    return false;
}

/* O_NONBLOCK: a pipe must not hang us. */
int regular_file_open(const char *path, int *fd, size_t *size, cli_error *error)
{
    struct stat status;
    *fd = open(strcmp(path, "-") ? path : "/dev/stdin", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0) return cli_fail(error, CLI_INPUT, "cannot be opened: %s", strerror(errno));
    if (fstat(*fd, &status)) return cli_fail(error, CLI_INPUT, "cannot be examined: %s", strerror(errno));
    if (S_ISDIR(status.st_mode)) return cli_fail(error, CLI_INPUT, "is a directory");
    if (!S_ISREG(status.st_mode))
        return cli_fail(error, CLI_INPUT, "is not a regular file, but what is done with it reads at any place");
    if (status.st_size == 0) return cli_fail(error, CLI_INPUT, "is empty");
    if ((uintmax_t)status.st_size > PTRDIFF_MAX) return cli_fail(error, CLI_INPUT, "is too large for this machine");
    *size = (size_t)status.st_size;
    return CLI_OK;
}

int mapped_file_open(const char *path, void **bytes, size_t *size, cli_error *error)
{
    int fd;
    *bytes = NULL;
    *size = 0;
    int code = regular_file_open(path, &fd, size, error);
    if (!code) {
        void *map = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map == MAP_FAILED)
            code = cli_fail(error, CLI_INPUT, "cannot be mapped: %s", strerror(errno));
        else if (!guard(path, map, *size)) {
            munmap(map, *size);
            code = cli_fail(error, CLI_INTERNAL, "cannot be mapped: too many files");
        } else
            *bytes = map;
    }
    if (fd >= 0) close(fd);
    return code;
}

void mapped_file_close(void *bytes, size_t size)
{
    if (!bytes) return;
    for (int i = 0; i < MAX_MAPPINGS; i++)
        if (mappings[i].begin == bytes) mappings[i].begin = NULL;
    munmap(bytes, size);
}
