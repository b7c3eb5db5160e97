import { NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { ToolRunState } from '../api/types';
import { Heading } from '../ui/Heading';
import { ProblemAlert } from '../ui/ProblemAlert';
import { toolsQuery, type Tool } from './api';
import { titleOf, toolHref } from './catalog';
import { DeleteSession } from './runs/DeleteSession';
import { RunList } from './runs/RunList';
import classes from './ToolPage.module.css';

const SKELETON_CARDS = 3;
const STATES: ToolRunState[] = ['queued', 'running', 'finished', 'failed', 'cancelled'];

/** The first page: what tools there are, and what ran last. */
export function ToolsPage() {
  const tools = useQuery(toolsQuery);
  return (
    <>
      <Heading title="Tools" />
      <p className={classes.lead}>
        Each runs in an isolated sandbox and leaves its files as artifacts. Choose one to try it.
      </p>
      {tools.isError && <ProblemAlert error={tools.error} mt="md" retry={() => void tools.refetch()} />}
      <ul className={classes.cards}>
        {tools.isPending &&
          Array.from({ length: SKELETON_CARDS }, (_, card) => (
            <Skeleton key={card} component="li" height={112} radius={10} />
          ))}
        {tools.data?.map((tool) => (
          <ToolCard key={tool.name} tool={tool} />
        ))}
      </ul>
      <RecentRuns tools={tools.data ?? []} />
    </>
  );
}

function ToolCard({ tool }: { tool: Tool }) {
  return (
    <li>
      <Link to={toolHref(tool.name)} className={classes.card}>
        <h2>{titleOf(tool.name)}</h2>
        <p>{tool.description}</p>
        <code>{tool.name}</code>
      </Link>
    </li>
  );
}

function RecentRuns({ tools }: { tools: Tool[] }) {
  const [tool, setTool] = useState('');
  const [state, setState] = useState<ToolRunState | ''>('');
  const [session, setSession] = useState('');
  const [sessionId] = useDebouncedValue(session, 300);
  const filter = {
    ...(tool === '' ? {} : { tool }),
    ...(state === '' ? {} : { state }),
    ...(sessionId === '' ? {} : { sessionId }),
  };
  return (
    <RunList
      title="Recent runs"
      filter={filter}
      controls={
        <>
          <NativeSelect
            size="xs"
            aria-label="Tool"
            value={tool}
            data={[
              { value: '', label: 'All tools' },
              ...tools.map(({ name }) => ({ value: name, label: titleOf(name) })),
            ]}
            onChange={(event) => setTool(event.currentTarget.value)}
          />
          <NativeSelect
            size="xs"
            aria-label="State"
            value={state}
            data={[{ value: '', label: 'Any state' }, ...STATES]}
            onChange={(event) => setState(event.currentTarget.value as ToolRunState | '')}
          />
          <TextInput
            size="xs"
            w={150}
            aria-label="Session"
            placeholder="Session"
            autoComplete="off"
            value={session}
            onChange={(event) => setSession(event.currentTarget.value)}
          />
          {sessionId !== '' && <DeleteSession sessionId={sessionId} />}
        </>
      }
    />
  );
}
