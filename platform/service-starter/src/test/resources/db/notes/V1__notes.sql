CREATE TABLE note (org_id text NOT NULL, text text NOT NULL);
SELECT tenant_table('note');
