CREATE TABLE notebook (
    org_id text NOT NULL,
    id uuid PRIMARY KEY,
    revision int NOT NULL,
    title text NOT NULL,
    made_at timestamptz NOT NULL
);
SELECT tenant_table('notebook');
