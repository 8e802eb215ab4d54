/* Versions 1 to 3 of the format differ in the length of the header's length alone. */
#include "memdet_npy_impl.h"

#include "randblas.h"

#include <stdio.h>
#include <string.h>

#define MOST 4096 /* bytes of a header; numpy writes 118 for two dimensions */

/* What follows 'key': in a header, or NULL. */
static const char *value_of(const char *header, const char *key)
{
    const char *at = strstr(header, key);
    if (!at) return NULL;
    at += strlen(key);
    return at + strspn(at, " :");
}

/* The number at the head of the text, which is moved behind it; -1 if there is none that fits. */
static int64_t number(const char **at)
{
    int64_t value = 0;
    int digits = 0;
    *at += strspn(*at, " (,");
    for (; **at >= '0' && **at <= '9' && digits < 16; (*at)++, digits++) value = 10 * value + (**at - '0');
    return digits ? value : -1;
}

static int parse(const char *header, rmt_memdet_npy *npy)
{
    const uint16_t one = 1;
    const char *descr = value_of(header, "'descr'"), *order = value_of(header, "'fortran_order'");
    const char *shape = value_of(header, "'shape'"), here = *(const char *)&one ? '<' : '>';
    if (!descr || !order || !shape || *descr != '\'' || *shape != '(') return RANDBLAS_BAD_FORMAT;
    if ((descr[1] != here && descr[1] != '=') || descr[2] != 'f' || descr[4] != '\'') return RANDBLAS_BAD_FORMAT;
    if (descr[3] != '4' && descr[3] != '8') return RANDBLAS_BAD_FORMAT;
    if (strncmp(order, "True", 4) != 0 && strncmp(order, "False", 5) != 0) return RANDBLAS_BAD_FORMAT;
    npy->item = descr[3] - '0';
    npy->columns = *order == 'T';
    npy->n = number(&shape);
    if (npy->n < 0 || number(&shape) != npy->n) return RANDBLAS_BAD_FORMAT;
    shape += strspn(shape, " ,");
    return *shape == ')' ? 0 : RANDBLAS_BAD_FORMAT;
}

int rmt_memdet_read_npy(const rmt_memdet_io *io, int fd, rmt_memdet_npy *npy)
{
    unsigned char head[12] = {0};
    char header[MOST + 1] = {0};
    int info = rmt_memdet_read(io, fd, head, sizeof head, 0);
    if (!info && (memcmp(head, "\x93NUMPY", 6) != 0 || head[6] < 1 || head[6] > 3)) info = RANDBLAS_BAD_FORMAT;
    if (info) return info;
    const int64_t start = head[6] == 1 ? 10 : 12;
    int64_t length = head[8] | head[9] << 8;
    if (head[6] > 1) length |= (int64_t)head[10] << 16 | (int64_t)head[11] << 24;
    if (length > MOST) return RANDBLAS_BAD_FORMAT;
    info = rmt_memdet_read(io, fd, header, length, start);
    npy->offset = start + length;
    return info ? info : parse(header, npy);
}
