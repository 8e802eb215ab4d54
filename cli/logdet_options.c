/* The command line of logdet, and what it calls methods and kinds. */
#include "logdet.h"

enum {
    METHOD,
    KIND,
    MEM,
    SCRATCH,
    RESUME,
    SINGLE_SCRATCH,
    SAMPLES,
    STEPS,
    TOLERANCE,
    CONFIDENCE,
    POINTS,
    POINT_ROWS,
    PLOT,
    COMMON
};

static const char *const methods[] = {[LOGDET_AUTO] = "auto",
                                      [LOGDET_DIRECT] = "direct",
                                      [LOGDET_MEMDET] = "memdet",
                                      [LOGDET_SLQ] = "slq",
                                      [LOGDET_FLODANCE] = "flodance"};
static const char *const kinds[] = {
    [0] = "", [RMT_GENERAL] = "general", [RMT_SYMMETRIC] = "symmetric", [RMT_DEFINITE] = "spd"};
const name_list logdet_methods = {"method", methods, sizeof methods / sizeof methods[0]};
const name_list logdet_kinds = {"kind", kinds, sizeof kinds / sizeof kinds[0]};
static const name_list kinds_to_choose = {"kind", kinds + 1, sizeof kinds / sizeof kinds[0] - 1};

const option_entry logdet_options[] = {
    [METHOD] = {"method", 'm', "METHOD", "how; auto is the default", &logdet_methods},
    [KIND] = {"kind", 0, "KIND", "what is known of A; general is the default", &kinds_to_choose},
    [MEM] = {"mem", 0, "SIZE", "memory: bytes, or K, M, G of them; default half of the machine's", NULL},
    [SCRATCH] = {"scratch", 0, "FOLDER", "memdet: for what does not fit; after an interrupt it is kept", NULL},
    [RESUME] = {"resume", 0, NULL, "memdet: go on with what FOLDER holds", NULL},
    [SINGLE_SCRATCH] = {"single-scratch", 0, NULL, "memdet: keep floats there, and digits of a float", NULL},
    [SAMPLES] = {"samples", 0, "N", "slq: random vectors; 32 is the default", NULL},
    [STEPS] = {"steps", 0, "N", "slq: Lanczos steps for each; 50 is the default", NULL},
    [TOLERANCE] = {"tolerance", 't', "EPS", "slq: more vectors until the interval is within EPS, relatively", NULL},
    [CONFIDENCE] = {"confidence", 0, "P", "slq, flodance: of the interval; 0.95 is the default", NULL},
    [POINTS] = {"points", 0, "N", "flodance: of the submatrices; a tenth is the default", NULL},
    [POINT_ROWS] = {"point-rows", 0, "D", "flodance: rows of A that belong to a point; 1 is the default", NULL},
    [PLOT] = {"plot", 0, "FILE", "memdet, flodance: write a gnuplot script, which draws FILE.svg", NULL},
    COMMON_OPTIONS(COMMON),
};

void logdet_help(FILE *stream)
{
    fputs("Usage: randlapack logdet [OPTION]... A\n"
          "log|det A| and the sign of det A, of a square matrix that memory may not hold.\n"
          "A is a .npy or Matrix Market file; one of float is computed with in single precision.\n\n",
          stream);
    options_print(logdet_options, stream);
    fputs("\nMethods: auto (direct where A fits into memory, else memdet; sparse: a band Cholesky factorisation,\n"
          "         direct or slq), direct (a factorisation in memory), memdet (one on disk), slq (estimate from\n"
          "         products with random vectors), flodance (estimate from submatrices; spd)\n"
          "Kinds:   general, symmetric, spd (positive definite)\n",
          stream);
    common_print_codes("done, 1 singular, not positive definite, tolerance not reached or not finite", stream);
}

/* ---------------------------------------------------------------- options ----------------------------------------- */

static int set_choice(logdet_settings *s, int index, const char *value, cli_error *error)
{
    int chosen = 0;
    const int code = names_choose(logdet_options[index].words, value, &chosen, error);
    if (!code && index == METHOD) s->method = (logdet_method)chosen;
    if (!code && index == KIND) s->kind = chosen + 1;
    return code;
}

static int set_number(logdet_settings *s, int index, const char *value, cli_error *error)
{
    switch (index) {
    case MEM:
        return options_size("mem", value, &s->memory, error);
    case SAMPLES:
        return options_integer("samples", value, 1, &s->samples, error);
    case STEPS:
        return options_integer("steps", value, 1, &s->steps, error);
    case TOLERANCE:
        return options_positive("tolerance", value, 1, &s->tolerance, error);
    case CONFIDENCE:
        return options_positive("confidence", value, 1, &s->confidence, error);
    case POINTS:
        return options_integer("points", value, 1, &s->points, error);
    default:
        return options_integer("point-rows", value, 1, &s->point_rows, error);
    }
}

static int set_option(void *context, int index, const char *value, cli_error *error)
{
    logdet_settings *s = context;
    switch (index) {
    case METHOD:
    case KIND:
        return set_choice(s, index, value, error);
    case SCRATCH:
        s->scratch = value;
        break;
    case RESUME:
        s->resume = true;
        break;
    case SINGLE_SCRATCH:
        s->single_scratch = true;
        break;
    case PLOT:
        s->plot = value;
        break;
    default:
        return index >= COMMON ? common_set(&s->common, index - COMMON, value, error)
                               : set_number(s, index, value, error);
    }
    return CLI_OK;
}

/* ---------------------------------------------------------------- what goes together ------------------------------ */

/* Options of one method, or of two, with another. */
static int check_method(const logdet_settings *s, cli_error *error)
{
    const bool free = s->method == LOGDET_AUTO, memdet = s->method == LOGDET_MEMDET, slq = s->method == LOGDET_SLQ;
    const bool flodance = s->method == LOGDET_FLODANCE;
    const char *wrong = NULL;
    if (s->scratch && !memdet && !free) wrong = "scratch";
    if (s->single_scratch && !memdet) wrong = "single-scratch";
    if (s->samples && !slq && !free) wrong = "samples";
    if (s->steps && !slq && !free) wrong = "steps";
    if (s->tolerance > 0 && !slq && !free) wrong = "tolerance";
    if (s->confidence > 0 && !slq && !flodance && !free) wrong = "confidence";
    if (s->points && !flodance) wrong = "points";
    if (s->point_rows && !flodance) wrong = "point-rows";
    if (s->plot && !memdet && !flodance && !free) wrong = "plot";
    return wrong ? cli_fail(error, CLI_USAGE, "--%s does not go with --method %s", wrong, methods[s->method]) : CLI_OK;
}

static int check_together(const logdet_settings *s, cli_error *error)
{
    int code = common_check(&s->common, error);
    if (!code) code = check_method(s, error);
    if (code) return code;
    const bool flodance = s->method == LOGDET_FLODANCE;
    if (s->resume && !s->scratch) return cli_fail(error, CLI_USAGE, "--resume needs --scratch");
    if (s->plot && !flodance && s->kind < RMT_SYMMETRIC)
        return cli_fail(error, CLI_USAGE, "--plot needs --kind symmetric or spd, or --method flodance");
    if (flodance && s->kind && s->kind != RMT_DEFINITE)
        return cli_fail(error, CLI_USAGE, "--kind %s does not go with --method flodance", kinds[s->kind]);
    return CLI_OK;
}

int logdet_parse(int argc, char **argv, logdet_settings *s, cli_error *error)
{
    int operand;
    *s = (logdet_settings){0};
    const int code = options_parse(logdet_options, argc, argv, set_option, s, &operand, error);
    if (code || s->common.help) return code;
    if (argc - operand != 1) return cli_fail(error, CLI_USAGE, "needs one file, A, but %d are given", argc - operand);
    s->path = argv[operand];
    return check_together(s, error);
}
