-- Mails. kind, state: store/outbox.h. A row is asked for without its text (args: what the text
-- speaks of, never a secret); the mailer makes the message, sealed since links in it are secrets,
-- and wipes it when it is sent. shown: the same text without secrets, which stays.
-- run_at: the next try, or, while one is under way, when it has lost its lease.
-- account_id and reseller_id 0: the mailer has yet to find out whose address it is.
CREATE TABLE outbox (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account_id BIGINT NOT NULL DEFAULT 0,
    reseller_id BIGINT NOT NULL DEFAULT 0,
    user_id BIGINT NOT NULL DEFAULT 0,
    kind TINYINT NOT NULL,
    state TINYINT NOT NULL DEFAULT 0,
    email VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    message_id VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    args VARCHAR(4096) NOT NULL DEFAULT '{}' CHECK (JSON_VALID(args)),
    subject VARCHAR(250) NOT NULL DEFAULT '',
    shown MEDIUMTEXT NULL,
    body MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NULL,
    good_until DATETIME(6) NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    under_way BOOLEAN NOT NULL DEFAULT FALSE,
    run_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    reason TINYINT NOT NULL DEFAULT 0,
    why_id VARCHAR(500) NOT NULL DEFAULT '',
    why_args VARCHAR(2048) NOT NULL DEFAULT '[]' CHECK (JSON_VALID(why_args)),
    queued_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    trying_since DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    sent_at DATETIME(6) NULL,
    KEY by_run (state, run_at, id),
    KEY by_state (state, id),
    KEY by_kind (kind, id),
    KEY by_email (email, id),
    KEY by_queued (queued_at, id),
    KEY (account_id, id),
    KEY (reseller_id, id)
)
