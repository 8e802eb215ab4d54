/* Atomic output; see atomic_file.h. */
#include "atomic_file.h"

#include "interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(cli_error *error, const char *what)
{
    return cli_fail(error, CLI_OUTPUT, "cannot be %s: %s", what, strerror(errno));
}

static mode_t default_mode(void)
{
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Bytes of path up to and with its last slash. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* A new file beside the target, with the permissions that the target has or shall have. */
static int open_temporary(atomic_file *file, mode_t mode, cli_error *error)
{
    static const char pattern[] = ".randlapack-XXXXXX";
    const size_t folder = folder_length(file->target);
    char *name = malloc(folder + sizeof pattern);
    if (!name) return fail(error, "created");
    memcpy(name, file->target, folder);
    memcpy(name + folder, pattern, sizeof pattern);
    file->fd = mkstemp(name);
    if (file->fd < 0) {
        free(name);
        return fail(error, "created");
    }
    file->temporary = name;
    interrupt_unlink(name);
    return fchmod(file->fd, mode) ? fail(error, "created") : CLI_OK;
}

static int open_existing(atomic_file *file, const char *path, const struct stat *status, cli_error *error)
{
    if (S_ISDIR(status->st_mode)) return cli_fail(error, CLI_OUTPUT, "is a directory");
    if (access(path, W_OK)) return fail(error, "written");
    if (S_ISREG(status->st_mode)) {
        file->target = realpath(path, NULL);
        return file->target ? open_temporary(file, status->st_mode & 07777, error) : fail(error, "written");
    }
    file->in_place = true;
    file->fd = open(path, O_WRONLY | O_CLOEXEC);
    return file->fd < 0 ? fail(error, "opened") : CLI_OK;
}

int atomic_file_open(atomic_file *file, const char *path, cli_error *error)
{
    struct stat status;
    *file = (atomic_file){.fd = -1};
    int code;
    if (!stat(path, &status))
        code = open_existing(file, path, &status, error);
    else if (errno != ENOENT || path[folder_length(path)] == '\0')
        code = fail(error, "created");
    else {
        file->target = strdup(path);
        code = file->target ? open_temporary(file, default_mode(), error) : fail(error, "created");
    }
    return code ? atomic_file_close(file, code, error) : CLI_OK;
}

int atomic_file_write(atomic_file *file, const void *bytes, size_t size, cli_error *error)
{
    enum { MOST = 1 << 20 }; /* so that an interrupt is seen soon */
    const char *p = bytes;
    while (size > 0) {
        if (interrupt_signal())
            return cli_fail(error, CLI_SIGNAL + interrupt_signal(), "interrupted; nothing was written");
        const ssize_t n = write(file->fd, p, size < MOST ? size : MOST);
        if (n < 0 && errno != EINTR) return fail(error, "written");
        if (n <= 0) continue;
        p += n;
        size -= (size_t)n;
    }
    return CLI_OK;
}

void atomic_file_synchronise_parent(const char *path)
{
    const size_t length = folder_length(path);
    char *folder = length ? strdup(path) : strdup(".");
    if (!folder) return;
    if (length) folder[length] = '\0';
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        if (fsync(fd)) errno = 0;
        close(fd);
    }
    free(folder);
}

int atomic_file_close(atomic_file *file, int code, cli_error *error)
{
    const bool renamed = file->temporary != NULL;
    if (!code && !file->in_place && fsync(file->fd)) code = fail(error, "written");
    if (file->fd >= 0 && close(file->fd) && !code) code = fail(error, "written");
    if (!code && renamed && rename(file->temporary, file->target)) code = fail(error, "renamed");
    if (renamed) {
        if (code) unlink(file->temporary);
        interrupt_unlink(NULL);
        if (!code) atomic_file_synchronise_parent(file->target);
    }
    free(file->temporary);
    free(file->target);
    *file = (atomic_file){.fd = -1};
    return code;
}

int atomic_file_check(const char *path, cli_error *error)
{
    struct stat status;
    atomic_file file;
    if (!stat(path, &status) && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return access(path, W_OK) ? fail(error, "written") : CLI_OK; /* a pipe should not be opened twice */
    const int code = atomic_file_open(&file, path, error);
    if (code) return code;
    atomic_file_close(&file, CLI_OUTPUT, error); /* as if writing had failed: removes it */
    return CLI_OK;
}
