/* The frame of all verbs; see verb.h. */
#include "verb.h"

#include "atomic_file.h"
#include "atomic_folder.h"
#include "input.h"
#include "interrupt.h"
#include "threads.h"

static const common_settings *common_of(const verb *self, const void *run)
{
    return (const common_settings *)(const void *)((const char *)run + self->common);
}

progress verb_progress(const common_settings *settings, bool silent)
{
    progress bar = progress_begin(settings->quiet || silent);
    if (settings->progress && !silent) progress_insist(&bar);
    return bar;
}

int verb_check_files(const verb *self, void *run)
{
    verb_file files[VERB_FILES];
    cli_error error;
    const int count = self->files(run, files);
    for (int i = 0; i < count; i++) {
        const verb_file *f = &files[i];
        if (!f->path) continue;
        const int code =
            f->folder ? atomic_folder_check(f->path, f->force, &error) : atomic_file_check(f->path, &error);
        if (code) return cli_complain(f->path, code, "%s", error.text);
    }
    return CLI_OK;
}

static int write_files(const verb *self, void *run)
{
    verb_file files[VERB_FILES];
    cli_error error;
    const int count = self->files(run, files);
    for (int i = 0; i < count; i++) {
        const int code = files[i].path ? files[i].write(run, &error) : CLI_OK;
        if (code) return cli_complain(files[i].path, code, "%s", error.text);
    }
    return CLI_OK;
}

int verb_deliver(const verb *self, void *run)
{
    const common_settings *common = common_of(self, run);
    const bool present = !self->present || self->present(run);
    cli_error error;
    int code = present ? write_files(self, run) : CLI_OK;
    if (code) return code;
    if (common->json) {
        code = self->json(run, &error);
        return code ? cli_complain(self->name, code, "%s", error.text) : CLI_OK;
    }
    if (!present) return CLI_OK; /* the sentence has been said */
    const bool printed = self->print && self->print(run);
    if (!common->quiet) self->summarise(run, printed ? stderr : stdout);
    return CLI_OK;
}

static int run_all(const verb *self, void *run)
{
    const common_settings *common = common_of(self, run);
    progress bar = verb_progress(common, false);
    if (common->threads) threads_set((int)common->threads);
    int code = verb_check_files(self, run);
    if (!code) code = self->compute(run, &bar);
    progress_end(&bar);
    if (code && (code != CLI_NUMERICAL || !self->partial)) return code;
    if (interrupt_signal()) return input_stopped(self->name);
    const int delivered = verb_deliver(self, run);
    return delivered ? delivered : code;
}

int verb_main(const verb *self, void *run, int argc, char **argv)
{
    cli_error error;
    int code = self->parse(argc, argv, run, &error);
    if (code)
        common_usage(self->name, code, &error);
    else if (common_of(self, run)->help)
        self->help(self, stdout);
    else
        code = run_all(self, run);
    self->release(run);
    return code;
}
