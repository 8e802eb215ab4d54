/* The phase of a layer; the rules stand in rmt_weights.h. */
#include "weights_impl.h"

int rmt_weights_classify(const rmt_weights_evidence *evidence, rmt_weights_phase *phase)
{
    const rmt_weights_evidence *e = evidence;
    if (!e) return -1;
    if (!phase) return -2;
    const bool many = e->spike_share >= 0.1;
    *phase = RMT_PHASE_UNKNOWN;
    if (e->rank_loss >= 0.1)
        *phase = RMT_PHASE_RANK_COLLAPSE;
    else if (e->entry_tail < 2 || e->spike_share >= 0.5 || (many && e->alpha < 2))
        *phase = RMT_PHASE_HEAVY_TAILED;
    else if (e->entry_tail < 4 || many)
        *phase = RMT_PHASE_BULK_DECAY;
    else if (e->spike_share <= 0)
        *phase = e->bulk_distance <= 0.2 ? RMT_PHASE_RANDOM_LIKE : RMT_PHASE_UNKNOWN;
    else if (e->strength <= 2)
        *phase = RMT_PHASE_BLEEDING_OUT;
    else if (e->strength > 2)
        *phase = RMT_PHASE_BULK_SPIKES;
    return 0;
}
