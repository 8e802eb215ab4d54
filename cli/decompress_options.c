/* The command line of decompress. */
#include "decompress.h"

#include <math.h>
#include <string.h>

enum { TO, BLOCK, KIND, GRAPH, METHOD, LOW, HIGH, COUNT, OUTPUT, PLOT, COMPARE, COMMON };

static const char *const methods[] = {"auto", "fit", "smooth", "glue", "curve", "kernel"};
static const char *const kinds[] = {"auto", "principal", "rotated"};
static const char *const graphs[] = {"adjacency", "laplacian", "normalised"};
const name_list decompress_methods = {"method", methods, 6}, decompress_kinds = {"kind", kinds, 3},
                decompress_graphs = {"graph", graphs, 3};

const option_entry decompress_options[] = {
    [TO] = {"to", 'n', "N", "order of the whole; the default is that of a matrix in FILE", NULL},
    [BLOCK] = {"block", 0, "M", "order of the block of a matrix; 2048, or all of it, is the default", NULL},
    [KIND] = {"kind", 0, "KIND", "principal or rotated; auto (the default): rotated if it is sparse",
              &decompress_kinds},
    [GRAPH] = {"graph", 'g', "WHAT",
               "of a sparse FILE: its laplacian, normalised one, or itself, adjacency (the default)",
               &decompress_graphs},
    [METHOD] = {"method", 'm', "METHOD",
                "auto (the default), fit (free Meixner laws), smooth (any spectrum), glue, curve, or kernel",
                &decompress_methods},
    [LOW] = {"low", 0, "X", "smooth: no eigenvalue of the whole is less", NULL},
    [HIGH] = {"high", 0, "X", "smooth: or larger", NULL},
    [COUNT] = {"count", 0, "K", "how many quantiles to write; N is the default", NULL},
    [OUTPUT] = {"output", 'o', "FILE", "write the eigenvalues that are expected, as quantiles, to FILE (.npy)", NULL},
    [PLOT] = {"plot", 0, "FILE", "write a gnuplot script of both densities, which draws FILE.svg", NULL},
    [COMPARE] = {"compare", 0, "FILE", "tell how far the law is from these eigenvalues of the whole", NULL},
    COMMON_OPTIONS(COMMON),
};

const char *decompress_model_name(int model)
{
    static const char *const names[] = {"none",
                                        "semicircle",
                                        "Gram matrix",
                                        "projector",
                                        "free Poisson",
                                        "symmetric free Meixner",
                                        "free Meixner with a wall at 0",
                                        "free Meixner",
                                        "Kesten-McKay"};
    return model >= 0 && model < (int)(sizeof names / sizeof *names) ? names[model] : names[0];
}

void decompress_help(FILE *stream)
{
    fputs("Usage: randlapack decompress [OPTION]... FILE\n"
          "The spectrum of a large symmetric matrix from that of a random block.\n\n",
          stream);
    options_print(decompress_options, stream);
    fputs("\nFILE: a symmetric matrix, of which a random block is taken, or the eigenvalues of a block in a row or\n"
          "      column; .npy or Matrix Market\n",
          stream);
    common_print_codes("done, 1 no law fits, or values are not finite", stream);
}

static int set_option(void *context, int index, const char *value, cli_error *error)
{
    decompress_settings *s = context;
    switch (index) {
    case TO:
        return options_integer("to", value, 8, &s->order, error);
    case BLOCK:
        return options_integer("block", value, 8, &s->block, error);
    case KIND:
        return names_choose(&decompress_kinds, value, &s->kind, error);
    case GRAPH:
        return names_choose(&decompress_graphs, value, &s->graph, error);
    case METHOD:
        return names_choose(&decompress_methods, value, &s->method, error);
    case LOW:
        return options_real("low", value, &s->low, error);
    case HIGH:
        return options_real("high", value, &s->high, error);
    case COUNT:
        return options_integer("count", value, 1, &s->count, error);
    case OUTPUT:
        s->output = strcmp(value, "-") != 0 ? value : NULL;
        return CLI_OK;
    case PLOT:
        s->plot = value;
        return CLI_OK;
    case COMPARE:
        s->compare = value;
        return CLI_OK;
    default:
        return common_set(&s->common, index - COMMON, value, error);
    }
}

int decompress_parse(int argc, char **argv, decompress_settings *s, cli_error *error)
{
    int operand;
    *s = (decompress_settings){.low = NAN, .high = NAN};
    int code = options_parse(decompress_options, argc, argv, set_option, s, &operand, error);
    if (code || s->common.help) return code;
    if (argc - operand != 1) return cli_fail(error, CLI_USAGE, "needs one file, but %d are given", argc - operand);
    s->path = argv[operand];
    if (isnan(s->low) != isnan(s->high)) return cli_fail(error, CLI_USAGE, "--low and --high go together");
    if (s->low >= s->high) return cli_fail(error, CLI_USAGE, "--low has to be less than --high");
    if (!isnan(s->low) && s->method != DECOMPRESS_AUTO && s->method != DECOMPRESS_SMOOTH)
        return cli_fail(error, CLI_USAGE, "--low and --high do not go with --method %s",
                        decompress_methods.names[s->method]);
    if (s->method == DECOMPRESS_KERNEL && s->kind == BLOCK_ROTATED)
        return cli_fail(error, CLI_USAGE, "--kind rotated does not go with --method kernel");
    return common_check(&s->common, error);
}
