DROP TABLE secrets;
DROP TABLE agents;
DROP TABLE session_messages;
DROP TABLE session_keys;
DROP TABLE session_labels;
DROP TABLE sessions;
