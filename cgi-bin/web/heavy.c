/* SPDX-License-Identifier: Apache-2.0 */
#include "web/heavy.h"
#include "base/clock.h"
#include "base/rate.h"

/* Within a minute. */
static const int64_t most[] = {
    [HEAVY_LIST] = 60, [HEAVY_FILTER] = 600, [HEAVY_EXPORT] = 3, [HEAVY_LOGO] = 10
};

enum fault_code heavy_take(const struct request *rq, enum heavy what)
{
    struct rate *rate = web_of(rq)->rate;
    int64_t key = rq->who->asker.account_id * (int64_t)countof(most) + (int64_t)what;
    struct rate_left left;
    if (!rate || rate_take(rate, key, most[what], clock_monotonic(), &left))
        return FAULT_OK;
    enum fault_code rc =
        fail(rq->fault, FAULT_RATE,
             T("Your account may ask for %lld of these within a minute. Try again in %lld s."),
             (long long)left.most, (long long)left.retry_in);
    rq->fault->retry_after = (int)left.retry_in;
    return rc;
}
