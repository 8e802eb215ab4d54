/* The command line of law. */
#include "law.h"

#include <string.h>

enum {
    PARAMETER = 0,
    QUERY = LAW_PARAMETERS,
    IMAGINARY = QUERY + LAW_QUERIES,
    VALUES,
    FIT,
    COMPARE,
    OUTPUT,
    PLOT,
    COMMON
};

const option_entry law_options[] = {
    [LAW_RADIUS] = {"radius", 0, "R", "semicircle: half its width; 2 is the default", NULL},
    [LAW_RATIO] = {"ratio", 0, "C", "mp, sample-covariance: rows to columns of the data", NULL},
    [LAW_VARIANCE] = {"variance", 0, "S2", "mp: of the entries; 1 is the default", NULL},
    [LAW_DEGREE] = {"degree", 0, "D", "kesten-mckay: of the graph", NULL},
    [LAW_A] = {"a", 'a', "A", "wachter, meixner", NULL},
    [LAW_B] = {"b", 'b', "B", "wachter, meixner", NULL},
    [LAW_C] = {"c", 'c', "C", "meixner", NULL},
    [LAW_GAMMA] = {"gamma", 0, "G", "htmp, inverse-htmp: ratio, between 0 and 1", NULL},
    [LAW_KAPPA] = {"kappa", 0, "K", "htmp, inverse-htmp: inverse temperature", NULL},
    [LAW_BETA] = {"beta", 0, "B", "tracy-widom: 1 (the default), 2 or 4", NULL},
    [LAW_BANDWIDTH] = {"bandwidth", 0, "H", "empirical: of the smoothed density; the default is Silverman's", NULL},
    [QUERY + LAW_PDF] = {"pdf", 0, "X", "density", NULL},
    [QUERY + LAW_CDF] = {"cdf", 0, "X", "distribution function", NULL},
    [QUERY + LAW_QUANTILE] = {"quantile", 0, "P", "quantiles", NULL},
    [QUERY + LAW_HILBERT] = {"hilbert", 0, "X", "Hilbert transform", NULL},
    [QUERY + LAW_STIELTJES] = {"stieltjes", 0, "X", "m(x + iy) = E 1/(t - x - iy)", NULL},
    [QUERY + LAW_R_TRANSFORM] = {"r-transform", 0, "X", "R(x + iy)", NULL},
    [QUERY + LAW_S_TRANSFORM] = {"s-transform", 0, "X", "S(x + iy)", NULL},
    [QUERY + LAW_MOMENTS] = {"moments", 0, "N", "the first N moments", NULL},
    [QUERY + LAW_CUMULANTS] = {"cumulants", 0, "N", "the first N free cumulants", NULL},
    [QUERY + LAW_JACOBI] = {"jacobi", 0, "N", "the first N Jacobi coefficients", NULL},
    [QUERY + LAW_SAMPLE] = {"sample", 0, "N", "N independent variates", NULL},
    [QUERY +
        LAW_EIGENVALUES] = {"eigenvalues", 0, "N", "those of a random matrix of order N, without the matrix", NULL},
    [QUERY + LAW_MATRIX] = {"matrix", 0, "N", "a random matrix of order N", NULL},
    [IMAGINARY] = {"imaginary", 0, "Y", "y of a transform; the default is 0, from above", NULL},
    [VALUES] = {"values", 0, "FILE", "empirical: the sample; sample-covariance: the population's eigenvalues", NULL},
    [FIT] = {"fit", 0, "FILE", "take the parameters that make this sample likeliest", NULL},
    [COMPARE] = {"compare", 0, "FILE", "Kolmogorov-Smirnov distance to this sample", NULL},
    [OUTPUT] = {"output", 'o', "FILE", "write the result to FILE (.npy)", NULL},
    [PLOT] = {"plot", 0, "FILE", "write a gnuplot script of the density, which draws FILE.svg", NULL},
    COMMON_OPTIONS(COMMON),
};

static const char *const families[] = {[0] = "",
                                       [RMT_SEMICIRCLE] = "semicircle",
                                       [RMT_MARCHENKO_PASTUR] = "mp",
                                       [RMT_KESTEN_MCKAY] = "kesten-mckay",
                                       [RMT_WACHTER] = "wachter",
                                       [RMT_MEIXNER] = "meixner",
                                       [RMT_EMPIRICAL] = "empirical",
                                       [RMT_HTMP] = "htmp",
                                       [RMT_HTMP_INVERSE] = "inverse-htmp",
                                       [RMT_TRACY_WIDOM] = "tracy-widom",
                                       [LAW_SAMPLE_COVARIANCE] = "sample-covariance"};
const name_list law_family_names = {"law", families, sizeof families / sizeof families[0]};
const name_list law_operands = {"law", families + 1, sizeof families / sizeof families[0] - 1};

void law_help(FILE *stream)
{
    fputs("Usage: randlapack law [OPTION]... LAW\n"
          "Laws of the eigenvalues of large random matrices: densities, transforms, samples, fits.\n\n",
          stream);
    options_print(law_options, stream);
    fputs("\nLaws: semicircle, mp (Marchenko-Pastur), kesten-mckay, wachter, meixner (free), htmp (high-temperature\n"
          "      Marchenko-Pastur), inverse-htmp (of 1/x), tracy-widom, empirical (of --values),\n"
          "      sample-covariance (of a population with the eigenvalues --values)\n"
          "X, P: numbers between commas, FIRST:LAST:COUNT, or a .npy or Matrix Market file\n",
          stream);
    common_print_codes("done, 1 the fit did not converge, or values are not finite", stream);
}

/* ---------------------------------------------------------------- options ----------------------------------------- */

static int set_query(law_settings *s, law_query query, const char *value, cli_error *error)
{
    if (s->query != LAW_NOTHING && s->query != query)
        return cli_fail(error, CLI_USAGE, "--%s and --%s exclude each other", law_options[QUERY + s->query].name,
                        law_options[QUERY + query].name);
    s->query = query;
    s->argument = value;
    return CLI_OK;
}

static int set_option(void *context, int index, const char *value, cli_error *error)
{
    law_settings *s = context;
    if (index < QUERY) {
        s->given[index] = true;
        return options_real(law_options[index].name, value, &s->parameter[index], error);
    }
    if (index < IMAGINARY) return set_query(s, (law_query)(index - QUERY), value, error);
    switch (index) {
    case IMAGINARY:
        s->off_axis = true;
        return options_real("imaginary", value, &s->imaginary, error);
    case VALUES:
        s->values = value;
        break;
    case FIT:
        s->fit = value;
        break;
    case COMPARE:
        s->compared = value;
        break;
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

/* ---------------------------------------------------------------- what goes together ------------------------------ */

static bool depends(const law_family *family, int parameter)
{
    for (int i = 0; i < family->count; i++)
        if ((int)family->parameters[i] == parameter) return true;
    return false;
}

/* Parameters without a default; all have to be given, unless they are fitted. */
static bool has_default(int parameter)
{
    return parameter == LAW_RADIUS || parameter == LAW_VARIANCE || parameter == LAW_BETA || parameter == LAW_BANDWIDTH;
}

static int check_parameters(const law_settings *s, cli_error *error)
{
    const law_family *family = &law_families[s->family];
    const char *law = families[s->family];
    for (int i = 0; i < LAW_PARAMETERS; i++) {
        if (s->given[i] && !depends(family, i))
            return cli_fail(error, CLI_USAGE, "--%s does not go with %s", law_options[i].name, law);
        if (s->given[i] && s->fit)
            return cli_fail(error, CLI_USAGE, "--%s and --fit exclude each other", law_options[i].name);
        if (!s->given[i] && depends(family, i) && !has_default(i) && !s->fit)
            return cli_fail(error, CLI_USAGE, "%s needs --%s", law, law_options[i].name);
    }
    return CLI_OK;
}

static int check_together(const law_settings *s, cli_error *error)
{
    const bool empirical = s->family == RMT_EMPIRICAL, reads = empirical || s->family == LAW_SAMPLE_COVARIANCE;
    const int code = common_check(&s->common, error);
    if (code) return code;
    if (reads != (s->values != NULL))
        return reads ? cli_fail(error, CLI_USAGE, "%s needs --values", families[s->family])
                     : cli_fail(error, CLI_USAGE, "--values does not go with %s", families[s->family]);
    if (s->fit && (reads || s->family == RMT_TRACY_WIDOM))
        return cli_fail(error, CLI_USAGE, "--fit does not go with %s", families[s->family]);
    if (s->fit && s->compared) return cli_fail(error, CLI_USAGE, "--fit and --compare exclude each other");
    if (s->off_axis && (s->query < LAW_STIELTJES || s->query > LAW_S_TRANSFORM))
        return cli_fail(error, CLI_USAGE, "--imaginary needs --stieltjes, --r-transform or --s-transform");
    if (s->output && s->query == LAW_NOTHING) return cli_fail(error, CLI_USAGE, "--output needs something to be asked");
    return check_parameters(s, error);
}

int law_parse(int argc, char **argv, law_settings *s, cli_error *error)
{
    int operand, chosen = 0;
    *s = (law_settings){.query = LAW_NOTHING};
    s->parameter[LAW_RADIUS] = 2;
    s->parameter[LAW_VARIANCE] = s->parameter[LAW_BETA] = 1;
    int code = options_parse(law_options, argc, argv, set_option, s, &operand, error);
    if (code || s->common.help) return code;
    if (argc - operand != 1) return cli_fail(error, CLI_USAGE, "needs one law, but %d are given", argc - operand);
    code = names_choose(&law_operands, argv[operand], &chosen, error);
    s->family = chosen + 1;
    return code ? code : check_together(s, error);
}

const char *law_parameter_name(int parameter)
{
    return law_options[parameter].name;
}

const char *law_query_name(law_query query)
{
    return law_options[QUERY + query].name;
}
