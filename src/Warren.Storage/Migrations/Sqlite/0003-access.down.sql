-- Loses: every account, role, binding, key, login and quota, and the audit log
DROP TABLE audit;
DROP TABLE quotas;
DROP TABLE logins;
DROP TABLE api_key_roles;
DROP TABLE api_keys;
DROP TABLE role_bindings;
DROP TABLE roles;
DROP TABLE accounts;
DROP TABLE access_version;
