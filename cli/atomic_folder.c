/* Atomic output folders; see atomic_folder.h. */
#include "atomic_folder.h"

#include "interrupt.h"

#include <dirent.h>
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

/* Two strings in one, or NULL. */
static char *join(const char *a, const char *b)
{
    const size_t size = strlen(a) + strlen(b) + 1;
    char *text = malloc(size);
    if (text) snprintf(text, size, "%s%s", a, b);
    return text;
}

/* ---------------------------------------------------------------- what is there ----------------------------------- */

static bool is_product(int folder, const char *name)
{
    static const char *const products[] = {"I.npy", "J.npy", "P.npy", "Q.npy", "R.npy", "s.npy",
                                           "U.npy", "V.npy", "W.npy", "w.npy", "Z.npy"};
    struct stat status;
    for (size_t i = 0; i < sizeof products / sizeof products[0]; i++)
        if (!strcmp(name, products[i]))
            return !fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) && S_ISREG(status.st_mode);
    return false;
}

static bool is_dot(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

/* That nothing is in a folder but what verbs write. */
static int check_contents(const char *path, cli_error *error)
{
    DIR *stream = opendir(path);
    if (!stream) return fail(error, "read");
    int code = CLI_OK;
    for (const struct dirent *entry; !code && (entry = readdir(stream));)
        if (!is_dot(entry->d_name) && !is_product(dirfd(stream), entry->d_name))
            code = cli_fail(error, CLI_OUTPUT, "holds '%s', which no verb writes; --force will not remove it",
                            entry->d_name);
    closedir(stream);
    return code;
}

/* Remove a folder and what verbs write into it. */
static void discard(const char *path)
{
    DIR *stream = opendir(path);
    if (!stream) return;
    for (const struct dirent *entry; (entry = readdir(stream));)
        if (is_product(dirfd(stream), entry->d_name)) unlinkat(dirfd(stream), entry->d_name, 0);
    closedir(stream);
    rmdir(path);
}

/* ---------------------------------------------------------------- opening ----------------------------------------- */

static mode_t default_mode(void)
{
    const mode_t mask = umask(0);
    umask(mask);
    return 0777 & ~mask;
}

/* The target, and the permissions that it has or shall have. */
static int find_target(atomic_folder *folder, const char *path, bool replace, mode_t *mode, cli_error *error)
{
    struct stat status;
    *mode = default_mode();
    if (!stat(path, &status)) {
        if (!S_ISDIR(status.st_mode)) return cli_fail(error, CLI_OUTPUT, "exists and is not a folder");
        if (!replace) return cli_fail(error, CLI_OUTPUT, "exists; --force replaces it");
        folder->replaces = true;
        folder->target = realpath(path, NULL);
        *mode = status.st_mode & 07777;
        return folder->target ? check_contents(path, error) : fail(error, "replaced");
    }
    if (errno != ENOENT || !*path) return fail(error, "created");
    if (!lstat(path, &status)) return cli_fail(error, CLI_OUTPUT, "is a link to nothing");
    folder->target = strdup(path);
    if (!folder->target) return fail(error, "created");
    for (size_t n = strlen(path); n > 1 && folder->target[n - 1] == '/'; n--) folder->target[n - 1] = '\0';
    return CLI_OK;
}

/* What a second signal shall remove: files first. */
static void tell_interrupt(atomic_folder *folder)
{
    interrupt_remove(NULL);
    memcpy(folder->all, folder->paths, (size_t)folder->files * sizeof folder->paths[0]);
    folder->all[folder->files] = folder->temporary;
    folder->all[folder->files + 1] = NULL;
    interrupt_remove(folder->all);
}

static int make_temporary(atomic_folder *folder, mode_t mode, cli_error *error)
{
    const char *slash = strrchr(folder->target, '/');
    const size_t length = slash ? (size_t)(slash - folder->target) + 1 : 0;
    static const char pattern[] = ".randlapack-XXXXXX";
    char *name = join(folder->target, pattern); /* longer than needed: the last part of the target goes */
    if (!name) return fail(error, "created");
    memcpy(name + length, pattern, sizeof pattern);
    if (!mkdtemp(name)) {
        free(name);
        return fail(error, "created");
    }
    folder->temporary = name;
    tell_interrupt(folder);
    return chmod(name, mode) ? fail(error, "created") : CLI_OK;
}

int atomic_folder_open(atomic_folder *folder, const char *path, bool replace, cli_error *error)
{
    mode_t mode;
    *folder = (atomic_folder){0};
    int code = find_target(folder, path, replace, &mode, error);
    if (!code) code = make_temporary(folder, mode, error);
    return code ? atomic_folder_close(folder, code, error) : CLI_OK;
}

int atomic_folder_file(atomic_folder *folder, const char *name, atomic_file *file, cli_error *error)
{
    *file = (atomic_file){.fd = -1};
    char *slashed = join(folder->temporary, "/"), *path = slashed ? join(slashed, name) : NULL;
    free(slashed);
    if (!path) return fail(error, "created");
    folder->paths[folder->files++] = path;
    tell_interrupt(folder);
    file->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return file->fd < 0 ? fail(error, "created") : CLI_OK;
}

/* ---------------------------------------------------------------- closing ----------------------------------------- */

/* Rename; an earlier folder is set aside first and removed last.  A second signal has to wait for the pair. */
static int give_name(const atomic_folder *folder, cli_error *error)
{
    if (!folder->replaces) return rename(folder->temporary, folder->target) ? fail(error, "renamed") : CLI_OK;
    char *aside = join(folder->temporary, "-old");
    if (!aside) return fail(error, "renamed");
    interrupt_hold(1);
    int code = rename(folder->target, aside) ? fail(error, "replaced") : CLI_OK;
    if (!code && rename(folder->temporary, folder->target)) {
        code = fail(error, "renamed");
        if (rename(aside, folder->target)) errno = 0; /* nothing more can be done */
    }
    if (!code) discard(aside);
    interrupt_hold(0);
    free(aside);
    return code;
}

int atomic_folder_close(atomic_folder *folder, int code, cli_error *error)
{
    if (!code) {
        if (folder->files) atomic_file_synchronise_parent(folder->paths[0]);
        code = give_name(folder, error);
    }
    if (code && folder->temporary) discard(folder->temporary);
    interrupt_remove(NULL);
    if (!code) atomic_file_synchronise_parent(folder->target);
    for (int i = 0; i < folder->files; i++) free(folder->paths[i]);
    free(folder->temporary);
    free(folder->target);
    *folder = (atomic_folder){0};
    return code;
}

int atomic_folder_check(const char *path, bool replace, cli_error *error)
{
    atomic_folder folder;
    const int code = atomic_folder_open(&folder, path, replace, error);
    if (code) return code;
    atomic_folder_close(&folder, CLI_OUTPUT, error); /* as if writing had failed: removes it */
    return CLI_OK;
}
