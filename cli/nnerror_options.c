/* The command line of nnerror. */
#include "nnerror.h"

#include <math.h>
#include <string.h>

enum { ACTIVATION, COEFFICIENTS, RIDGE, RATIO, CLASSES, TRAIN, TEST, SCALE, UNCENTRED, SIMULATE, OUTPUT, PLOT, COMMON };

static const char *const activations[] = {"relu", "abs",        "sign",          "step",       "erf",  "gaussian",
                                          "sin",  "cos",        "exp",           "polynomial", "tanh", "sigmoid",
                                          "gelu", "tanh-slope", "sigmoid-slope", "gelu-slope"};
const name_list nnerror_activations = {"activation", activations, sizeof activations / sizeof activations[0]};
static const char *const scales[] = {[NNERROR_MEAN] = "mean", [NNERROR_EACH] = "each", [NNERROR_NONE] = "none"};
const name_list nnerror_scales = {"scale", scales, sizeof scales / sizeof scales[0]};

const option_entry nnerror_options[] = {
    [ACTIVATION] = {"activation", 0, "NAME", "of the features; relu is the default", &nnerror_activations},
    [COEFFICIENTS] = {"coefficients", 0, "X", "of --activation polynomial, that of t^0 first", NULL},
    [RIDGE] = {"ridge", 'r', "X", "ridges, at least 0; 1e-5,0.1 is the default", NULL},
    [RATIO] = {"ratio", 0, "X", "features to training points; 0.05:4:40 is the default", NULL},
    [CLASSES] = {"classes", 0, "A,B", "only points with targets A and B, which become -1 and 1", NULL},
    [TRAIN] = {"train", 0, "N", "points to train, chosen at random; half of one file is the default", NULL},
    [TEST] = {"test", 0, "M", "points to test, chosen at random; the rest is the default", NULL},
    [SCALE] = {"scale", 0, "HOW", "mean (squared length 1 on average, the default), each, none", &nnerror_scales},
    [UNCENTRED] = {"uncentred", 0, NULL, "leave the mean in, which spoils the theory; else it is taken out first",
                   NULL},
    [SIMULATE] = {"simulate", 0, "RUNS", "draw features so many times, too", NULL},
    [OUTPUT] = {"output", 'o', "FILE", "write the table to FILE (.npy)", NULL},
    [PLOT] = {"plot", 0, "FILE", "write a gnuplot script of the errors, which draws FILE.svg", NULL},
    COMMON_OPTIONS(COMMON),
};

void nnerror_help(FILE *stream)
{
    fputs("Usage: randlapack nnerror [OPTION]... POINTS TARGETS [TEST_POINTS TEST_TARGETS]\n"
          "Training and test error of ridge regression on random features phi(W x), W Gaussian, against their number:\n"
          "by theory, and by simulation.  POINTS has a point a row.\n\n",
          stream);
    options_print(nnerror_options, stream);
    fputs(
        "\nActivations: relu, abs, sign, step, erf, gaussian, sin, cos, exp, polynomial, tanh, sigmoid, gelu, and the\n"
        "             derivatives tanh-slope, sigmoid-slope, gelu-slope\n"
        "X: numbers between commas, FIRST:LAST:COUNT, or a .npy or Matrix Market file\n"
        "Columns: ridge, d/n, d, training error, test error; of the simulation training error, its standard error, "
        "test\n"
        "         error, its standard error\n",
        stream);
    common_print_codes("done, 1 values are not finite", stream);
}

static int set_option(void *context, int index, const char *value, cli_error *error)
{
    nnerror_settings *s = context;
    int chosen = 0, code;
    switch (index) {
    case ACTIVATION:
        code = names_choose(&nnerror_activations, value, &chosen, error);
        s->activation = chosen + RMT_PHI_RELU;
        return code;
    case COEFFICIENTS:
        s->coefficients = value;
        break;
    case RIDGE:
        s->ridges = value;
        break;
    case RATIO:
        s->ratios = value;
        break;
    case CLASSES:
        s->classes = value;
        break;
    case TRAIN:
        return options_integer("train", value, 1, &s->train, error);
    case TEST:
        return options_integer("test", value, 0, &s->test, error);
    case SCALE:
        return names_choose(&nnerror_scales, value, &s->scale, error);
    case UNCENTRED:
        s->uncentred = true;
        break;
    case SIMULATE:
        return options_integer("simulate", value, 1, &s->runs, error);
    case OUTPUT:
        s->output = strcmp(value, "-") != 0 ? value : NULL;
        break;
    case PLOT:
        s->plot = value;
        break;
    default:
        return common_set(&s->common, index - COMMON, value, error);
    }
    return CLI_OK;
}

int nnerror_parse(int argc, char **argv, nnerror_settings *s, cli_error *error)
{
    int operand;
    *s = (nnerror_settings){
        .train = -1, .test = -1, .activation = RMT_PHI_RELU, .ridges = "1e-5,0.1", .ratios = "0.05:4:40"};
    int code = options_parse(nnerror_options, argc, argv, set_option, s, &operand, error);
    if (code || s->common.help) return code;
    const int files = argc - operand;
    if (files != 2 && files != 4)
        return cli_fail(error, CLI_USAGE, "needs points and targets, two files or four, but %d are given", files);
    for (int i = 0; i < files; i++) s->paths[i] = argv[operand + i];
    if (!s->coefficients != (s->activation != RMT_PHI_POLYNOMIAL))
        return s->coefficients ? cli_fail(error, CLI_USAGE, "--coefficients needs --activation polynomial")
                               : cli_fail(error, CLI_USAGE, "polynomial needs --coefficients");
    return common_check(&s->common, error);
}

/* ---------------------------------------------------------------- lists ------------------------------------------- */

static int read_list(const char *option, const char *text, double least, number_list *list)
{
    const int code = text ? points_from("nnerror", option, text, list) : CLI_OK;
    if (code || !text) return code;
    if (list->count < 1) return cli_complain("nnerror", CLI_USAGE, "--%s has no numbers", option);
    for (int64_t i = 0; i < list->count; i++)
        if (!isfinite(list->x[i]) || list->x[i] < least)
            return cli_complain("nnerror", CLI_USAGE, "--%s takes finite numbers%s", option,
                                least < 0 ? "" : " of at least 0");
    return CLI_OK;
}

int nnerror_lists(nnerror_run *run)
{
    const nnerror_settings *s = &run->settings;
    int code = read_list("ridge", s->ridges, 0, &run->ridges);
    if (!code) code = read_list("ratio", s->ratios, 0, &run->ratios);
    if (!code) code = read_list("coefficients", s->coefficients, -INFINITY, &run->coefficients);
    if (!code) code = read_list("classes", s->classes, -INFINITY, &run->classes);
    if (code) return code;
    for (int64_t k = 0; k < run->ratios.count; k++)
        if (!(run->ratios.x[k] > 0)) return cli_complain("nnerror", CLI_USAGE, "--ratio takes numbers above 0");
    const number_list *c = &run->classes;
    if (s->classes && (c->count != 2 || c->x[0] == c->x[1]))
        return cli_complain("nnerror", CLI_USAGE, "--classes takes two different numbers");
    return CLI_OK;
}
