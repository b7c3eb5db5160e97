import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { use, useRef } from 'react';
import { Link, useLocation, useParams } from 'react-router';
import { NotFound } from '../app/NotFound';
import { Heading } from '../ui/Heading';
import { ProblemAlert } from '../ui/ProblemAlert';
import { toolsQuery, type Tool } from './api';
import { findTool, titleOf, type ToolPageState } from './catalog';
import { ToolForm } from './form/ToolForm';
import { useDraft } from './form/useDraft';
import { problemOfRun, type LiveRun } from './runs/LiveRun';
import { LiveRunView } from './runs/LiveRunView';
import { RunList } from './runs/RunList';
import { RunStoreContext, useLatestRun, useLiveState } from './runs/useRuns';
import classes from './ToolPage.module.css';

/** The page of a tool: its form, what it runs, and what it ran. */
export function ToolPage() {
  const { tool: address = '' } = useParams();
  const { key, state } = useLocation() as { key: string; state: ToolPageState | null };
  const tools = useQuery(toolsQuery);
  if (tools.isError) return <ProblemAlert error={tools.error} retry={() => void tools.refetch()} />;
  if (tools.isPending) return <Skeleton height={420} />;
  const tool = findTool(tools.data, address);
  if (!tool) return <NotFound what={`There is no tool "${address}"`} tools={tools.data} />;
  // Coming with something to fill in makes the form anew.
  const body = state?.body;
  return <ToolWorkbench key={body ? `${tool.name} ${key}` : tool.name} tool={tool} body={body ?? null} />;
}

function ToolWorkbench({ tool, body }: { tool: Tool; body: Record<string, unknown> | null }) {
  const runs = use(RunStoreContext);
  const latest = useLatestRun(tool.name);
  const panel = useRef<HTMLElement>(null);
  const [values, setValues] = useDraft(tool, body);
  const run = (asked: Record<string, unknown>) => {
    runs.execute(tool.name, asked);
    // Below the form on narrow screens.
    if (panel.current && panel.current.getBoundingClientRect().top > window.innerHeight - 120)
      panel.current.scrollIntoView({ behavior: 'smooth' });
  };
  const form = { tool: tool.name, schema: tool.inputSchema, values, onChange: setValues, onSubmit: run };
  return (
    <>
      <nav className={classes.crumbs} aria-label="Breadcrumb">
        <Link to="/">Tools</Link>
      </nav>
      <Heading title={titleOf(tool.name)} />
      <p className={classes.lead}>{tool.description}</p>
      <div className={classes.columns}>
        <FormOfRun {...form} run={latest} />
        <section ref={panel} className={classes.run} aria-label="Run">
          {latest ? (
            <LiveRunView key={latest.key} run={latest} />
          ) : (
            <div className={classes.placeholder}>What it writes is shown here while it runs.</div>
          )}
        </section>
      </div>
      <RunList title="Earlier runs" filter={{ tool: tool.name }} />
    </>
  );
}

type FormProps = Omit<Parameters<typeof ToolForm>[0], 'serverErrors' | 'isRunning'>;

// The same form before and after the first run: what is in it, and the focus, stay.
function FormOfRun({ run, ...form }: FormProps & { run: LiveRun | null }) {
  const state = useLiveState(run);
  const errors = (state && problemOfRun(state)?.errors) ?? NO_ERRORS;
  return <ToolForm {...form} serverErrors={errors} isRunning={run?.isUnderWay ?? false} />;
}

const NO_ERRORS = {};
