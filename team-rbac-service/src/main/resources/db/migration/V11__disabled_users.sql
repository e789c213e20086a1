-- A disabled user counts as suspended in every organisation, as of a revision of each; an organisation sees no more of accounts.
GRANT SELECT (id, disabled_at) ON user_account TO ${tenantRole};
CREATE INDEX user_account_disabled ON user_account (id) WHERE disabled_at IS NOT NULL;
