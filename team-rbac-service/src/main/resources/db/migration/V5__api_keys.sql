-- When a key was used last. Apart from the key: it changes nothing that anybody may do, and no ETag.
CREATE TABLE api_key_use (
    org_id text NOT NULL,
    id uuid NOT NULL,
    last_used_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, id) REFERENCES api_key (org_id, id)
);
SELECT tenant_table('api_key_use');

CREATE INDEX api_key_acts_for ON api_key (org_id, acts_for) WHERE deleted_at IS NULL;
