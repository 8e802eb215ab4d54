/* Reading pipes; see piped_file.h.  The memory is mapped, so that it grows without being copied. */
#define _GNU_SOURCE /* mremap */
#include "piped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FIRST_ROOM = 1 << 20,
    PATIENCE = 100,
    LOOK = 64
}; /* bytes; milliseconds between two looks at the signals; bytes */

/* Memory that grows. */
typedef struct buffer {
    unsigned char *bytes;
    size_t used, room;
} buffer;

static bool is_standard_input(const char *path)
{
    return !strcmp(path, "-") || !strcmp(path, "/dev/stdin");
}

bool piped_file_is(const char *path)
{
    struct stat status;
    const bool standard = is_standard_input(path);
    if (standard ? fstat(STDIN_FILENO, &status) : stat(path, &status)) return false;
    if (S_ISREG(status.st_mode)) return standard && lseek(STDIN_FILENO, 0, SEEK_CUR) > 0; /* its rest */
    return S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode) || S_ISSOCK(status.st_mode);
}

/* What has been read from standard input is gone.  O_NONBLOCK: no waiting for a writer but in poll(). */
static int open_pipe(const char *path, int *fd, cli_error *error)
{
    static bool taken;
    if (!is_standard_input(path)) {
        *fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        return *fd < 0 ? cli_fail(error, CLI_INPUT, "cannot be opened: %s", strerror(errno)) : CLI_OK;
    }
    if (taken) return cli_fail(error, CLI_INPUT, "is standard input, which has been read already");
    taken = true;
    *fd = STDIN_FILENO;
    return CLI_OK;
}

static bool grow(buffer *b)
{
    const size_t room = b->room ? 2 * b->room : FIRST_ROOM;
    void *bytes = b->room ? mremap(b->bytes, b->room, room, MREMAP_MAYMOVE)
                          : mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bytes == MAP_FAILED) return false;
    b->bytes = bytes;
    b->room = room;
    return true;
}

/* The bytes there are; 0: none yet, -1: there will be no more, -2: errno. */
static ssize_t read_some(int fd, buffer *b)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    if (poll(&ready, 1, PATIENCE) <= 0) return 0;
    const ssize_t n = read(fd, b->bytes + b->used, b->room - b->used);
    if (n < 0) return errno == EAGAIN || errno == EINTR ? 0 : -2;
    return n ? n : -1;
}

static int read_all(int fd, bool (*wanted)(const unsigned char *, size_t), const matrix_request *request, buffer *b,
                    cli_error *error)
{
    bool looked = false;
    for (;;) {
        if (request->progress && request->progress(request->context, "reading", -1)) return MATRIX_CANCELLED;
        if (b->used == b->room && !grow(b))
            return cli_fail(error, CLI_INTERNAL, "memory for it could not be allocated");
        const ssize_t n = read_some(fd, b);
        if (n == -2) return cli_fail(error, CLI_INPUT, "cannot be read: %s", strerror(errno));
        if (n == -1) return b->used ? CLI_OK : cli_fail(error, CLI_INPUT, "is empty");
        b->used += n > 0 ? (size_t)n : 0;
        if (!looked && b->used >= LOOK && !wanted(b->bytes, b->used)) return CLI_OK; /* no need for the rest */
        looked = b->used >= LOOK;
    }
}

int piped_file_read(const char *path, bool (*wanted)(const unsigned char *bytes, size_t size),
                    const matrix_request *request, void **bytes, size_t *size, cli_error *error)
{
    buffer b = {NULL, 0, 0};
    int fd = -1, code = open_pipe(path, &fd, error);
    *bytes = NULL;
    *size = 0;
    if (!code) code = read_all(fd, wanted, request, &b, error);
    if (fd > STDIN_FILENO) close(fd);
    if (code) {
        if (b.room) munmap(b.bytes, b.room);
        return code;
    }
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), kept = (b.used + page - 1) / page * page;
    if (kept < b.room) munmap(b.bytes + kept, b.room - kept);
    *bytes = b.bytes;
    *size = b.used;
    return CLI_OK;
}
