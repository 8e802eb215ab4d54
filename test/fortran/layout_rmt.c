/* Layout of the structs of rmt.h; see layout.h. */
#include "layout.h"

#include "rmt.h"

int layout_of_rmt(int which, int64_t *members)
{
    int n = 0;
    switch (which) {
    case 300:
        AT(rmt_logdet_options, size), AT(rmt_logdet_options, control), AT(rmt_logdet_options, tolerance),
            AT(rmt_logdet_options, overwrite), AT(rmt_logdet_options, orthonormal),
            members[n++] = sizeof(rmt_logdet_options);
        break;
    case 301:
        AT(rmt_logdet_report, logabsdet), AT(rmt_logdet_report, sign), AT(rmt_logdet_report, rank),
            AT(rmt_logdet_report, logdet_xx), AT(rmt_logdet_report, logpdet), members[n++] = sizeof(rmt_logdet_report);
        break;
    case 310:
        AT(rmt_dmemdet_input, size), AT(rmt_dmemdet_input, format), AT(rmt_dmemdet_input, layout),
            AT(rmt_dmemdet_input, n), AT(rmt_dmemdet_input, path), AT(rmt_dmemdet_input, offset),
            AT(rmt_dmemdet_input, block), AT(rmt_dmemdet_input, context), AT(rmt_dmemdet_input, fingerprint),
            members[n++] = sizeof(rmt_dmemdet_input);
        break;
    case 311:
        AT(rmt_smemdet_input, size), AT(rmt_smemdet_input, format), AT(rmt_smemdet_input, layout),
            AT(rmt_smemdet_input, n), AT(rmt_smemdet_input, path), AT(rmt_smemdet_input, offset),
            AT(rmt_smemdet_input, block), AT(rmt_smemdet_input, context), AT(rmt_smemdet_input, fingerprint),
            members[n++] = sizeof(rmt_smemdet_input);
        break;
    case 312:
        AT(rmt_memdet_options, size), AT(rmt_memdet_options, control), AT(rmt_memdet_options, method),
            AT(rmt_memdet_options, block), AT(rmt_memdet_options, chunk), AT(rmt_memdet_options, scratch),
            AT(rmt_memdet_options, resume), AT(rmt_memdet_options, keep), AT(rmt_memdet_options, single_scratch),
            AT(rmt_memdet_options, growth_limit), AT(rmt_memdet_options, leading),
            members[n++] = sizeof(rmt_memdet_options);
        break;
    case 313:
        AT(rmt_memdet_report, logabsdet), AT(rmt_memdet_report, sign), AT(rmt_memdet_report, method),
            AT(rmt_memdet_report, fallback), AT(rmt_memdet_report, n), AT(rmt_memdet_report, block),
            AT(rmt_memdet_report, blocks), AT(rmt_memdet_report, chunk), AT(rmt_memdet_report, failed),
            AT(rmt_memdet_report, growth), AT(rmt_memdet_report, least_pivot), AT(rmt_memdet_report, input_blocks),
            AT(rmt_memdet_report, read_blocks), AT(rmt_memdet_report, written_blocks),
            AT(rmt_memdet_report, read_bytes), AT(rmt_memdet_report, written_bytes), AT(rmt_memdet_report, resumed),
            AT(rmt_memdet_report, bytes), AT(rmt_memdet_report, seconds), AT(rmt_memdet_report, seconds_input),
            AT(rmt_memdet_report, seconds_io), AT(rmt_memdet_report, seconds_wait),
            members[n++] = sizeof(rmt_memdet_report);
        break;
    case 302:
        AT(rmt_flodance_options, size), AT(rmt_flodance_options, control), AT(rmt_flodance_options, terms),
            AT(rmt_flodance_options, burn_in), AT(rmt_flodance_options, known), AT(rmt_flodance_options, target),
            AT(rmt_flodance_options, confidence), members[n++] = sizeof(rmt_flodance_options);
        break;
    case 303:
        AT(rmt_flodance_model, first), AT(rmt_flodance_model, last), AT(rmt_flodance_model, orders),
            AT(rmt_flodance_model, terms), AT(rmt_flodance_model, level), AT(rmt_flodance_model, coefficient),
            AT(rmt_flodance_model, covariance), AT(rmt_flodance_model, noise), AT(rmt_flodance_model, growth),
            AT(rmt_flodance_model, error), AT(rmt_flodance_model, inflation), AT(rmt_flodance_model, quantile),
            AT(rmt_flodance_model, correlation), members[n++] = sizeof(rmt_flodance_model);
        break;
    case 304:
        AT(rmt_flodance_candidate, terms), AT(rmt_flodance_candidate, first), AT(rmt_flodance_candidate, error),
            AT(rmt_flodance_candidate, standard_error), AT(rmt_flodance_candidate, score),
            members[n++] = sizeof(rmt_flodance_candidate);
        break;
    case 305:
        AT(rmt_flodance_report, candidates), AT(rmt_flodance_report, chosen), AT(rmt_flodance_report, table),
            members[n++] = sizeof(rmt_flodance_report);
        break;
    case 306:
        AT(rmt_extrapolate_options, size), AT(rmt_extrapolate_options, control), AT(rmt_extrapolate_options, state),
            AT(rmt_extrapolate_options, points), AT(rmt_extrapolate_options, orders),
            AT(rmt_extrapolate_options, neighbours), AT(rmt_extrapolate_options, terms),
            AT(rmt_extrapolate_options, confidence), AT(rmt_extrapolate_options, curve),
            members[n++] = sizeof(rmt_extrapolate_options);
        break;
    case 307:
        AT(rmt_extrapolate_report, logdet), AT(rmt_extrapolate_report, half_width),
            AT(rmt_extrapolate_report, baseline), AT(rmt_extrapolate_report, rest), AT(rmt_extrapolate_report, points),
            AT(rmt_extrapolate_report, flops), AT(rmt_extrapolate_report, model), AT(rmt_extrapolate_report, table),
            AT(rmt_extrapolate_report, seconds_baseline), AT(rmt_extrapolate_report, seconds_factor),
            members[n++] = sizeof(rmt_extrapolate_report);
        break;
    case 330:
        AT(rmt_power_law_options, size), AT(rmt_power_law_options, control), AT(rmt_power_law_options, xmin),
            AT(rmt_power_law_options, least_tail), AT(rmt_power_law_options, replicates),
            AT(rmt_power_law_options, state), members[n++] = sizeof(rmt_power_law_options);
        break;
    case 331:
        AT(rmt_power_law_report, alpha), AT(rmt_power_law_report, xmin), AT(rmt_power_law_report, standard_error),
            AT(rmt_power_law_report, distance), AT(rmt_power_law_report, log_likelihood),
            AT(rmt_power_law_report, p_value), AT(rmt_power_law_report, tail), AT(rmt_power_law_report, positive),
            AT(rmt_power_law_report, candidates), members[n++] = sizeof(rmt_power_law_report);
        break;
    case 332:
        AT(rmt_tail_report, parameters), AT(rmt_tail_report, standard_errors), AT(rmt_tail_report, log_likelihood),
            AT(rmt_tail_report, distance), AT(rmt_tail_report, tail), AT(rmt_tail_report, boundary),
            members[n++] = sizeof(rmt_tail_report);
        break;
    case 333:
        AT(rmt_tail_comparison, ratio), AT(rmt_tail_comparison, normalised), AT(rmt_tail_comparison, p_value),
            AT(rmt_tail_comparison, nested), AT(rmt_tail_comparison, first), AT(rmt_tail_comparison, second),
            members[n++] = sizeof(rmt_tail_comparison);
        break;
    case 380:
        AT(rmt_decompress_options, size), AT(rmt_decompress_options, control), AT(rmt_decompress_options, model),
            AT(rmt_decompress_options, symmetry), AT(rmt_decompress_options, moments),
            AT(rmt_decompress_options, penalty), members[n++] = sizeof(rmt_decompress_options);
        break;
    case 381:
        AT(rmt_decompress_report, model), AT(rmt_decompress_report, parameters), AT(rmt_decompress_report, mean),
            AT(rmt_decompress_report, deviation), AT(rmt_decompress_report, skew), AT(rmt_decompress_report, excess),
            AT(rmt_decompress_report, shift), AT(rmt_decompress_report, standard_errors),
            AT(rmt_decompress_report, misfit), AT(rmt_decompress_report, noise), AT(rmt_decompress_report, limit),
            members[n++] = sizeof(rmt_decompress_report);
        break;
    case 382:
        AT(rmt_decompress_smooth_options, size), AT(rmt_decompress_smooth_options, control),
            AT(rmt_decompress_smooth_options, low), AT(rmt_decompress_smooth_options, high),
            AT(rmt_decompress_smooth_options, smoothing), AT(rmt_decompress_smooth_options, nodes),
            AT(rmt_decompress_smooth_options, moments), AT(rmt_decompress_smooth_options, symmetry),
            members[n++] = sizeof(rmt_decompress_smooth_options);
        break;
    case 383:
        AT(rmt_decompress_smooth_report, low), AT(rmt_decompress_smooth_report, high),
            AT(rmt_decompress_smooth_report, smoothing), AT(rmt_decompress_smooth_report, misfit),
            AT(rmt_decompress_smooth_report, least), members[n++] = sizeof(rmt_decompress_smooth_report);
        break;
    case 384:
        AT(rmt_decompress_check_report, diagonal), AT(rmt_decompress_check_report, sum),
            AT(rmt_decompress_check_report, energy), AT(rmt_decompress_check_report, p_value),
            members[n++] = sizeof(rmt_decompress_check_report);
        break;
    case 390:
        AT(rmt_decompress_kernel_options, size), AT(rmt_decompress_kernel_options, control),
            AT(rmt_decompress_kernel_options, state), AT(rmt_decompress_kernel_options, splits),
            AT(rmt_decompress_kernel_options, degree), members[n++] = sizeof(rmt_decompress_kernel_options);
        break;
    case 391:
        AT(rmt_decompress_kernel_report, log_det), AT(rmt_decompress_kernel_report, log_det_error),
            AT(rmt_decompress_kernel_report, growth), AT(rmt_decompress_kernel_report, previous),
            AT(rmt_decompress_kernel_report, damping), AT(rmt_decompress_kernel_report, trace),
            AT(rmt_decompress_kernel_report, misfit), members[n++] = sizeof(rmt_decompress_kernel_report);
        break;
    case 385:
        AT(rmt_continuation_options, size), AT(rmt_continuation_options, control), AT(rmt_continuation_options, method),
            AT(rmt_continuation_options, order), AT(rmt_continuation_options, moments),
            AT(rmt_continuation_options, symmetry), AT(rmt_continuation_options, penalty),
            members[n++] = sizeof(rmt_continuation_options);
        break;
    case 386:
        AT(rmt_continuation_report, method), AT(rmt_continuation_report, order), AT(rmt_continuation_report, degree),
            AT(rmt_continuation_report, parameters), AT(rmt_continuation_report, bands),
            AT(rmt_continuation_report, failed), AT(rmt_continuation_report, repaired),
            AT(rmt_continuation_report, broken), AT(rmt_continuation_report, damping),
            AT(rmt_continuation_report, misfit), AT(rmt_continuation_report, noise), AT(rmt_continuation_report, mass),
            AT(rmt_continuation_report, mean_error), AT(rmt_continuation_report, variance_ratio),
            AT(rmt_continuation_report, least), AT(rmt_continuation_report, distance),
            members[n++] = sizeof(rmt_continuation_report);
        break;
    case 320:
        AT(rmt_law_fit_report, parameters), AT(rmt_law_fit_report, errors), AT(rmt_law_fit_report, log_likelihood),
            AT(rmt_law_fit_report, evaluations), members[n++] = sizeof(rmt_law_fit_report);
        break;
    case 321:
        AT(rmt_shrink_report, noise), AT(rmt_shrink_report, threshold), AT(rmt_shrink_report, rank),
            members[n++] = sizeof(rmt_shrink_report);
        break;
    case 322:
        AT(rmt_features_point, theta), AT(rmt_features_point, delta), AT(rmt_features_point, degrees),
            AT(rmt_features_point, train), AT(rmt_features_point, test), AT(rmt_features_point, iterations),
            members[n++] = sizeof(rmt_features_point);
        break;
    case 350:
        AT(rmt_features_simulation_options, size), AT(rmt_features_simulation_options, control),
            AT(rmt_features_simulation_options, state), AT(rmt_features_simulation_options, runs),
            members[n++] = sizeof(rmt_features_simulation_options);
        break;
    case 351:
        AT(rmt_features_simulation, train), AT(rmt_features_simulation, test), AT(rmt_features_simulation, train_error),
            AT(rmt_features_simulation, test_error), members[n++] = sizeof(rmt_features_simulation);
        break;
    case 340:
        AT(rmt_linear_kernel, gram), AT(rmt_linear_kernel, constant), AT(rmt_linear_kernel, diagonal),
            members[n++] = sizeof(rmt_linear_kernel);
        break;
    case 341:
        AT(rmt_deep_layer, ck_diagonal), AT(rmt_deep_layer, ck_linear), AT(rmt_deep_layer, ck_square),
            AT(rmt_deep_layer, ntk_diagonal), AT(rmt_deep_layer, ntk_linear), AT(rmt_deep_layer, ntk_square),
            members[n++] = sizeof(rmt_deep_layer);
        break;
    case 370:
        AT(rmt_htmp_fit_options, size), AT(rmt_htmp_fit_options, control), AT(rmt_htmp_fit_options, inverse),
            AT(rmt_htmp_fit_options, sampling), AT(rmt_htmp_fit_options, estimates_only),
            AT(rmt_htmp_fit_options, order), AT(rmt_htmp_fit_options, scale), AT(rmt_htmp_fit_options, level),
            members[n++] = sizeof(rmt_htmp_fit_options);
        break;
    case 371:
        AT(rmt_htmp_fit_report, gamma), AT(rmt_htmp_fit_report, kappa), AT(rmt_htmp_fit_report, scale),
            AT(rmt_htmp_fit_report, gamma_error), AT(rmt_htmp_fit_report, kappa_error),
            AT(rmt_htmp_fit_report, scale_error), AT(rmt_htmp_fit_report, gamma_interval),
            AT(rmt_htmp_fit_report, kappa_interval), AT(rmt_htmp_fit_report, level),
            AT(rmt_htmp_fit_report, log_likelihood), AT(rmt_htmp_fit_report, tail_exponent),
            AT(rmt_htmp_fit_report, cutoff_exponent), AT(rmt_htmp_fit_report, scaling_exponent),
            AT(rmt_htmp_fit_report, exponent_error), AT(rmt_htmp_fit_report, count),
            AT(rmt_htmp_fit_report, evaluations), AT(rmt_htmp_fit_report, boundary),
            members[n++] = sizeof(rmt_htmp_fit_report);
        break;
    case 372:
        AT(rmt_htmp_repulsion_report, kappa), AT(rmt_htmp_repulsion_report, error),
            AT(rmt_htmp_repulsion_report, dimension), AT(rmt_htmp_repulsion_report, shape),
            members[n++] = sizeof(rmt_htmp_repulsion_report);
        break;
    case 373:
        AT(rmt_flow_report, mean), AT(rmt_flow_report, deviation), AT(rmt_flow_report, slope), AT(rmt_flow_report, tau),
            AT(rmt_flow_report, p_value), AT(rmt_flow_report, roughness), AT(rmt_flow_report, layers),
            AT(rmt_flow_report, low), AT(rmt_flow_report, high), members[n++] = sizeof(rmt_flow_report);
        break;
    case 374:
        AT(rmt_collapse_report, centre), AT(rmt_collapse_report, spread), AT(rmt_collapse_report, lowest),
            AT(rmt_collapse_report, worst), AT(rmt_collapse_report, layers), AT(rmt_collapse_report, collapsed),
            members[n++] = sizeof(rmt_collapse_report);
        break;
    case 360:
        AT(rmt_weights_spectrum_options, size), AT(rmt_weights_spectrum_options, control),
            AT(rmt_weights_spectrum_options, state), AT(rmt_weights_spectrum_options, method),
            AT(rmt_weights_spectrum_options, accuracy), members[n++] = sizeof(rmt_weights_spectrum_options);
        break;
    case 361:
        AT(rmt_weights_spectrum_report, count), AT(rmt_weights_spectrum_report, trusted),
            AT(rmt_weights_spectrum_report, method), AT(rmt_weights_spectrum_report, exponent),
            AT(rmt_weights_spectrum_report, error), AT(rmt_weights_spectrum_report, trace),
            AT(rmt_weights_spectrum_report, seconds), members[n++] = sizeof(rmt_weights_spectrum_report);
        break;
    case 362:
        AT(rmt_weights_bulk, sigma), AT(rmt_weights_bulk, lower), AT(rmt_weights_bulk, upper),
            AT(rmt_weights_bulk, margin), AT(rmt_weights_bulk, statistic), AT(rmt_weights_bulk, p_value),
            AT(rmt_weights_bulk, distance), AT(rmt_weights_bulk, share), AT(rmt_weights_bulk, softrank),
            AT(rmt_weights_bulk, spikes), members[n++] = sizeof(rmt_weights_bulk);
        break;
    case 363:
        AT(rmt_weights_metrics, lambda_max), AT(rmt_weights_metrics, lambda_min), AT(rmt_weights_metrics, norm),
            AT(rmt_weights_metrics, spectral_norm), AT(rmt_weights_metrics, log_norm),
            AT(rmt_weights_metrics, log_spectral_norm), AT(rmt_weights_metrics, alpha_hat),
            AT(rmt_weights_metrics, log_alpha_norm), AT(rmt_weights_metrics, log_alpha_schatten),
            AT(rmt_weights_metrics, stable_rank), AT(rmt_weights_metrics, entropy),
            AT(rmt_weights_metrics, participation), AT(rmt_weights_metrics, detx), AT(rmt_weights_metrics, detx_count),
            AT(rmt_weights_metrics, rank), AT(rmt_weights_metrics, rank_loss),
            members[n++] = sizeof(rmt_weights_metrics);
        break;
    case 364:
        AT(rmt_weights_random, lambda_max), AT(rmt_weights_random, distance), AT(rmt_weights_random, softrank),
            AT(rmt_weights_random, bulk), members[n++] = sizeof(rmt_weights_random);
        break;
    case 365:
        AT(rmt_weights_evidence, rank_loss), AT(rmt_weights_evidence, entry_tail),
            AT(rmt_weights_evidence, spike_share), AT(rmt_weights_evidence, strength),
            AT(rmt_weights_evidence, bulk_distance), AT(rmt_weights_evidence, alpha),
            AT(rmt_weights_evidence, tail_share), AT(rmt_weights_evidence, traps),
            members[n++] = sizeof(rmt_weights_evidence);
        break;
    case 366:
        AT(rmt_weights_options, size), AT(rmt_weights_options, control), AT(rmt_weights_options, state),
            AT(rmt_weights_options, method), AT(rmt_weights_options, skip), AT(rmt_weights_options, accuracy),
            AT(rmt_weights_options, least), AT(rmt_weights_options, least_tail), AT(rmt_weights_options, replicates),
            AT(rmt_weights_options, level), AT(rmt_weights_options, tolerance), AT(rmt_weights_options, largest),
            members[n++] = sizeof(rmt_weights_options);
        break;
    case 367:
        AT(rmt_weights_report, m), AT(rmt_weights_report, n), AT(rmt_weights_report, done),
            AT(rmt_weights_report, codes), AT(rmt_weights_report, phase), AT(rmt_weights_report, spectrum),
            AT(rmt_weights_report, metrics), AT(rmt_weights_report, power_law), AT(rmt_weights_report, truncated),
            AT(rmt_weights_report, exponential), AT(rmt_weights_report, log_normal), AT(rmt_weights_report, bulk),
            AT(rmt_weights_report, random), AT(rmt_weights_report, evidence), AT(rmt_weights_report, entry_max),
            AT(rmt_weights_report, seconds), members[n++] = sizeof(rmt_weights_report);
        break;
    case 368:
        AT(rmt_weights_comparison, divergence), AT(rmt_weights_comparison, euclidean),
            AT(rmt_weights_comparison, relative), AT(rmt_weights_comparison, cosine), AT(rmt_weights_comparison, drift),
            AT(rmt_weights_comparison, drift_error), AT(rmt_weights_comparison, first),
            AT(rmt_weights_comparison, second), members[n++] = sizeof(rmt_weights_comparison);
        break;
    default:
        break;
    }
    return n;
}
