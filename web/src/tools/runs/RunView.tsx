import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ToolResult } from '../../api/types';
import { formatDuration } from '../../ui/format';
import classes from './RunView.module.css';
import { RunStatus, type Standing } from './RunStatus';

interface RunViewProps {
  standing: Standing;
  facts: { name: string; value: ReactNode }[];
  actions: ReactNode;
  /** What went wrong, where something did. */
  problem?: ReactNode;
  output: ReactNode;
  artifacts: ReactNode;
  artifactCount: number | null;
  raw: ReactNode;
}

/** A run: how it stands, what it writes, what it leaves, and what was said on the wire. */
export function RunView({ standing, facts, actions, problem, output, artifacts, artifactCount, raw }: RunViewProps) {
  return (
    <div>
      <div className={classes.head}>
        <RunStatus run={standing} />
        <dl className={classes.facts}>
          {facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <div className={classes.actions}>{actions}</div>
      </div>
      {problem}
      <Tabs defaultValue="output" mt="sm" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="output">Output</Tabs.Tab>
          <Tabs.Tab value="artifacts">Artifacts{artifactCount === null ? '' : ` (${artifactCount})`}</Tabs.Tab>
          <Tabs.Tab value="raw">Request &amp; response</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="output" pt="sm">
          <div className={classes.outputs}>{output}</div>
        </Tabs.Panel>
        <Tabs.Panel value="artifacts" pt="sm">
          {artifacts}
        </Tabs.Panel>
        <Tabs.Panel value="raw">{raw}</Tabs.Panel>
      </Tabs>
    </div>
  );
}

/** The facts of a run that ended. */
export function endFacts(end: {
  durationMs?: number | null;
  signal?: string | null;
}): { name: string; value: ReactNode }[] {
  return [
    ...(typeof end.durationMs === 'number' ? [{ name: 'Duration', value: formatDuration(end.durationMs) }] : []),
    ...(end.signal ? [{ name: 'Signal', value: end.signal }] : []),
  ];
}

/** How many files a run left and was given; null where that is not known. */
export function artifactCount(result: ToolResult | null): number | null {
  return result && Object.keys(result.artifacts.inputs).length + Object.keys(result.artifacts.outputs).length;
}
