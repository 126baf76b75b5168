-- an account that was closed and whose people were forgotten; its number stays for the ledgers
ALTER TABLE account ADD COLUMN erased_at DATETIME(6) NULL
