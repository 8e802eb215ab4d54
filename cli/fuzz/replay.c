/* Gives every file of a folder to a fuzzer's entry: the corpus as a test, with any compiler. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Into a block of exactly the size, so that a read past it is seen. */
static int replay(const char *path)
{
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (!file) return -1;
    int failed = fstat(fileno(file), &status);
    if (!failed && S_ISREG(status.st_mode)) {
        const size_t size = (size_t)status.st_size;
        uint8_t *bytes = malloc(size ? size : 1);
        failed = !bytes || fread(bytes, 1, size, file) != size;
        if (!failed) LLVMFuzzerTestOneInput(bytes, size);
        free(bytes);
    }
    fclose(file);
    return failed;
}

int main(int argc, char **argv)
{
    int count = 0, failures = 0;
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (!folder) {
        fputs("usage: replay FOLDER\n", stderr);
        return 2;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL; count++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        if (entry->d_name[0] != '.' && replay(path)) failures++;
    }
    closedir(folder);
    printf("%d files, %d unreadable\n", count - 2, failures);
    return failures || count < 10;
}
