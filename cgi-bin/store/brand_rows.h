/* SPDX-License-Identifier: Apache-2.0 */
/* How a row becomes a struct brand, for brand.c and brand_host.c. */
#pragma once

#define BRAND_COLUMNS                                                                              \
    "SELECT reseller_id, name, COALESCE(host, '') AS host, host_asked, accent, accent_dark, "      \
    "sender, logo, logo_width, logo_height FROM brand "
