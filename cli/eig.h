/** The verb eig: A ~ Q diag(w) Q^T, A symmetric. */
#ifndef EIG_H
#define EIG_H

#include <stdio.h>

/** Print the help text. */
void eig_help(FILE *stream);

/** The verb; returns the exit code. */
int eig_main(int argc, char **argv);

#endif
