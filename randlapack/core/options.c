#include "options_impl.h"

#include <string.h>

bool randlapack_read_options(void *full, size_t known, size_t first, const void *options)
{
    const unsigned char *bytes = options;
    size_t size = 0;
    memset(full, 0, known);
    if (!options) return true;
    memcpy(&size, options, sizeof size);
    if (size == 0) size = first;
    if (size < first) return false;
    for (size_t i = known; i < size; i++)
        if (bytes[i]) return false;
    memcpy(full, options, size < known ? size : known);
    return true;
}
