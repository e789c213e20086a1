SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Where the chain of an organisation stands. Its row is locked by whoever appends.
CREATE TABLE audit_head (
    org_id text PRIMARY KEY,
    sequence bigint NOT NULL CHECK (sequence >= 0),
    hash text NOT NULL,
    -- Up to here there is a checkpoint.
    checkpointed bigint NOT NULL DEFAULT 0
);
SELECT tenant_table('audit_head');
REVOKE DELETE ON audit_head FROM ${tenantRole};
-- The service itself looks for chains that have grown.
CREATE POLICY service ON audit_head FOR SELECT TO CURRENT_USER USING (true);

-- Entries as they are chained. What is searched for is made of the content by the database, so that an edit of one without the
-- other is not possible.
CREATE TABLE audit_entry (
    org_id text NOT NULL,
    sequence bigint NOT NULL CHECK (sequence > 0),
    id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    content jsonb NOT NULL,
    action text NOT NULL GENERATED ALWAYS AS (content ->> 'action') STORED,
    actor text NOT NULL GENERATED ALWAYS AS ((content -> 'actor' ->> 'type') || ':' || (content -> 'actor' ->> 'id')) STORED,
    api_key text GENERATED ALWAYS AS (content -> 'context' ->> 'keyId') STORED,
    target_ids jsonb NOT NULL GENERATED ALWAYS AS (jsonb_path_query_array(content, '$.targets[*].id')) STORED,
    chain_key text NOT NULL,
    previous text NOT NULL,
    hash text NOT NULL,
    -- Why the entry is not what its action declares, and then the message as it came.
    flag text,
    original bytea,
    PRIMARY KEY (org_id, sequence),
    CHECK ((flag IS NULL) = (original IS NULL))
);
CREATE UNIQUE INDEX audit_entry_id ON audit_entry (org_id, id);
CREATE INDEX audit_entry_occurred_at ON audit_entry (org_id, occurred_at);
CREATE INDEX audit_entry_actor ON audit_entry (org_id, actor, sequence);
CREATE INDEX audit_entry_action ON audit_entry (org_id, action, sequence);
CREATE INDEX audit_entry_api_key ON audit_entry (org_id, api_key, sequence) WHERE api_key IS NOT NULL;
CREATE INDEX audit_entry_targets ON audit_entry USING gin (target_ids jsonb_path_ops);
SELECT tenant_table('audit_entry');
-- Entries are appended, and neither changed nor deleted.
REVOKE UPDATE, DELETE ON audit_entry FROM ${tenantRole};

CREATE TABLE audit_checkpoint (
    org_id text NOT NULL,
    sequence bigint NOT NULL,
    hash text NOT NULL,
    at timestamptz NOT NULL,
    -- Names the public key.
    key_id text NOT NULL,
    signature text NOT NULL,
    PRIMARY KEY (org_id, sequence)
);
SELECT tenant_table('audit_checkpoint');
REVOKE UPDATE, DELETE ON audit_checkpoint FROM ${tenantRole};

-- How long entries are kept; without end where there is no row, or no number.
CREATE TABLE audit_retention (
    org_id text PRIMARY KEY,
    days int CHECK (days BETWEEN 30 AND 3650),
    revision int NOT NULL,
    updated_at timestamptz NOT NULL
);
SELECT tenant_table('audit_retention');
REVOKE DELETE ON audit_retention FROM ${tenantRole};
CREATE POLICY service ON audit_retention FOR SELECT TO CURRENT_USER USING (true);

-- Messages that can't be read as entries of an organisation, as they came.
CREATE TABLE audit_unread (
    digest bytea PRIMARY KEY,
    received_at timestamptz NOT NULL DEFAULT now(),
    reason text NOT NULL,
    message bytea NOT NULL
);

-- The one way to delete entries: the oldest, up to a checkpoint, when the organisation keeps none that old.
CREATE POLICY forgetting ON audit_entry FOR DELETE TO CURRENT_USER USING (org_id = current_setting('mno.organization', true));
CREATE POLICY looking ON audit_entry FOR SELECT TO CURRENT_USER USING (org_id = current_setting('mno.organization', true));
CREATE POLICY looking ON audit_checkpoint FOR SELECT TO CURRENT_USER
    USING (org_id = current_setting('mno.organization', true));

CREATE FUNCTION audit_forget(p_sequence bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    org text := current_setting('mno.organization', true);
    keep int;
    gone bigint;
BEGIN
    SELECT days INTO keep FROM audit_retention WHERE org_id = org;
    IF keep IS NULL OR NOT EXISTS (
        SELECT FROM audit_entry e JOIN audit_checkpoint c USING (org_id, sequence, hash)
         WHERE e.org_id = org AND e.sequence = p_sequence AND e.recorded_at < now() - make_interval(days => keep))
    THEN
        RAISE EXCEPTION 'entry % of % is kept still, or has no checkpoint', p_sequence, org;
    END IF;
    DELETE FROM audit_entry WHERE org_id = org AND sequence <= p_sequence;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
REVOKE ALL ON FUNCTION audit_forget FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_forget TO ${tenantRole};
