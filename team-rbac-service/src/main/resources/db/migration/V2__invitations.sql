-- Who was asked to join. The secret stands in the mail alone; here is its SHA-256 (it has 256 bits, so nothing slower is needed).
CREATE TABLE invitation (
    org_id text NOT NULL,
    id uuid NOT NULL,
    -- Lower case, NFC, as in user_account.
    email text NOT NULL,
    scope text NOT NULL,
    role text,
    permissions text[],
    binding_expires_at timestamptz,
    secret_hash bytea NOT NULL,
    -- user:<uuid> or key:<uuid>: what it may do is looked at again at acceptance.
    inviter text NOT NULL,
    -- pending, sent or failed
    delivery text NOT NULL,
    sends int NOT NULL,
    last_sent_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    accepted_by uuid,
    revoked_at timestamptz,
    revision int NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (org_id, id),
    CHECK ((role IS NULL) <> (permissions IS NULL))
);
CREATE UNIQUE INDEX invitation_secret ON invitation (secret_hash);
CREATE UNIQUE INDEX invitation_open ON invitation (org_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
SELECT tenant_table('invitation');
-- An invitation is found by its secret before its organisation is known.
CREATE POLICY service ON invitation FOR SELECT TO CURRENT_USER USING (true);
