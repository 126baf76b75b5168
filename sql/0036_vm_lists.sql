-- every filter and every sort of the list of machines is a range of one index, for everybody's
-- rows and for one account's
ALTER TABLE vm
    ADD KEY by_node (node_id, name, id),
    ADD KEY by_plan (plan_id, name, id),
    ADD KEY by_account_plan (account_id, plan_id, name),
    ADD KEY by_image (image_id, name, id),
    ADD KEY by_account_image (account_id, image_id, name),
    ADD KEY by_created (created_at, id),
    ADD KEY by_account_created (account_id, created_at, id),
    ADD KEY by_ipv4 (ipv4, id),
    ADD KEY by_account_ipv4 (account_id, ipv4, id),
    ADD KEY by_ipv6 (ipv6, id),
    ADD KEY by_account_ipv6 (account_id, ipv6, id)
