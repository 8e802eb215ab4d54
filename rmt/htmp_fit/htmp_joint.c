/*
 * The joint likelihood of the eigenvalues u of beta-Laguerre matrices of order n, beta = kappa/n (Dumitriu and Edelman
 * 2002), c = s - kappa (n - 1)/(2 n), theta = scale/s:
 *
 *     prod_(i<j) |u_i - u_j|^beta prod u_i^(c-1) e^(-u_i/theta) / Z,
 *     Z = theta^(n s) prod_(j<n) Gamma(1 + (j+1) beta/2) Gamma(c + j beta/2)/Gamma(1 + beta/2)   (Selberg).
 *
 * It needs two sums of each matrix and one of all; the scale at its maximum is the mean of all eigenvalues.
 */
#include "htmp_fit_impl.h"

static double log_normaliser(int64_t n, double beta, double c)
{
    double sum = 0;
    for (int64_t j = 0; j < n; j++) sum += lgamma(1 + (double)(j + 1) * beta / 2) + lgamma(c + (double)j * beta / 2);
    return sum - (double)n * lgamma(1 + beta / 2);
}

static double value(rmt_htmp_likelihood *self, double gamma, double kappa, double *log_scale)
{
    const rmt_htmp_ensemble *e = self->data;
    const double s = kappa / (2 * gamma), count = (double)e->count;
    double sum = 0, normaliser = 0;
    self->evaluations++;
    for (int64_t r = 0; r < e->matrices; r++) {
        const rmt_htmp_sums *m = &e->sums[r];
        const double n = (double)m->n, beta = kappa / n, c = kappa / 2 * ((1 - gamma) / gamma + 1 / n);
        if (r == 0 || m->n != e->sums[r - 1].n) normaliser = log_normaliser(m->n, beta, c);
        sum += beta * m->repulsion + c * m->logs - normaliser;
    }
    *log_scale = self->free_scale ? log(e->total / count) : self->log_scale;
    self->scale_information = e->total * s * exp(-*log_scale);
    return sum - count * s * (*log_scale - log(s)) - self->scale_information;
}

rmt_htmp_likelihood rmt_htmp_joint(rmt_htmp_ensemble *ensemble)
{
    int64_t most = 0;
    for (int64_t r = 0; r < ensemble->matrices; r++) most = ensemble->sums[r].n > most ? ensemble->sums[r].n : most;
    return (rmt_htmp_likelihood){
        .value = value, .data = ensemble, .least_kappa = 1e-3, .most_kappa = 1e3 * (double)most};
}
