-- what my and api may make and change of plans: resellers' own
CREATE OR REPLACE SQL SECURITY DEFINER VIEW resold_plan AS
SELECT id, reseller_id, base_id, base_retired_at, name, vcpu, memory, disk, traffic, price_hour,
    price_month, currency, retired_at
FROM plan
WHERE reseller_id > 0 AND base_id IS NOT NULL
WITH CHECK OPTION
