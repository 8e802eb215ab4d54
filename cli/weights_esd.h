/** The picture of a layer's spectrum: its density by logarithmic bins, and what was fitted to it. */
#ifndef WEIGHTS_ESD_H
#define WEIGHTS_ESD_H

#include "weights.h"

enum { ESD_BINS = 48, ESD_POINTS = 160 };

/** A curve of up to ESD_POINTS points. */
typedef struct esd_curve {
    int count;
    double x[ESD_POINTS], y[ESD_POINTS];
} esd_curve;

/** The density of the eigenvalues, where there are any: in bins of equal length by logarithms. */
void esd_histogram(const weights_result *r, esd_curve *curve);

/** The power law, scaled to its share of the eigenvalues; count 0 if there is none. */
void esd_power_law(const weights_result *r, esd_curve *curve);
/** The truncated power law, likewise. */
void esd_truncated(const weights_result *r, esd_curve *curve);
/** The log-normal law on the same tail, likewise. */
void esd_log_normal(const weights_result *r, esd_curve *curve);
/** The Marchenko-Pastur bulk, scaled to the share of the eigenvalues that are no spikes. */
void esd_bulk(const weights_result *r, esd_curve *curve);

/** Draw it all. */
void esd_draw(FILE *stream, const weights_result *r);

#endif
