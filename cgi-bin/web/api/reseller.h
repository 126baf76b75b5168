/* SPDX-License-Identifier: Apache-2.0 */
/* What the handlers below /api/v1/reseller/ share: docs/reseller.md. */
#pragma once
#include "kind/customer.h"
#include "web/api/api.h"
#include "web/change.h"

/* The body into the struct of its fields; what is absent stays as it is. */
enum fault_code reseller_read(struct request *, const struct field *form, void *out) MUST_CHECK;
/* Made once; *planned: by ?dry_run=1 nothing was, and that is answered. */
enum fault_code reseller_change(struct db *, struct request *, const struct change *,
                                bool *planned) MUST_CHECK;
json_t *reseller_money(struct arena *, int64_t millionths);

read_fn api_customers;
write_fn api_customer_create;
read_fn api_customer;
write_fn api_customer_limits;
write_fn api_customer_suspend;
write_fn api_customer_resume;
write_fn api_customer_close;
read_fn api_customer_servers;
read_fn api_customer_users;
write_fn api_customer_invite;
write_fn api_customer_disable;
write_fn api_customer_enable;
write_fn api_customer_remove;
write_fn api_customer_invite_again;
read_fn api_customer_invitations;
write_fn api_customer_invitation_end;
write_fn api_customer_invitation_again;
write_fn api_customer_signin_link;
read_fn api_reseller_limits;
read_fn api_reseller_usage;
read_fn api_usage; /* of the asker's own account */
read_fn api_reseller_plans;
read_fn api_reseller_plan;
write_fn api_reseller_plan_create;
write_fn api_reseller_plan_update;
write_fn api_reseller_plan_retire;
write_fn api_reseller_plan_sell;
read_fn api_reseller_images;
read_fn api_reseller_image;
write_fn api_reseller_image_withhold;
write_fn api_reseller_image_retire;
write_fn api_reseller_image_offer;
