-- a role goes although tokens had it that are good no more, or have their maker's role by now
ALTER TABLE token
    MODIFY role_id BIGINT NULL,
    DROP FOREIGN KEY token_ibfk_2,
    ADD CONSTRAINT token_role FOREIGN KEY (role_id) REFERENCES role (id) ON DELETE SET NULL
