/* Scripts that complete the command line; see completion.h.  The letter of an option is completed like its name. */
#include "completion.h"

#include "verbs.h"

#include <string.h>

static const char *const shells[] = {"bash", "zsh"};
const name_list completion_shells = {"shell", shells, sizeof shells / sizeof shells[0]};
static const char *const others[] = {"help", "completion", "--help", "--version"};
const name_list completion_words = {"word", others, sizeof others / sizeof others[0]};

static void print_words(const name_list *list, FILE *stream)
{
    for (int i = 0; i < list->count; i++) fprintf(stream, "%s%s", i ? " " : "", list->names[i]);
}

static void print_verbs(FILE *stream)
{
    for (int v = 0; v < verbs_count; v++) fprintf(stream, "%s%s", v ? " " : "", verbs[v]->name);
}

static bool is_file(const option_entry *o)
{
    return !strcmp(o->argument, "FILE") || !strcmp(o->argument, "MODEL");
}

static bool is_folder(const option_entry *o)
{
    return !strcmp(o->argument, "FOLDER");
}

/* ---------------------------------------------------------------- bash -------------------------------------------- */

static const char bash_head[] =
    "# Completion of randlapack in bash; printed by 'randlapack completion bash'.\n"
    "_randlapack()\n"
    "{\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]}\n"
    "    local options='' words=''\n"
    "    COMPREPLY=()\n"
    "    [[ $current == = ]] && current='' # of --name=value, which bash takes apart\n"
    "    [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD - 2]}\n";

static const char bash_tail[] = "    if [[ $current == -* ]]; then\n"
                                "        words=$options\n"
                                "    elif [[ -z $words ]]; then\n"
                                "        _randlapack_files -f \"$current\"\n"
                                "        return\n"
                                "    fi\n"
                                "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
                                "}\n\n"
                                "_randlapack_files()\n"
                                "{\n"
                                "    mapfile -t COMPREPLY < <(compgen \"$1\" -- \"$2\")\n"
                                "    compopt -o filenames 2>/dev/null\n"
                                "}\n\n"
                                "complete -F _randlapack randlapack\n";

/* What follows an option: words, a file, a folder, or something that nobody but the user knows. */
static void bash_argument(const verb *v, const option_entry *o, FILE *stream)
{
    fprintf(stream, "        %s:--%s", v->name, o->name);
    if (o->letter) fprintf(stream, " | %s:-%c", v->name, o->letter);
    fputs(") ", stream);
    if (o->words) {
        fputs("options='' words='", stream);
        print_words(o->words, stream);
        fputs("' ;;\n", stream);
    } else if (is_file(o) || is_folder(o))
        fprintf(stream, "_randlapack_files -%c \"$current\"; return ;;\n", is_file(o) ? 'f' : 'd');
    else
        fputs("return ;;\n", stream);
}

static void bash_verb(const verb *v, FILE *stream)
{
    fprintf(stream, "        %s) options='", v->name);
    for (const option_entry *o = v->table; o->name; o++) fprintf(stream, "%s--%s", o == v->table ? "" : " ", o->name);
    fputc('\'', stream);
    if (v->operands) {
        fputs(" words='", stream);
        print_words(v->operands, stream);
        fputc('\'', stream);
    }
    fputs(" ;;\n", stream);
}

static void print_bash(FILE *stream)
{
    fputs(bash_head, stream);
    fputs("    ((COMP_CWORD == 1)) && verb=''\n    case $verb in\n        '') words='", stream);
    print_verbs(stream);
    fputc(' ', stream);
    print_words(&completion_words, stream);
    fputs("' options=$words ;;\n        help) words='", stream);
    print_verbs(stream);
    fputs("' ;;\n        completion) words='", stream);
    print_words(&completion_shells, stream);
    fputs("' ;;\n", stream);
    for (int v = 0; v < verbs_count; v++) bash_verb(verbs[v], stream);
    fputs("    esac\n    case $verb:$before in\n", stream);
    for (int v = 0; v < verbs_count; v++)
        for (const option_entry *o = verbs[v]->table; o->name; o++)
            if (o->argument) bash_argument(verbs[v], o, stream);
    fputs("    esac\n", stream);
    fputs(bash_tail, stream);
}

/* ---------------------------------------------------------------- zsh --------------------------------------------- */

/* A line of help within '...[help]...' of _arguments. */
static void zsh_text(const char *text, FILE *stream)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", stream);
        else if (strchr("[]:\\", *text))
            fprintf(stream, "\\%c", *text);
        else
            fputc(*text, stream);
    }
}

static void zsh_option(const option_entry *o, FILE *stream)
{
    const char *equals = o->argument ? "=" : "";
    fputs("            ", stream);
    if (o->letter)
        fprintf(stream, "'(-%c --%s)'{-%c,--%s%s}'[", o->letter, o->name, o->letter, o->name, equals);
    else
        fprintf(stream, "'--%s%s[", o->name, equals);
    zsh_text(o->help, stream);
    fputc(']', stream);
    if (o->argument) {
        fprintf(stream, ":%s:", o->argument);
        if (o->words) {
            fputc('(', stream);
            print_words(o->words, stream);
            fputc(')', stream);
        } else if (is_file(o) || is_folder(o))
            fputs(is_file(o) ? "_files" : "_files -/", stream);
    }
    fputs("' \\\n", stream);
}

static void zsh_verb(const verb *v, FILE *stream)
{
    fprintf(stream, "        %s) _arguments -s -S : \\\n", v->name);
    for (const option_entry *o = v->table; o->name; o++) zsh_option(o, stream);
    fputs("            '*:", stream);
    if (v->operands) {
        fprintf(stream, "%s:(", v->operands->what);
        print_words(v->operands, stream);
        fputs(")' ;;\n", stream);
    } else
        fputs("file:_files' ;;\n", stream);
}

static void print_zsh(FILE *stream)
{
    fputs("#compdef randlapack\n"
          "# Completion of randlapack in zsh; printed by 'randlapack completion zsh'.\n"
          "_randlapack()\n{\n    local -a verbs\n    verbs=(\n",
          stream);
    for (int v = 0; v < verbs_count; v++) {
        fprintf(stream, "        '%s:", verbs[v]->name);
        zsh_text(verbs[v]->summary, stream);
        fputs("'\n", stream);
    }
    fputs("        'help:options of a verb'\n        'completion:a script like this one'\n    )\n"
          "    if ((CURRENT == 2)); then\n        _describe verb verbs\n        return\n    fi\n"
          "    local verb=$words[2]\n    shift words\n    ((CURRENT--))\n    case $verb in\n        help) compadd ",
          stream);
    print_verbs(stream);
    fputs(" ;;\n        completion) compadd ", stream);
    print_words(&completion_shells, stream);
    fputs(" ;;\n", stream);
    for (int v = 0; v < verbs_count; v++) zsh_verb(verbs[v], stream);
    fputs("    esac\n}\n\n_randlapack \"$@\"\n", stream);
}

void completion_print(int shell, FILE *stream)
{
    static void (*const print[])(FILE *) = {print_bash, print_zsh};
    print[shell](stream);
}
