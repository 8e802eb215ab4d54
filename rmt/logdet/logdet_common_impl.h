/** Log-determinants in memory, from the inside: products, options and reports. */
#ifndef RMT_LOGDET_COMMON_IMPL_H
#define RMT_LOGDET_COMMON_IMPL_H

#include "rmt_logdet.h"

#include <stdbool.h>

/* sign fraction 2^exponent, the fraction in [1/2, 1): a product that neither overflows nor underflows. */
typedef struct rmt_product {
    double fraction;
    int64_t exponent;
    int32_t sign;  /* 0: a factor was zero */
    int64_t count; /* factors that were not */
} rmt_product;

static inline rmt_product rmt_product_one(void)
{
    return (rmt_product){.fraction = 0.5, .exponent = 1, .sign = 1};
}

void rmt_product_times(rmt_product *p, double x);

/* log of the absolute value, the fraction raised to a power: 1, or 2 for squares. */
double rmt_product_log(const rmt_product *p, int power);

/* The options with their defaults; false if they are illegal. */
bool rmt_logdet_read(rmt_logdet_options *full, const rmt_logdet_options *options);

bool rmt_logdet_kind_is_legal(rmt_matrix_kind kind);
bool rmt_logdet_layout_is_legal(randblas_layout layout);
bool rmt_logdet_uplo_is_legal(rmt_matrix_kind kind, randblas_uplo uplo);

/* 0, RANDBLAS_CANCELLED. */
int rmt_logdet_begin(const rmt_logdet_options *options);

/* What the report holds until something is found. */
rmt_logdet_report rmt_logdet_nothing(void);

/* The report of a product; RANDBLAS_RANK_DEFICIENT for zero. */
int rmt_logdet_found(const rmt_product *p, int power, rmt_logdet_report *report);

#endif
