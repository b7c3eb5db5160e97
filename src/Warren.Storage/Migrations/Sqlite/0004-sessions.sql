-- As of sandboxes: what is selected by is a column, the rest is in the record, as JSON.
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    installation TEXT NOT NULL, -- on whose host its volume is
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL, -- milliseconds since 1970
    published_at INTEGER, -- likewise
    ended_at INTEGER, -- likewise; null while it was not deleted
    is_live INTEGER NOT NULL,
    has_volume INTEGER NOT NULL,
    last_message INTEGER NOT NULL DEFAULT 0, -- never given twice, also when messages were removed
    record TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX sessions_by_name ON sessions (workspace, name) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_time ON sessions (created_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_state ON sessions (state, created_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_creator ON sessions (created_by, created_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_creator_state ON sessions (created_by, state, created_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_workspace ON sessions (workspace, created_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_workspace_state ON sessions (workspace, state, created_at, id) WHERE ended_at IS NULL;
CREATE INDEX sessions_published ON sessions (created_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX sessions_live ON sessions (id) WHERE is_live = 1;

CREATE TABLE session_labels (
    session_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    created_at INTEGER NOT NULL, -- that of the session
    PRIMARY KEY (session_id, name)
) WITHOUT ROWID;
CREATE INDEX session_labels_by_value ON session_labels (name, value, created_at, session_id);

CREATE TABLE session_keys (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    session_id TEXT NOT NULL,
    taken_at INTEGER NOT NULL, -- milliseconds since 1970
    PRIMARY KEY (owner, key)
) WITHOUT ROWID;

CREATE TABLE session_messages (
    session_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    is_pending INTEGER NOT NULL,
    delivered_at INTEGER, -- milliseconds since 1970
    record TEXT NOT NULL,
    PRIMARY KEY (session_id, sequence)
) WITHOUT ROWID;
CREATE INDEX session_messages_pending ON session_messages (session_id, sequence) WHERE is_pending = 1;

CREATE TABLE agents (
    id TEXT PRIMARY KEY,
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL, -- milliseconds since 1970
    record TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX agents_by_name ON agents (workspace, name);
CREATE INDEX agents_by_time ON agents (created_at, id);
CREATE INDEX agents_by_creator ON agents (created_by, created_at, id);

-- The value is encrypted; session_id is empty where it is for every session of the workspace.
CREATE TABLE secrets (
    workspace TEXT NOT NULL,
    session_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL, -- milliseconds since 1970
    sealed TEXT NOT NULL,
    PRIMARY KEY (workspace, session_id, name)
) WITHOUT ROWID;
CREATE INDEX secrets_by_session ON secrets (session_id);
