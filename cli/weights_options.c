/* The command line of weights. */
#include "names.h"
#include "weights.h"

#include <string.h>

enum {
    CONV,
    CHANNELS,
    HEADS,
    FILTER,
    MIN_SIZE,
    METHOD,
    LARGEST,
    LEAST,
    LEVEL,
    REPLICATES,
    HTMP,
    COMPARE,
    SMOOTH,
    SHARPEN,
    KEEP,
    CSV,
    HTML,
    COMMON
};

static const char *const convolutions[] = {"pool", "slice", "unfold"}, *const places[] = {"auto", "first", "last"},
                         *const methods[] = {"auto", "gram", "svd"}, *const rules[] = {"detx", "tail", "spikes"};
static const name_list convolution_list = {"way to read convolutions", convolutions, 3},
                       place_list = {"place of channels", places, 3}, method_list = {"method", methods, 3},
                       rule_list = {"rule", rules, 3};

const option_entry weights_options[] = {
    [CONV] = {"conv", 0, "HOW", "convolutions: pool (the default), slice or unfold", &convolution_list},
    [CHANNELS] = {"channels", 0, "WHERE", "of convolutions: first (PyTorch), last (TensorFlow) or auto", &place_list},
    [HEADS] = {"heads", 0, "N", "cut attention matrices into so many heads", NULL},
    [FILTER] = {"filter", 0, "PATTERN", "only tensors with such a name, as in a shell; may be repeated", NULL},
    [MIN_SIZE] = {"min-size", 0, "N", "leave out layers with fewer eigenvalues; 10 is the default", NULL},
    [METHOD] = {"method", 'm', "METHOD", "eigenvalues: auto (the default), gram or svd", &method_list},
    [LARGEST] = {"largest", 0, "N", "of layers with more eigenvalues than N, only those of the tail", NULL},
    [LEAST] = {"least", 0, "X", "eigenvalues up to X are in no power law; the default is what rounding makes", NULL},
    [LEVEL] = {"level", 0, "P", "chance of a spike where there is none; 0.01 is the default", NULL},
    [REPLICATES] = {"replicates", 0, "N", "samples for the goodness of fit of power laws; 0 is the default", NULL},
    [HTMP] = {"htmp", 0, NULL, "fit high-temperature Marchenko-Pastur laws, too", NULL},
    [COMPARE] = {"compare", 0, "MODEL", "how far each layer is from that of another checkpoint", NULL},
    [SMOOTH] = {"smooth", 0, "FILE", "write the model with truncated layers (.safetensors)", NULL},
    [SHARPEN] = {"sharpen", 0, "FILE", "write the model without correlation traps (.safetensors)", NULL},
    [KEEP] = {"keep", 0, "RULE", "--smooth: detx (the default), tail, spikes, or a share between 0 and 1", &rule_list},
    [CSV] = {"csv", 0, "FILE", "write the table as comma-separated values", NULL},
    [HTML] = {"html", 0, "FILE", "write a report with pictures, for a browser", NULL},
    COMMON_OPTIONS(COMMON),
};

void weights_help(FILE *stream)
{
    fputs("Usage: randlapack weights [OPTION]... MODEL\n"
          "Spectra of the weight matrices of a trained network: power laws, bulks, spikes, phases.\n\n",
          stream);
    options_print(weights_options, stream);
    fputs("\nMODEL: safetensors, or the index of several (.json), .npy or .npz\n", stream);
    common_print_codes("done, 1 a layer could not be analysed", stream);
}

static int set_filter(weights_settings *s, const char *value, cli_error *error)
{
    enum { MOST = sizeof s->filters / sizeof s->filters[0] };
    if (s->rule.filters == MOST) return cli_fail(error, CLI_USAGE, "--filter may be given %d times", (int)MOST);
    s->filters[s->rule.filters++] = value;
    return CLI_OK;
}

static int set_output(weights_settings *s, bool sharpen, const char *value, cli_error *error)
{
    if (s->output && s->sharpen != sharpen)
        return cli_fail(error, CLI_USAGE, "--smooth and --sharpen exclude each other");
    s->output = value;
    s->sharpen = sharpen;
    return CLI_OK;
}

static int set_keep(weights_settings *s, const char *value, cli_error *error)
{
    s->keep = names_find(&rule_list, value);
    if (s->keep >= 0) return CLI_OK;
    s->keep = KEEP_SHARE;
    cli_error ignored;
    return options_positive("keep", value, 1, &s->share, &ignored)
               ? cli_fail(error, CLI_USAGE, "--keep takes detx, tail, spikes or a share between 0 and 1, not '%s'",
                          value)
               : CLI_OK;
}

/* Options that say where something is. */
static int set_path(weights_settings *s, int index, const char *value, cli_error *error)
{
    switch (index) {
    case COMPARE:
        s->compared = value;
        return CLI_OK;
    case CSV:
        s->csv = value;
        return CLI_OK;
    case HTML:
        s->html = value;
        return CLI_OK;
    default:
        return set_output(s, index == SHARPEN, value, error);
    }
}

static int set_option(void *context, int index, const char *value, cli_error *error)
{
    enum { MOST = 1000000 };
    weights_settings *s = context;
    int place = 0, code;
    switch (index) {
    case CONV:
        code = names_choose(&convolution_list, value, &place, error);
        s->rule.convolution = (layer_convolution)place;
        return code;
    case CHANNELS:
        code = names_choose(&place_list, value, &place, error);
        s->rule.channels = (layer_channels)place;
        return code;
    case HEADS:
        code = options_integer("heads", value, 1, &s->rule.heads, error);
        return !code && s->rule.heads > MOST ? cli_fail(error, CLI_USAGE, "--heads takes at most %d", MOST) : code;
    case FILTER:
        return set_filter(s, value, error);
    case MIN_SIZE:
        return options_integer("min-size", value, 1, &s->rule.least, error);
    case METHOD:
        return names_choose(&method_list, value, &s->method, error);
    case LARGEST:
        return options_integer("largest", value, 1, &s->large, error);
    case LEAST:
        return options_nonnegative("least", value, &s->least, error);
    case LEVEL:
        return options_positive("level", value, 1, &s->level, error);
    case REPLICATES:
        return options_count("replicates", value, MOST, &s->replicates, error);
    case HTMP:
        s->htmp = true;
        return CLI_OK;
    case KEEP:
        return set_keep(s, value, error);
    default:
        return index < COMMON ? set_path(s, index, value, error) : common_set(&s->common, index - COMMON, value, error);
    }
}

static int check_together(const weights_settings *s, cli_error *error)
{
    if (s->keep >= 0 && (!s->output || s->sharpen)) return cli_fail(error, CLI_USAGE, "--keep needs --smooth");
    if (s->large && (s->output || s->method || s->htmp))
        return cli_fail(error, CLI_USAGE, "--largest does not go with --smooth, --sharpen, --method or --htmp");
    if (s->output && s->rule.convolution == CONVOLUTION_SLICE)
        return cli_fail(error, CLI_USAGE, "--smooth and --sharpen take --conv pool or unfold");
    return common_check(&s->common, error);
}

int weights_parse(int argc, char **argv, weights_settings *s, cli_error *error)
{
    enum { EIGENVALUES = 10 };
    int operand;
    *s = (weights_settings){.rule.least = EIGENVALUES, .keep = -1};
    int code = options_parse(weights_options, argc, argv, set_option, s, &operand, error);
    s->rule.filter = s->filters;
    if (code || s->common.help) return code;
    if (operand == argc) return cli_fail(error, CLI_USAGE, "the file of the model is missing");
    if (operand + 1 < argc) return cli_fail(error, CLI_USAGE, "one model is taken, not also '%s'", argv[operand + 1]);
    s->path = argv[operand];
    code = check_together(s, error);
    if (s->keep < 0) s->keep = KEEP_DETX;
    return code;
}
