/**
 * Output folders that are there whole or not at all: files are written into a folder of another name beside the target,
 * which is renamed at the end.
 */
#ifndef ATOMIC_FOLDER_H
#define ATOMIC_FOLDER_H

#include "atomic_file.h"

/** Most files in a folder. */
enum { ATOMIC_FOLDER_FILES = 4 };

/** An output folder that is being written. */
typedef struct atomic_folder {
    bool replaces;                    /**< the target is there, from an earlier run */
    char *target;                     /**< the name that it will have; symbolic links are followed */
    char *temporary;                  /**< the name that it has */
    int files;                        /**< in it so far */
    char *paths[ATOMIC_FOLDER_FILES]; /**< of them */
    const char *all[ATOMIC_FOLDER_FILES + 2] /**< of them and of the folder, for interrupt_remove() */;
} atomic_folder;

/**
 * Make the folder under its temporary name.  A target that exists is refused, unless replace is set and nothing is in
 * it but files that verbs write: what a mistyped name holds is not ours to remove.
 */
int atomic_folder_open(atomic_folder *folder, const char *path, bool replace, cli_error *error);

/** Begin a file in it; to be ended by atomic_file_close(). */
int atomic_folder_file(atomic_folder *folder, const char *name, atomic_file *file, cli_error *error);

/** Give the folder its name, or remove what was written when code is not 0.  Returns code or what went wrong. */
int atomic_folder_close(atomic_folder *folder, int code, cli_error *error);

/** Whether atomic_folder_open() will succeed, by trying: to be asked before long work. */
int atomic_folder_check(const char *path, bool replace, cli_error *error);

#endif
