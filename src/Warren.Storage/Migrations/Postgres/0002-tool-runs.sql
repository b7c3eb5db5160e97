-- As of sandboxes: what is selected by is a column, the rest is in the record, as JSON.
CREATE TABLE tool_runs (
    id TEXT COLLATE "C" PRIMARY KEY,
    owner TEXT NOT NULL,
    session_id TEXT NOT NULL,
    tool TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL, -- milliseconds since 1970
    expires_at BIGINT NOT NULL, -- likewise
    bytes BIGINT NOT NULL,
    files BIGINT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX tool_runs_by_owner ON tool_runs (owner, created_at, id);
CREATE INDEX tool_runs_by_session ON tool_runs (owner, session_id, created_at, id);
CREATE INDEX tool_runs_by_expiry ON tool_runs (expires_at);
CREATE INDEX tool_runs_unfinished ON tool_runs (id) WHERE state IN ('queued', 'running');
