-- Answers to POSTs with an Idempotency-Key, for a day: written in the transaction of the work, encrypted by the key itself.
CREATE TABLE kept_answer (
    org_id text NOT NULL,
    subject text NOT NULL,
    key_digest bytea NOT NULL,
    fingerprint bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    answer bytea,
    PRIMARY KEY (org_id, subject, key_digest)
);
CREATE INDEX kept_answer_made_at ON kept_answer (made_at);
SELECT tenant_table('kept_answer');
-- The service itself deletes what is old, and sees no more.
CREATE POLICY service ON kept_answer TO CURRENT_USER USING (made_at < now() - interval '24 hours');
