-- Of which installation's hosts a record is.
ALTER TABLE sandboxes ADD COLUMN installation TEXT NOT NULL DEFAULT '';
CREATE INDEX sandboxes_by_installation ON sandboxes (installation);
ALTER TABLE tool_runs ADD COLUMN installation TEXT NOT NULL DEFAULT '';
CREATE INDEX tool_runs_by_installation ON tool_runs (installation);

-- A name is taken in the database, since other servers do not see this one's memory.
ALTER TABLE sandboxes ADD COLUMN name TEXT COLLATE "C";
UPDATE sandboxes SET name = record::json -> 'Snapshot' -> 'Spec' ->> 'Name';
CREATE UNIQUE INDEX sandboxes_by_name ON sandboxes (owner, name) WHERE name IS NOT NULL;

-- The version of the newest event: whoever appends updates it first, so that versions go up in the order of commits.
CREATE TABLE event_versions (latest BIGINT NOT NULL);
INSERT INTO event_versions (latest) SELECT coalesce(max(version), 0) FROM events;

CREATE TABLE leases (
    work TEXT COLLATE "C" PRIMARY KEY,
    holder TEXT NOT NULL,
    term BIGINT NOT NULL, -- goes up with each claim
    ends_at BIGINT NOT NULL -- milliseconds since 1970
);
CREATE INDEX leases_by_end ON leases (ends_at);

-- What a server committed last. It looks here where the answer to a commit was lost.
CREATE TABLE writers (
    id TEXT PRIMARY KEY,
    installation TEXT NOT NULL,
    token TEXT NOT NULL
);

-- Tells the other servers of events, with the newest version.
CREATE FUNCTION announce_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('warren_events', max(version)::text) FROM appended;
    RETURN NULL;
END $$;
CREATE TRIGGER events_announced AFTER INSERT ON events
    REFERENCING NEW TABLE AS appended FOR EACH STATEMENT EXECUTE FUNCTION announce_events();
