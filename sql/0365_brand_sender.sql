-- two at once could both have one domain: the newer of them sends as the panel does
UPDATE brand JOIN brand AS other ON other.reseller_id < brand.reseller_id AND other.sender > ''
    AND LOWER(SUBSTRING_INDEX(other.sender, '@', -1)) = LOWER(SUBSTRING_INDEX(brand.sender, '@', -1))
SET brand.sender = ''
