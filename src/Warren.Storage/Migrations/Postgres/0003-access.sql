-- One row; the version counts up with every change of the tables below but the audit log, by which servers notice it.
CREATE TABLE access_version (
    id BIGINT PRIMARY KEY,
    version BIGINT NOT NULL
);
INSERT INTO access_version (id, version) VALUES (1, 0);

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE, -- also of those that were removed: a name is never given twice
    removed BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    record TEXT NOT NULL
);

CREATE TABLE roles (
    name TEXT PRIMARY KEY,
    record TEXT NOT NULL
);

CREATE TABLE role_bindings (
    id TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    principal_type TEXT NOT NULL,
    principal TEXT NOT NULL,
    workspace TEXT NOT NULL, -- empty for everywhere
    record TEXT NOT NULL,
    UNIQUE (principal_type, principal, role, workspace)
);
CREATE INDEX role_bindings_by_role ON role_bindings (role);

CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (account_id, name)
);

CREATE TABLE api_key_roles (
    key_id TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (key_id, role)
);
CREATE INDEX api_key_roles_by_role ON api_key_roles (role);

CREATE TABLE logins (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    credential_version BIGINT NOT NULL,
    refresh_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL, -- milliseconds since 1970
    revoked BIGINT NOT NULL
);
CREATE INDEX logins_by_expiry ON logins (expires_at);
CREATE INDEX logins_revoked ON logins (expires_at) WHERE revoked = 1;

CREATE TABLE quotas (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    limits TEXT NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE TABLE audit (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    time BIGINT NOT NULL, -- milliseconds since 1970
    actor TEXT,
    verb TEXT NOT NULL,
    resource TEXT NOT NULL,
    name TEXT,
    result TEXT NOT NULL,
    entry TEXT NOT NULL
);
CREATE INDEX audit_by_actor ON audit (actor, id);
CREATE INDEX audit_by_resource ON audit (resource, name, id);
CREATE INDEX audit_by_time ON audit (time);
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to();
