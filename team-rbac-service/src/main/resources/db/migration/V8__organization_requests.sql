-- Which organisation a request with an Idempotency-Key makes. It belongs to no organisation: that one is not there yet.
CREATE TABLE organization_request (
    subject text NOT NULL,
    key_digest text NOT NULL,
    -- Of what was asked for.
    fingerprint text NOT NULL,
    organization uuid NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, key_digest)
);
CREATE INDEX organization_request_made_at ON organization_request (made_at);
CREATE INDEX organization_request_organization ON organization_request (organization);

-- The fingerprint of the request that made it, where that can be sent again.
ALTER TABLE organization ADD COLUMN request text;
