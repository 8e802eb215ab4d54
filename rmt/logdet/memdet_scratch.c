#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "memdet_scratch_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define DATA "memdet.data"
#define MANIFEST "memdet.manifest"
#define NEXT "memdet.manifest.new"
#define PRIVATE (S_IRUSR | S_IWUSR)

int64_t rmt_memdet_image_words(const rmt_memdet_plan *p)
{
    return (int64_t)(sizeof(rmt_memdet_head) / 8) + 5 * p->n + rmt_memdet_most_tiles(p) + 1;
}

rmt_memdet_image rmt_memdet_image_map(const rmt_memdet_plan *p, uint64_t *words)
{
    rmt_memdet_image m = {.words = words, .count = rmt_memdet_image_words(p), .head = (rmt_memdet_head *)(void *)words};
    uint64_t *at = words + sizeof(rmt_memdet_head) / 8;
    m.log = (double *)(void *)at;
    m.d = m.log + p->n;
    m.e = m.d + p->n;
    m.size = m.e + p->n;
    m.swap = (int64_t *)(void *)(at + 4 * p->n);
    m.sum = at + 5 * p->n;
    return m;
}

static int make_folder(rmt_memdet_scratch *s)
{
    if (!s->path) {
        memcpy(s->own, "/tmp/memdet-XXXXXX", sizeof "/tmp/memdet-XXXXXX");
        s->path = mkdtemp(s->own);
        s->made = s->path != NULL;
        return s->made ? 0 : rmt_memdet_write_error();
    }
    s->made = mkdir(s->path, S_IRWXU) == 0;
    return s->made || errno == EEXIST ? 0 : rmt_memdet_write_error();
}

/* A file that nobody could ask for again needs no name: so it is gone however the run ends. */
static void remove_names(rmt_memdet_scratch *s)
{
    unlinkat(s->folder, DATA, 0);
    s->made = rmdir(s->path) != 0;
}

int rmt_memdet_scratch_open(rmt_memdet_scratch *s, const rmt_memdet_io *io, const char *path, bool resume)
{
    *s = (rmt_memdet_scratch){.io = io, .path = path, .folder = -1, .data = -1};
    int info = make_folder(s);
    if (info) return info;
    s->folder = open(s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->folder < 0) return RANDBLAS_IO_ERROR;
    if (!resume) info = rmt_memdet_scratch_forget(s);
    if (info) return info;
    s->data = openat(s->folder, DATA, O_RDWR | O_CREAT | O_CLOEXEC | (resume ? 0 : O_TRUNC), PRIVATE);
    if (s->data < 0) return rmt_memdet_write_error();
    if (!path) remove_names(s);
    return 0;
}

int rmt_memdet_scratch_room(const rmt_memdet_scratch *s, int64_t bytes)
{
    struct statvfs disk;
    if (fstatvfs(s->folder, &disk)) return 0; /* writing will tell */
    return (double)disk.f_bavail * (double)disk.f_frsize < (double)bytes ? RANDBLAS_NO_SPACE : 0;
}

int rmt_memdet_scratch_forget(const rmt_memdet_scratch *s)
{
    if (unlinkat(s->folder, MANIFEST, 0)) return errno == ENOENT ? 0 : RANDBLAS_IO_ERROR;
    return s->io->sync(s->folder) ? RANDBLAS_IO_ERROR : 0;
}

static int write_manifest(const rmt_memdet_scratch *s, const rmt_memdet_image *m)
{
    const int fd = openat(s->folder, NEXT, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, PRIVATE);
    if (fd < 0) return rmt_memdet_write_error();
    m->words[m->count - 1] = rmt_memdet_hash(m->words, 8 * (m->count - 1));
    int info = rmt_memdet_write(s->io, fd, m->words, 8 * m->count, 0);
    if (!info && s->io->sync(fd)) info = rmt_memdet_write_error();
    if (close(fd) && !info) info = rmt_memdet_write_error();
    return info;
}

int rmt_memdet_scratch_commit(const rmt_memdet_scratch *s, const rmt_memdet_image *m)
{
    if (s->io->sync(s->data)) return rmt_memdet_write_error();
    const int info = write_manifest(s, m);
    if (info) return info;
    if (s->io->replace(s->folder, NEXT, MANIFEST)) return rmt_memdet_write_error();
    return s->io->sync(s->folder) ? rmt_memdet_write_error() : 0;
}

int rmt_memdet_scratch_recall(const rmt_memdet_scratch *s, const rmt_memdet_image *m, bool *found)
{
    struct stat about;
    const int fd = openat(s->folder, MANIFEST, O_RDONLY | O_CLOEXEC);
    *found = fd >= 0;
    if (fd < 0) return errno == ENOENT ? 0 : RANDBLAS_IO_ERROR;
    int info = fstat(fd, &about) ? RANDBLAS_IO_ERROR : about.st_size != 8 * m->count ? RANDBLAS_BAD_FORMAT : 0;
    if (!info) info = rmt_memdet_read(s->io, fd, m->words, 8 * m->count, 0);
    close(fd);
    if (info) return info;
    return m->words[m->count - 1] == rmt_memdet_hash(m->words, 8 * (m->count - 1)) ? 0 : RANDBLAS_BAD_FORMAT;
}

void rmt_memdet_scratch_close(rmt_memdet_scratch *s, bool remove)
{
    if (s->data >= 0) close(s->data);
    if (s->folder >= 0 && remove) {
        unlinkat(s->folder, MANIFEST, 0); /* first: data alone claim nothing */
        unlinkat(s->folder, NEXT, 0);
        unlinkat(s->folder, DATA, 0);
    }
    if (s->folder >= 0) close(s->folder);
    if (remove && s->made) rmdir(s->path);
    s->data = s->folder = -1;
}
