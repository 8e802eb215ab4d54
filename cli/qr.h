/** The verb qr: A P = Q R. */
#ifndef QR_H
#define QR_H

#include <stdio.h>

/** Print the help text. */
void qr_help(FILE *stream);

/** The verb; returns the exit code. */
int qr_main(int argc, char **argv);

#endif
