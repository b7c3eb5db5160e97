-- Loses: every sandbox, which is removed by the next start, the events and the idempotency keys
DROP TABLE idempotency_keys;
DROP TABLE events;
DROP TABLE sandboxes;
