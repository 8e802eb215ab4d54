/** The verb svd: A ~ U diag(s) V^T. */
#ifndef SVD_H
#define SVD_H

#include <stdio.h>

/** Print the help text. */
void svd_help(FILE *stream);

/** The verb; returns the exit code. */
int svd_main(int argc, char **argv);

#endif
