-- a role of the provider's is asked for what a route needs, not for one word that is all
DELETE FROM role_permission WHERE permission = 'admin'
