-- what my and api may change of images: whether a reseller's own are retired
CREATE OR REPLACE SQL SECURITY DEFINER VIEW resold_image AS
SELECT id, account_id, retired_at
FROM image
WHERE kind = 0 AND account_id IN (SELECT id FROM account WHERE level = 1)
WITH CHECK OPTION
