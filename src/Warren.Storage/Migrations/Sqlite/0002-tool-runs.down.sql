-- Loses: the history of tools, whose artifacts are deleted by the next start
DROP TABLE tool_runs;
