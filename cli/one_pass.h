/** What --one-pass of the verb svd does: a .npy is read once, a batch of rows at a time, and never held. */
#ifndef ONE_PASS_H
#define ONE_PASS_H

#include "factor.h"
#include "npy_rows.h"

/** Settings, the open file, and the report.  Zero it before use. */
typedef struct one_pass {
    bool asked;
    int64_t memory;       /**< bytes for the results, the sketches and the rows on their way; 0: no limit */
    int64_t oversampling; /**< as in the library */
    npy_rows rows;
    randlapack_stream_report report;
} one_pass;

/** Open the file in place of reading it; complains.  Returns an exit code. */
int one_pass_open(factor_run *run, one_pass *once);

/** U diag(s) V^T from the rows; the library's code.  The file is closed. */
int one_pass_solve(const factor_run *run, one_pass *once, void *U, void *s, void *V);

/** Close the file, in any state. */
void one_pass_close(one_pass *once);

#endif
