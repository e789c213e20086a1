-- Prices that an organisation sets for itself. An override keeps its id; each change of it makes a new version, and versions
-- never change: an event that was priced by one can be explained for ever.
CREATE TABLE price_override (
    org_id text NOT NULL,
    id uuid NOT NULL,
    -- Of the newest version; what a client sends back as If-Match.
    revision int NOT NULL CHECK (revision > 0),
    ended boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (org_id, id)
);
SELECT tenant_table('price_override');

CREATE TABLE price_override_version (
    org_id text NOT NULL,
    id uuid NOT NULL,
    -- Stands with the id in the priceVersion of events.
    revision int NOT NULL,
    -- What was asked for, as the API shows it.
    terms jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (org_id, id, revision),
    FOREIGN KEY (org_id, id) REFERENCES price_override (org_id, id)
);
SELECT tenant_table('price_override_version');

-- Grows with every change of an organisation's overrides. The service itself may read it, and only that: replicas look here
-- for what changed.
CREATE TABLE price_override_change (
    org_id text PRIMARY KEY,
    number bigint NOT NULL
);
SELECT tenant_table('price_override_change');
CREATE POLICY service ON price_override_change FOR SELECT TO CURRENT_USER USING (true);

-- Answers of POSTs with an Idempotency-Key.
CREATE TABLE idempotent_request (
    org_id text NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    resource uuid NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, key)
);
SELECT tenant_table('idempotent_request');
