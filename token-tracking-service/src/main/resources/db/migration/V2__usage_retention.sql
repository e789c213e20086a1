-- How long an organisation keeps its usage. Without a row, or without days, for ever.
CREATE TABLE usage_retention (
    org_id text PRIMARY KEY,
    days int CHECK (days BETWEEN 1 AND 3650),
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    -- Usage of the days (UTC) before this one was deleted.
    deleted_before date,
    -- Until then one replica is deleting; when it dies, another goes on.
    claimed_until timestamptz
);
SELECT tenant_table('usage_retention');
-- The job that deletes works for all organisations.
CREATE POLICY service ON usage_retention TO CURRENT_USER USING (true);
