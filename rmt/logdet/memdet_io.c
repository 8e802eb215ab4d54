#define _XOPEN_SOURCE 700
#define _FILE_OFFSET_BITS 64

#include "memdet_io_impl.h"

#include "randblas.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOST_AT_ONCE ((int64_t)1 << 30) /* systems move at most 2 GB in one call */

static int64_t system_read(int fd, void *data, int64_t bytes, int64_t offset)
{
    return pread(fd, data, (size_t)bytes, (off_t)offset);
}

static int64_t system_write(int fd, const void *data, int64_t bytes, int64_t offset)
{
    return pwrite(fd, data, (size_t)bytes, (off_t)offset);
}

static int system_replace(int folder, const char *from, const char *to)
{
    return renameat(folder, from, folder, to);
}

const rmt_memdet_io rmt_memdet_system = {system_read, system_write, fsync, system_replace};

int rmt_memdet_read(const rmt_memdet_io *io, int fd, void *data, int64_t bytes, int64_t offset)
{
    char *to = data;
    while (bytes > 0) {
        const int64_t count = io->read(fd, to, bytes < MOST_AT_ONCE ? bytes : MOST_AT_ONCE, offset);
        if (count == 0) return RANDBLAS_BAD_FORMAT;
        if (count < 0 && errno != EINTR) return RANDBLAS_IO_ERROR;
        if (count > 0) to += count, offset += count, bytes -= count;
    }
    return 0;
}

int rmt_memdet_write_error(void)
{
#ifdef EDQUOT
    if (errno == EDQUOT) return RANDBLAS_NO_SPACE;
#endif
    return errno == ENOSPC || errno == EFBIG ? RANDBLAS_NO_SPACE : RANDBLAS_IO_ERROR;
}

int rmt_memdet_write(const rmt_memdet_io *io, int fd, const void *data, int64_t bytes, int64_t offset)
{
    const char *from = data;
    while (bytes > 0) {
        const int64_t count = io->write(fd, from, bytes < MOST_AT_ONCE ? bytes : MOST_AT_ONCE, offset);
        if (count == 0) return RANDBLAS_NO_SPACE;
        if (count < 0 && errno != EINTR) return rmt_memdet_write_error();
        if (count > 0) from += count, offset += count, bytes -= count;
    }
    return 0;
}

static uint64_t mixed(uint64_t h, uint64_t word)
{
    h = (h ^ word) * 0x9fb21c651e98df25u;
    return h << 29 | h >> 35;
}

/* Four lanes, so that multiplications overlap; each step is a bijection of its lane for any word. */
uint64_t rmt_memdet_hash(const void *data, int64_t bytes)
{
    const unsigned char *at = data;
    uint64_t lane[4] = {1, 2, 3, 4}, word[4] = {0}, h = (uint64_t)bytes;
    for (; bytes >= (int64_t)sizeof word; at += sizeof word, bytes -= (int64_t)sizeof word) {
        memcpy(word, at, sizeof word);
        for (int l = 0; l < 4; l++) lane[l] = mixed(lane[l], word[l]);
    }
    memset(word, 0, sizeof word);
    memcpy(word, at, (size_t)bytes);
    for (int l = 0; l < 4; l++) lane[l] = mixed(lane[l], word[l]);
    for (int l = 0; l < 4; l++) h = mixed(h, lane[l]);
    return h ^ h >> 32;
}
