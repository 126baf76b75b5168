-- of each reseller what it may offer: its own images, and the provider's that are not retired.
-- state: 0 its customers are offered it, 1 withheld, 2 retired
CREATE OR REPLACE SQL SECURITY DEFINER VIEW image_resold AS
SELECT image.id, reseller.id AS reseller_id, image.account_id = reseller.id AS own,
    CASE WHEN image.retired_at IS NOT NULL THEN 2 WHEN image_withheld.at IS NOT NULL THEN 1 ELSE 0 END
        AS state,
    image.name, image.version, image.icon, image.format, image.bytes, image.sha256, image.min_disk,
    image.min_memory, image.created_at, image.retired_at, image_withheld.at AS withheld_at
FROM account AS reseller
    JOIN image ON image.kind = 0
    JOIN account AS owner ON owner.id = image.account_id
    LEFT JOIN image_withheld ON image_withheld.reseller_id = reseller.id
        AND image_withheld.image_id = image.id
WHERE reseller.level = 1
    AND (owner.id = reseller.id OR (owner.level = 0 AND image.retired_at IS NULL))
