/** What the parts of the command share: exit codes and the sentence that goes with one. */
#ifndef CLI_H
#define CLI_H

#include <stdio.h>

/** Exit codes of every verb; randlapack.1 documents them.  A signal N gives 128 + N. */
enum {
    CLI_OK = 0,
    CLI_NUMERICAL = 1, /**< the problem was too hard: not converged, rank deficient, not finite */
    CLI_USAGE = 2,     /**< the command line is wrong */
    CLI_INPUT = 3,     /**< an input file is wrong */
    CLI_OUTPUT = 4,    /**< output could not be written */
    CLI_INTERNAL = 5,  /**< out of memory, or a defect of the program */
    CLI_SIGNAL = 128   /**< plus the number of the signal */
};

/** Why something failed: one sentence without the file's name, which the caller knows. */
typedef struct cli_error {
    char text[400];
} cli_error;

/** Set the sentence and return the exit code, so that a check is one line. */
int cli_fail(cli_error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** Print "randlapack: subject: sentence" on stderr and return the exit code. */
int cli_complain(const char *subject, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** Flush stdout; turns an earlier success into CLI_OUTPUT when what was printed did not arrive. */
int cli_finish_stdout(int code);

#endif
