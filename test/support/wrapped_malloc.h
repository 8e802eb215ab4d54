/** Prototypes of the allocation that -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free redirects. */
#ifndef WRAPPED_MALLOC_H
#define WRAPPED_MALLOC_H

#include <stddef.h>

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *block, size_t bytes);
void __real_free(void *block);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *block, size_t bytes);
void __wrap_free(void *block);

#endif
