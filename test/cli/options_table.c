/* All options of all verbs as a page of documentation, which the test cli_options_table compares with doc/options.md.
 */
#include "verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 200 };

/* A name, with the verbs that have it in the order of the table of verbs. */
typedef struct row {
    const option_entry *option;
    int verbs[16], count;
} row;

static const option_entry *find(int v, const char *name)
{
    for (const option_entry *o = verbs[v]->table; o->name; o++)
        if (!strcmp(o->name, name)) return o;
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const row *)a)->option->name, ((const row *)b)->option->name);
}

static int collect(row *rows)
{
    int count = 0;
    for (int v = 0; v < verbs_count; v++)
        for (const option_entry *o = verbs[v]->table; o->name; o++) {
            int r = 0;
            while (r < count && strcmp(rows[r].option->name, o->name) != 0) r++;
            if (r == MOST) abort();
            if (r == count) rows[count++] = (row){.option = o};
            rows[r].verbs[rows[r].count++] = v;
        }
    qsort(rows, (size_t)count, sizeof *rows, by_name);
    return count;
}

/* A bar would end the cell, and two hyphens become a dash but in code. */
static void print_text(const char *text)
{
    bool code = false;
    for (; *text; text++) {
        const bool part = *text == '-' || (*text >= 'a' && *text <= 'z');
        if (!code && strncmp(text, "--", 2) == 0) {
            code = true;
            putchar('`');
        } else if (code && !part) {
            code = false;
            putchar('`');
        }
        printf(*text == '|' ? "\\|" : "%c", *text);
    }
    if (code) putchar('`');
}

/* The verbs whose line of help is this one, from the given one on; each is told once. */
static void print_verbs(const row *r, int from, bool *told)
{
    const char *help = find(r->verbs[from], r->option->name)->help;
    char names[200] = "";
    int same = 0;
    for (int i = from; i < r->count; i++) {
        if (strcmp(help, find(r->verbs[i], r->option->name)->help) != 0) continue;
        const size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s*%s*", used ? ", " : "", verbs[r->verbs[i]]->name);
        told[i] = true;
        same++;
    }
    printf("%s%s: ", from ? "; " : "", same == verbs_count ? "all" : names);
    print_text(help);
}

static void print_row(const row *r)
{
    const option_entry *o = r->option;
    bool told[16] = {false};
    printf("| `--%s%s%s`", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
    if (o->letter) printf(", `-%c`", o->letter);
    fputs(" | ", stdout);
    for (int i = 0; i < r->count; i++)
        if (!told[i]) print_verbs(r, i, told);
    puts(" |");
}

int main(void)
{
    static row rows[MOST];
    const int count = collect(rows);
    puts("# Options of the command {#options}\n\n"
         "Every option of every verb: a name means one thing in all of them, and so does a letter (`ctest -R "
         "cli_test_verbs`).\n"
         "Names may be shortened as long as they are unique. The page is printed from the tables that parse the "
         "command line\n"
         "(`ctest -R cli_options_table` compares it); words and defaults in full are in the man pages.\n\n"
         "| option | meaning |\n|---|---|");
    for (int r = 0; r < count; r++) print_row(&rows[r]);
    return 0;
}
