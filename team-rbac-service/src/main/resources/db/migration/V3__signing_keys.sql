-- Keys that tokens are signed with; only the service itself reads them. The one that signs is the latest whose signs_from has
-- come. Instants are the database's, so that replicas agree.
CREATE TABLE signing_key (
    kid text PRIMARY KEY,
    public_jwk text NOT NULL,
    -- AES-256-GCM under a key that the database does not hold: nonce, then the private JWK; bound to the kid.
    private_jwk bytea NOT NULL,
    made_at timestamptz NOT NULL,
    signs_from timestamptz NOT NULL
);
