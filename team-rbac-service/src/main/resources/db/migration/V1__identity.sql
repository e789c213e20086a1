-- How often anything that decides about permissions has changed in an organisation. Whoever changes such a thing locks its row
-- first, so that changes of one organisation come one after the other.
CREATE TABLE identity_revision (
    org_id text PRIMARY KEY,
    revision bigint NOT NULL CHECK (revision > 0)
);
SELECT tenant_table('identity_revision');

-- Below, revision counts edits of a row (its ETag), and identity_revision is that of the organisation when the row last changed
-- what anybody may do: an index is brought up to date by the rows above the revision it has. What is deleted stays for thirty
-- days, so that it can be restored, and told to indexes as gone.
CREATE TABLE organization (
    org_id text PRIMARY KEY,
    id uuid NOT NULL UNIQUE CHECK (org_id = id::text),
    slug text NOT NULL,
    name text NOT NULL,
    revision int NOT NULL,
    identity_revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    suspended_at timestamptz,
    deleted_at timestamptz
);
CREATE UNIQUE INDEX organization_slug ON organization (slug) WHERE deleted_at IS NULL;
SELECT tenant_table('organization');
-- A user's organisations are listed across tenants, by the service itself, which reads no more than this.
CREATE POLICY service ON organization FOR SELECT TO CURRENT_USER USING (true);

-- look_alike is the name as it looks to people (Unicode TS 39): no two of a place look the same.
CREATE TABLE team (
    org_id text NOT NULL,
    id uuid NOT NULL,
    parent_id uuid,
    slug text NOT NULL,
    name text NOT NULL,
    look_alike text NOT NULL,
    revision int NOT NULL,
    identity_revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, parent_id) REFERENCES team (org_id, id)
);
CREATE UNIQUE INDEX team_slug ON team (org_id, slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX team_look_alike ON team (org_id, look_alike) WHERE deleted_at IS NULL;
SELECT tenant_table('team');

CREATE TABLE project (
    org_id text NOT NULL,
    id uuid NOT NULL,
    team_id uuid,
    slug text NOT NULL,
    name text NOT NULL,
    look_alike text NOT NULL,
    revision int NOT NULL,
    identity_revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id)
);
CREATE UNIQUE INDEX project_slug ON project (org_id, slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX project_look_alike ON project (org_id, look_alike) WHERE deleted_at IS NULL;
SELECT tenant_table('project');

CREATE TABLE agent (
    org_id text NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    name text NOT NULL,
    look_alike text NOT NULL,
    suspended_at timestamptz,
    revision int NOT NULL,
    identity_revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, project_id) REFERENCES project (org_id, id)
);
CREATE UNIQUE INDEX agent_look_alike ON agent (org_id, project_id, look_alike) WHERE deleted_at IS NULL;
SELECT tenant_table('agent');

-- People, who belong to no organisation; only the service itself reads them.
CREATE TABLE user_account (
    id uuid PRIMARY KEY,
    -- Lower case, NFC.
    email text NOT NULL,
    email_verified_at timestamptz,
    name text NOT NULL,
    -- By Spring Security's delegating encoder; null for who signs in elsewhere.
    password_hash text,
    disabled_at timestamptz,
    -- May make, suspend and resume organisations; it gives no permission inside one.
    operator boolean NOT NULL DEFAULT false,
    -- Sessions and refresh tokens from before are not accepted: logout everywhere, change of the password.
    valid_from timestamptz NOT NULL,
    revision int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX user_account_email ON user_account (email);

-- Name and address are copies for those who may see the members.
CREATE TABLE member (
    org_id text NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    suspended_at timestamptz,
    revision int NOT NULL,
    identity_revision bigint NOT NULL,
    joined_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (org_id, user_id)
);
CREATE INDEX member_user ON member (user_id);
SELECT tenant_table('member');
CREATE POLICY service ON member FOR SELECT TO CURRENT_USER USING (true);

CREATE TABLE role (
    org_id text NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    look_alike text NOT NULL,
    description text NOT NULL,
    permissions text[] NOT NULL,
    revision int NOT NULL,
    identity_revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX role_look_alike ON role (org_id, look_alike) WHERE deleted_at IS NULL;
SELECT tenant_table('role');

-- principal is user:<uuid>, agent:<uuid> or key:<uuid>; scope is organization:<uuid>, team:<uuid> or project:<uuid>. It gives a
-- role (built-in by name, own by id) or permissions.
CREATE TABLE role_binding (
    org_id text NOT NULL,
    id uuid NOT NULL,
    principal text NOT NULL,
    scope text NOT NULL,
    role text,
    permissions text[],
    expires_at timestamptz,
    revision int NOT NULL,
    identity_revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (org_id, id),
    CHECK ((role IS NULL) <> (permissions IS NULL))
);
CREATE INDEX role_binding_principal ON role_binding (org_id, principal) WHERE deleted_at IS NULL;
SELECT tenant_table('role_binding');

CREATE TABLE permission_deny (
    org_id text NOT NULL,
    id uuid NOT NULL,
    principal text NOT NULL,
    scope text NOT NULL,
    permissions text[] NOT NULL,
    expires_at timestamptz,
    revision int NOT NULL,
    identity_revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX permission_deny_principal ON permission_deny (org_id, principal) WHERE deleted_at IS NULL;
SELECT tenant_table('permission_deny');

-- What a key may do are role bindings of key:<id>, and never more than what acts_for may.
CREATE TABLE api_key (
    org_id text NOT NULL,
    id uuid NOT NULL,
    -- The public part of the key.
    key_id text NOT NULL,
    name text NOT NULL,
    -- user:<uuid> or agent:<uuid>
    acts_for text NOT NULL,
    -- Where usage is counted that names no project.
    project_id uuid,
    secret_hash bytea NOT NULL,
    pepper_id text NOT NULL,
    -- The secret before the last rotation, and when it stops; that instant is out already.
    previous_hash bytea,
    previous_pepper_id text,
    previous_until timestamptz,
    -- CIDR ranges a request may come from; empty for all.
    sources text[] NOT NULL,
    expires_at timestamptz,
    revision int NOT NULL,
    identity_revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    -- Revoked.
    deleted_at timestamptz,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX api_key_key_id ON api_key (key_id);
SELECT tenant_table('api_key');
-- A key is found before its organisation is known.
CREATE POLICY service ON api_key FOR SELECT TO CURRENT_USER USING (true);
