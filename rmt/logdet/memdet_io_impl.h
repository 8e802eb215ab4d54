/** Files under the log-determinants out of core: the system's calls through a table, which tests make fail. */
#ifndef RMT_MEMDET_IO_IMPL_H
#define RMT_MEMDET_IO_IMPL_H

#include <stdint.h>

typedef struct rmt_memdet_io {
    int64_t (*read)(int fd, void *data, int64_t bytes, int64_t offset); /* as pread and pwrite: bytes moved, or -1 */
    int64_t (*write)(int fd, const void *data, int64_t bytes, int64_t offset);
    int (*sync)(int fd);
    int (*replace)(int folder, const char *from, const char *to); /* as renameat() within a folder */
} rmt_memdet_io;

extern const rmt_memdet_io rmt_memdet_system;

/* All of the bytes at an offset: 0, RANDBLAS_BAD_FORMAT (the file ends before), RANDBLAS_IO_ERROR. */
int rmt_memdet_read(const rmt_memdet_io *io, int fd, void *data, int64_t bytes, int64_t offset);

/* 0, RANDBLAS_NO_SPACE, RANDBLAS_IO_ERROR. */
int rmt_memdet_write(const rmt_memdet_io *io, int fd, const void *data, int64_t bytes, int64_t offset);

/* The code of a call that has just failed to write. */
int rmt_memdet_write_error(void);

/* A checksum: any change of one word changes it, and others but for one in 2^64. */
uint64_t rmt_memdet_hash(const void *data, int64_t bytes);

#endif
