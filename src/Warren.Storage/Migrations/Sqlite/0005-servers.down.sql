DROP TABLE leases;

-- Versions before count by the table itself, whose sequence has followed every insertion.
DROP TABLE event_versions;
DROP INDEX sandboxes_by_name;
ALTER TABLE sandboxes DROP COLUMN name;
ALTER TABLE sandboxes DROP COLUMN installation;
ALTER TABLE tool_runs DROP COLUMN installation;
