/* The table of verbs; see verbs.h. */
#include "verbs.h"

#include "decompress.h"
#include "eig.h"
#include "id.h"
#include "law.h"
#include "logdet.h"
#include "lstsq.h"
#include "nnerror.h"
#include "qr.h"
#include "svd.h"
#include "weights.h"

#include <string.h>

const verb *const verbs[] = {&lstsq_verb, &svd_verb.frame, &eig_verb.frame, &id_verb.frame, &decompress_verb,
                             &law_verb,   &logdet_verb,    &nnerror_verb,   &qr_verb.frame, &weights_verb};
const int verbs_count = sizeof verbs / sizeof verbs[0];

const verb *verb_find(const char *name)
{
    for (int i = 0; i < verbs_count; i++)
        if (!strcmp(name, verbs[i]->name)) return verbs[i];
    return NULL;
}
