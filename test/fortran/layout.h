/** Sizes of the public structs and offsets of all their members, for test_layout.f90 to compare. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/** The offsets of the members of struct number which and last its size; returns how many numbers these are. */
int layout_of(int which, int64_t *members);

/** Likewise; structs of rmt.h, which are numbered from 300. */
int layout_of_rmt(int which, int64_t *members);

#define AT(type, member) members[n++] = (int64_t)offsetof(type, member)

#endif
