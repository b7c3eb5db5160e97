-- Loses: which server each sandbox and run is of, so that none takes them up any more

DROP TRIGGER events_announced ON events;
DROP FUNCTION announce_events();
DROP TABLE writers;
DROP TABLE leases;
DROP TABLE event_versions;
DROP INDEX sandboxes_by_name;
DROP INDEX sandboxes_by_installation;
ALTER TABLE sandboxes DROP COLUMN name;
ALTER TABLE sandboxes DROP COLUMN installation;
ALTER TABLE tool_runs DROP COLUMN installation;
