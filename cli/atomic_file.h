/**
 * Output files that are there whole or not at all: written under another name in the same folder, synchronised, then
 * renamed.  What exists and is no regular file (a device, a pipe) is written in place.
 */
#ifndef ATOMIC_FILE_H
#define ATOMIC_FILE_H

#include "cli.h"

#include <stdbool.h>
#include <stddef.h>

/** An output file that is being written. */
typedef struct atomic_file {
    int fd;
    bool in_place;   /**< not a regular file */
    char *target;    /**< the name that it will have; symbolic links are followed */
    char *temporary; /**< the name that it has */
} atomic_file;

/** Open; the existing file keeps its contents until atomic_file_commit(), and its permissions. */
int atomic_file_open(atomic_file *file, const char *path, cli_error *error);

/** Write all bytes; stops at an interrupt, which is then the exit code. */
int atomic_file_write(atomic_file *file, const void *bytes, size_t size, cli_error *error);

/** Give the file its name, or remove what was written when code is not 0.  Returns code or what went wrong. */
int atomic_file_close(atomic_file *file, int code, cli_error *error);

/** A rename lasts only when the folder, too, is on the disk; some file systems cannot do that, and then so be it. */
void atomic_file_synchronise_parent(const char *path);

/** Whether atomic_file_open() will succeed, by trying: to be asked before long work. */
int atomic_file_check(const char *path, cli_error *error);

#endif
