-- Puts a table with a column org_id under row-level security, for its owner too: the tenant role reads and writes the rows
-- of the organisation that its transaction names, and nobody else any.
CREATE FUNCTION tenant_table(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format(
        'CREATE POLICY tenant ON %s TO ${tenantRole} USING (org_id = current_setting(''mno.organization'', true))', target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO ${tenantRole}', target);
END $$;
