SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- Up to this revision rows may be missing that were deleted: an index from before it is read anew, not brought up to date.
ALTER TABLE identity_revision ADD COLUMN purged bigint NOT NULL DEFAULT 0;

-- The service itself looks, across organisations, for what was deleted, and sees no more of it.
DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['team', 'project', 'agent', 'role', 'role_binding', 'permission_deny'] LOOP
        EXECUTE format('CREATE POLICY service ON %I FOR SELECT TO CURRENT_USER USING (deleted_at IS NOT NULL)', target);
    END LOOP;
    FOREACH target IN ARRAY ARRAY[
        'organization', 'team', 'project', 'agent', 'role', 'role_binding', 'permission_deny', 'member', 'api_key'] LOOP
        EXECUTE format(
            'CREATE INDEX %I ON %I (deleted_at) WHERE deleted_at IS NOT NULL', target || '_deleted_at', target);
    END LOOP;
END $$;

CREATE INDEX invitation_unaccepted ON invitation (
    (CASE WHEN accepted_at IS NULL THEN coalesce(revoked_at, expires_at) END));

-- The one way to delete the log of an organisation: when that itself was deleted thirty days ago. Some entries at a time, and
-- with the last of them the rest.
CREATE POLICY purging ON audit_head FOR DELETE TO CURRENT_USER USING (org_id = current_setting('mno.organization', true));
CREATE POLICY purging ON audit_checkpoint FOR DELETE TO CURRENT_USER
    USING (org_id = current_setting('mno.organization', true));
CREATE POLICY purging ON audit_retention FOR DELETE TO CURRENT_USER
    USING (org_id = current_setting('mno.organization', true));

CREATE FUNCTION audit_purge(p_most bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    org text := current_setting('mno.organization', true);
    gone bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM organization WHERE org_id = org AND deleted_at < now() - interval '30 days') THEN
        RAISE EXCEPTION 'the organisation % was not deleted thirty days ago', org;
    END IF;
    DELETE FROM audit_entry WHERE org_id = org AND sequence IN (
        SELECT sequence FROM audit_entry WHERE org_id = org ORDER BY sequence LIMIT p_most);
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone < p_most THEN
        DELETE FROM audit_checkpoint WHERE org_id = org;
        DELETE FROM audit_retention WHERE org_id = org;
        DELETE FROM audit_head WHERE org_id = org;
    END IF;
    RETURN gone;
END $$;
REVOKE ALL ON FUNCTION audit_purge FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_purge TO ${tenantRole};
