import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { ToolRun } from '../../api/types';
import { useNow } from '../../ui/clock';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { formatAgo, formatBytes, formatCount, formatDuration } from '../../ui/format';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { printable } from '../../ui/printable';
import { runsQuery, type RunFilter } from '../api';
import { runHref, titleOf } from '../catalog';
import classes from './RunList.module.css';
import { RunStatus } from './RunStatus';
import { useDeleteRun } from './useDeleteRun';

interface RunListProps {
  title: string;
  filter: RunFilter;
  /** What narrows the list down. */
  controls?: ReactNode;
}

const SKELETON_ROWS = 4;

/** The history of runs, newest first. */
export function RunList({ title, filter, controls }: RunListProps) {
  const runs = useInfiniteQuery(runsQuery(filter));
  const remove = useDeleteRun();
  const all = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = filter.sessionId !== undefined || filter.state !== undefined;
  return (
    <section aria-label={title}>
      <div className={classes.head}>
        <h2>{title}</h2>
        {controls}
      </div>
      {runs.isError && <ProblemAlert error={runs.error} retry={() => void runs.refetch()} />}
      {remove.isError && <ProblemAlert error={remove.error} title="It was not deleted" />}
      {runs.isPending && Array.from({ length: SKELETON_ROWS }, (_, row) => <Skeleton key={row} height={42} mb={2} />)}
      {runs.isSuccess && all.length === 0 && (
        <div className={classes.empty}>
          {isFiltered ? 'No run is like that.' : 'Nothing has run yet. What does is listed here until it is deleted.'}
        </div>
      )}
      {all.length > 0 && (
        <ul className={classes.list}>
          {all.map((run) => (
            <Row key={run.id} run={run} namesTool={filter.tool === undefined} remove={() => remove.mutate(run)} />
          ))}
        </ul>
      )}
      {runs.hasNextPage && (
        <Button
          variant="default"
          size="compact-md"
          mt="sm"
          loading={runs.isFetchingNextPage}
          onClick={() => void runs.fetchNextPage()}
        >
          More
        </Button>
      )}
    </section>
  );
}

function Row({ run, namesTool, remove }: { run: ToolRun; namesTool: boolean; remove: () => void }) {
  const now = useNow(10_000);
  return (
    <li className={classes.row} data-run={run.id}>
      <span>
        <RunStatus run={run} />
      </span>
      <Link to={runHref(run.tool, run.id)} className={classes.open}>
        {namesTool ? titleOf(run.tool) : <code>{run.id}</code>}
      </Link>
      <bdi className={`${classes.dim} ${classes.session}`} title={`Session ${printable(run.sessionId)}`}>
        {printable(run.sessionId)}
      </bdi>
      <span className={`${classes.dim} ${classes.duration}`}>
        {typeof run.durationMs === 'number' ? formatDuration(run.durationMs) : '–'}
      </span>
      <span className={`${classes.dim} ${classes.size}`}>
        {run.files ? `${formatCount(run.files, 'file')}, ${formatBytes(run.bytes ?? 0)}` : '–'}
      </span>
      <time
        className={`${classes.dim} ${classes.when}`}
        dateTime={run.createdAt}
        title={new Date(run.createdAt).toLocaleString()}
      >
        {formatAgo(run.createdAt, now)}
      </time>
      <span className={classes.actions}>
        <ConfirmButton size="compact-xs" question="Delete it?" label={`Delete run ${run.id}`} onConfirm={remove}>
          Delete
        </ConfirmButton>
      </span>
    </li>
  );
}
