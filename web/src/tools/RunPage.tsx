import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { NotFound } from '../app/NotFound';
import { ApiProblem } from '../api/problem';
import { Heading } from '../ui/Heading';
import { ProblemAlert } from '../ui/ProblemAlert';
import { runQuery } from './api';
import { titleOf, toolHref } from './catalog';
import { LiveRunView } from './runs/LiveRunView';
import { StoredRunView } from './runs/StoredRunView';
import { useRunOf } from './runs/useRuns';
import classes from './ToolPage.module.css';

/** The page of one run. */
export function RunPage() {
  const { run: id = '' } = useParams();
  const live = useRunOf(id);
  const run = useQuery(runQuery(id));
  if (run.error instanceof ApiProblem && run.error.problem.status === 404)
    return <NotFound what="There is no such run; it may have been deleted" />;
  if (run.isError) return <ProblemAlert error={run.error} retry={() => void run.refetch()} />;
  if (run.isPending) return <Skeleton height={420} />;
  const { tool, createdAt } = run.data;
  return (
    <>
      <nav className={classes.crumbs} aria-label="Breadcrumb">
        <Link to="/">Tools</Link> / <Link to={toolHref(tool)}>{titleOf(tool)}</Link>
      </nav>
      <Heading title={`Run ${id}`}>
        Run <code>{id}</code>
      </Heading>
      <p className={classes.lead}>
        <time dateTime={createdAt}>{new Date(createdAt).toLocaleString()}</time>
      </p>
      {live?.isUnderWay ? <LiveRunView run={live} isOwnPage /> : <StoredRunView key={id} run={run.data} />}
    </>
  );
}
