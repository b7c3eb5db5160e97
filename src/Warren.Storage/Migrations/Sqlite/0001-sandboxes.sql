-- What is selected by is a column; the rest of a sandbox is in its record, as JSON.
CREATE TABLE sandboxes (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    image_digest TEXT NOT NULL,
    record TEXT NOT NULL
) WITHOUT ROWID;

-- Versions are never given twice, also when the newest events were removed.
CREATE TABLE events (
    version INTEGER PRIMARY KEY AUTOINCREMENT,
    time INTEGER NOT NULL, -- milliseconds since 1970
    owner TEXT NOT NULL,
    sandbox_id TEXT NOT NULL,
    event TEXT NOT NULL
);
CREATE INDEX events_by_sandbox ON events (owner, sandbox_id, version);

CREATE TABLE idempotency_keys (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    sandbox_id TEXT NOT NULL,
    taken_at INTEGER NOT NULL, -- milliseconds since 1970
    PRIMARY KEY (owner, key)
) WITHOUT ROWID;
