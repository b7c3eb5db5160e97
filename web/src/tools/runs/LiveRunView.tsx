import { Button, Text, VisuallyHidden } from '@mantine/core';
import { IconPlayerStop, IconRotate } from '@tabler/icons-react';
import { use } from 'react';
import { Link } from 'react-router';
import { useNow } from '../../ui/clock';
import { formatDuration } from '../../ui/format';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { ArtifactList } from '../artifacts/ArtifactList';
import { DownloadButton } from '../artifacts/DownloadButton';
import { runHref } from '../catalog';
import type { OutputBuffer } from '../output/OutputBuffer';
import { OutputPane } from '../output/OutputPane';
import type { LiveRun, LiveState } from './LiveRun';
import { problemOfRun } from './LiveRun';
import { RawPanel } from './RawPanel';
import { artifactCount, endFacts, RunView } from './RunView';
import type { Standing } from './RunStatus';
import { RunStoreContext, useLiveState, useOutput } from './useRuns';

interface LiveRunViewProps {
  run: LiveRun;
  /** Whether the page is this run's own. */
  isOwnPage?: boolean;
}

/** A run that this page asked for, while it runs and afterwards. */
export function LiveRunView({ run, isOwnPage = false }: LiveRunViewProps) {
  const runs = use(RunStoreContext);
  const state = useLiveState(run);
  const { id, result, failure } = state;
  const rerun = id === null ? () => runs.execute(run.tool, run.body) : () => runs.rerun(run.tool, id, run.body);
  return (
    <>
      <VisuallyHidden role="status">{announce(state)}</VisuallyHidden>
      <RunView
        standing={standingOf(state)}
        facts={[
          ...(run.isUnderWay
            ? [
                {
                  name: state.phase === 'running' ? 'Running for' : 'Waiting for',
                  value: <Elapsed state={state} />,
                },
              ]
            : endFacts(result ?? {})),
        ]}
        actions={
          run.isUnderWay ? (
            <Button
              size="compact-sm"
              color="red"
              variant="light"
              leftSection={<IconPlayerStop size={15} />}
              onClick={() => run.cancel()}
            >
              Cancel
            </Button>
          ) : (
            <>
              {id !== null && !isOwnPage && (
                <Button size="compact-sm" variant="subtle" color="gray" component={Link} to={runHref(run.tool, id)}>
                  Open
                </Button>
              )}
              <Button size="compact-sm" variant="default" leftSection={<IconRotate size={15} />} onClick={rerun}>
                Run again
              </Button>
            </>
          )
        }
        problem={
          failure && (
            <ProblemAlert
              error={failure}
              mt="sm"
              retry={failure.name === 'ServerAway' || problemOfRun(state)?.status === 429 ? rerun : undefined}
            />
          )
        }
        output={
          <>
            <LiveOutput run={run} name="stdout" buffer={run.stdout} state={state} />
            <LiveOutput run={run} name="stderr" buffer={run.stderr} state={state} />
          </>
        }
        artifactCount={artifactCount(result)}
        artifacts={
          result ? (
            <ArtifactList run={result.id} skipped={result.artifacts.skipped ?? null} />
          ) : (
            <NoArtifacts isUnderWay={run.isUnderWay} />
          )
        }
        raw={
          <RawPanel
            path={run.path}
            body={run.path.endsWith('/rerun') ? undefined : run.body}
            response={result ?? problemOfRun(state)}
          />
        }
      />
    </>
  );
}

function LiveOutput({
  run,
  name,
  buffer,
  state,
}: {
  run: LiveRun;
  name: 'stdout' | 'stderr';
  buffer: OutputBuffer;
  state: LiveState;
}) {
  const view = useOutput(run, buffer);
  return (
    <OutputPane
      name={name}
      view={view}
      isLive={run.isUnderWay}
      note={view.cut && 'Only the end is shown here; the whole is kept as an artifact.'}
      actions={
        state.result && view.bytes > 0 && <DownloadButton run={state.result.id} artifact={{ name, kind: 'output' }} />
      }
    />
  );
}

/** What stands in place of the files of a run that has none. */
export function NoArtifacts({ isUnderWay }: { isUnderWay: boolean }) {
  return (
    <Text size="sm" c="dimmed">
      {isUnderWay ? 'The files that it leaves are kept when it ends.' : 'There are none: it did not come to its end.'}
    </Text>
  );
}

function Elapsed({ state }: { state: LiveState }) {
  const now = useNow(100);
  return formatDuration(Math.max(0, now - (state.startedAt ?? state.askedAt)));
}

function standingOf({ phase, result }: LiveState): Standing {
  return {
    state: phase === 'ended' ? 'finished' : phase,
    exitCode: result?.exitCode ?? null,
    timedOut: result?.timedOut ?? false,
    oomKilled: result?.oomKilled ?? false,
  };
}

function announce({ phase, result, failure }: LiveState): string {
  switch (phase) {
    case 'ended':
      return result?.timedOut ? 'It timed out.' : `It ended with exit code ${result?.exitCode ?? 0}.`;
    case 'failed':
      return failure?.message ?? 'It failed.';
    case 'cancelled':
      return 'It was cancelled.';
    default:
      return phase === 'running' ? 'It runs.' : 'It waits for its turn.';
  }
}
