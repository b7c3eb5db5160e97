-- Of which installation's hosts a record is; here there is one, and its name is empty.
ALTER TABLE sandboxes ADD COLUMN installation TEXT NOT NULL DEFAULT '';
ALTER TABLE tool_runs ADD COLUMN installation TEXT NOT NULL DEFAULT '';

-- A name is taken in the database, since other servers do not see this one's memory.
ALTER TABLE sandboxes ADD COLUMN name TEXT;
UPDATE sandboxes SET name = json_extract(record, '$.Snapshot.Spec.Name');
CREATE UNIQUE INDEX sandboxes_by_name ON sandboxes (owner, name) WHERE name IS NOT NULL;

-- The version of the newest event: whoever appends updates it first, so that versions go up in the order of commits.
CREATE TABLE event_versions (latest BIGINT NOT NULL);
INSERT INTO event_versions (latest) SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0);

CREATE TABLE leases (
    work TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    term BIGINT NOT NULL, -- goes up with each claim
    ends_at BIGINT NOT NULL -- milliseconds since 1970
) WITHOUT ROWID;
CREATE INDEX leases_by_end ON leases (ends_at);
