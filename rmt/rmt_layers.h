/**
 * @file rmt_layers.h
 * @brief What the layers of a network say together: correlation flow and scale collapse; included by rmt.h.
 *
 * Both are functions of one number for each layer, in the order of depth: the exponents of rmt_power_law_fit(), the
 * spectral norms.  NaN stands for a layer that has none, and is left out.
 */
#ifndef RMT_LAYERS_H
#define RMT_LAYERS_H

#include "randblas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Report of rmt_correlation_flow(). */
typedef struct rmt_flow_report {
    double mean;      /**< of the exponents */
    double deviation; /**< their standard deviation; NaN for one layer */
    double slope;     /**< per unit of depth, the median over all pairs of layers */
    double tau;       /**< Kendall's rank correlation with depth, tau-b, in [-1, 1] */
    double p_value;   /**< of a correlation as far from 0 in random order; the normal approximation, with ties */
    double roughness; /**< mean |change| from a layer to the next over the mean |difference| of all pairs: 1 in random
                           order, less where the exponents flow, more where they alternate */
    int64_t layers;   /**< that have an exponent */
    int64_t low;      /**< of these, with alpha < 2: over-trained */
    int64_t high;     /**< with alpha > 6: under-trained */
} rmt_flow_report;

/**
 * Correlation flow @cite martin2021b : how the exponents alpha change with depth.  In well-trained networks they change
 * little, or slowly; they drift or scatter where information does not get through.  Trend: the median slope of all
 * pairs (Theil and Sen) and Kendall's tau, which an outlying layer hardly moves.  Smoothness: roughness.
 *
 * NaN where a quantity needs more layers (two; three for p_value), or values that differ.
 *
 * @param[in]  n       number of layers
 * @param[in]  depth   of each layer, ascending; NULL: 0, 1, 2 ...
 * @param[in]  alpha   exponents; NaN: none
 * @param[out] report  the flow
 * @return 0, -i (-2 also when depth does not ascend or is not finite), RANDBLAS_NOT_FINITE (an infinite alpha), memory
 *         codes
 */
RANDBLAS_API int rmt_correlation_flow(int64_t n, const double *depth, const double *alpha, rmt_flow_report *report);

/** Report of rmt_scale_collapse(). */
typedef struct rmt_collapse_report {
    double centre;     /**< median of the logarithms */
    double spread;     /**< their deviation: 1.4826 median |log - centre|, at least 0.05 */
    double lowest;     /**< (log - centre)/spread of the lowest layer */
    int64_t worst;     /**< that layer; -1: none */
    int64_t layers;    /**< that have a norm */
    int64_t collapsed; /**< how many have collapsed */
} rmt_collapse_report;

/**
 * Scale collapse @cite martin2021b : layers whose scale has been lost, such as happens in distilled or compressed
 * models. With y = log10(norm), or log10(norm/reference) against another state of the same model, a layer has collapsed
 * when
 *
 *     y < median(y) - max(threshold spread, log10 2),
 *
 * an outlier below by the median absolute deviation and a factor of 2 at least.  A norm of 0 has.  Norms of layers of
 * different shapes compare when divided by what a random matrix of the shape would have, sqrt(rows) + sqrt(columns).
 *
 * @param[in]  n          number of layers
 * @param[in]  norm       spectral norms, at least 0; NaN: none
 * @param[in]  reference  norms before, positive, or NULL; NaN: none
 * @param[in]  threshold  in deviations, at least 0; 0: 3.5
 * @param[out] collapsed  for each layer 1 or 0, or NULL
 * @param[out] report     the result
 * @return 0, -i (-2, -3 also for norms out of range), memory codes
 */
RANDBLAS_API int rmt_scale_collapse(int64_t n, const double *norm, const double *reference, double threshold,
                                    int32_t *collapsed, rmt_collapse_report *report);

#ifdef __cplusplus
}
#endif

#endif
