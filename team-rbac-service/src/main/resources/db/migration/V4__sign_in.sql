-- Who signed in for which client, with digests of what was given out: who reads this can't use it. A row goes when nothing of it
-- is in force any more.
CREATE TABLE oauth2_authorization (
    id uuid PRIMARY KEY,
    client_id text NOT NULL,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    scopes text[] NOT NULL,
    -- The authorization request, for the exchange of the code: redirect_uri, state, code_challenge, nonce and the like.
    request jsonb NOT NULL,
    signed_in_at timestamptz NOT NULL,
    code_hash bytea,
    code_issued_at timestamptz,
    code_expires_at timestamptz,
    code_used boolean NOT NULL DEFAULT false,
    access_hash bytea,
    access_issued_at timestamptz,
    access_expires_at timestamptz,
    refresh_hash bytea,
    refresh_issued_at timestamptz,
    refresh_expires_at timestamptz,
    -- Claims of the ID token.
    id_token jsonb,
    revoked boolean NOT NULL DEFAULT false,
    -- How often it was written: two requests with the same code or refresh token can't both go through.
    revision int NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX oauth2_authorization_code ON oauth2_authorization (code_hash);
CREATE UNIQUE INDEX oauth2_authorization_access ON oauth2_authorization (access_hash);
CREATE UNIQUE INDEX oauth2_authorization_refresh ON oauth2_authorization (refresh_hash);
CREATE INDEX oauth2_authorization_user ON oauth2_authorization (user_id);
CREATE INDEX oauth2_authorization_end ON oauth2_authorization (ends_at);

-- Refresh tokens that were used: one that comes again was stolen, or its thief used it first.
CREATE TABLE oauth2_spent_refresh (
    hash bytea PRIMARY KEY,
    authorization_id uuid NOT NULL REFERENCES oauth2_authorization (id) ON DELETE CASCADE
);
CREATE INDEX oauth2_spent_refresh_authorization ON oauth2_spent_refresh (authorization_id);

-- Who somebody is at another provider.
CREATE TABLE user_login (
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id uuid NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- Things that are done once.
CREATE TABLE bootstrap (
    what text PRIMARY KEY,
    done_at timestamptz NOT NULL
);
