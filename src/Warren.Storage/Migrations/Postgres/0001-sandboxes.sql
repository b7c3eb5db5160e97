-- What is selected by is a column; the rest of a sandbox is in its record, as JSON. What is put in order goes by bytes, as in
-- SQLite, whatever the database's own order is.
CREATE TABLE sandboxes (
    id TEXT COLLATE "C" PRIMARY KEY,
    owner TEXT NOT NULL,
    image_digest TEXT NOT NULL,
    record TEXT NOT NULL
);

CREATE TABLE events (
    version BIGINT PRIMARY KEY,
    time BIGINT NOT NULL, -- milliseconds since 1970
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
    taken_at BIGINT NOT NULL, -- milliseconds since 1970
    PRIMARY KEY (owner, key)
);
