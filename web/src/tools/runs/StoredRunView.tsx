import { Button } from '@mantine/core';
import { IconPencil, IconRotate, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { use, useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import type { ToolRun } from '../../api/types';
import { useNow } from '../../ui/clock';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { formatDuration } from '../../ui/format';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { EXECUTE_PATH, isUnderWay, requestQuery, resultQuery } from '../api';
import { ArtifactList } from '../artifacts/ArtifactList';
import { DownloadButton } from '../artifacts/DownloadButton';
import { toolHref, type ToolPageState } from '../catalog';
import { OutputBuffer } from '../output/OutputBuffer';
import { OutputPane } from '../output/OutputPane';
import { NoArtifacts } from './LiveRunView';
import { RawPanel } from './RawPanel';
import { Reason } from './Reason';
import { artifactCount, endFacts, RunView } from './RunView';
import { RunStoreContext } from './useRuns';
import { useDeleteRun } from './useDeleteRun';

/** A run of the history. */
export function StoredRunView({ run }: { run: ToolRun }) {
  const result = useQuery({ ...resultQuery(run.id), enabled: run.state === 'finished' });
  const request = useQuery(requestQuery(run.id));
  return (
    <RunView
      standing={run}
      facts={[
        { name: 'Session', value: run.sessionId },
        ...(isUnderWay(run)
          ? [{ name: 'For', value: <Since time={run.startedAt ?? run.createdAt} /> }]
          : endFacts({ durationMs: run.durationMs ?? null, signal: result.data?.signal ?? null })),
      ]}
      actions={<Actions run={run} request={request.data ?? null} />}
      problem={
        result.isError ? (
          <ProblemAlert error={result.error} mt="sm" retry={() => void result.refetch()} />
        ) : (
          <Reason run={run} />
        )
      }
      output={
        <>
          <StoredOutput
            run={run}
            name="stdout"
            text={result.data?.stdout ?? ''}
            isTrimmed={result.data?.stdoutTrimmed ?? false}
          />
          <StoredOutput
            run={run}
            name="stderr"
            text={result.data?.stderr ?? ''}
            isTrimmed={result.data?.stderrTrimmed ?? false}
          />
        </>
      }
      artifactCount={artifactCount(result.data ?? null)}
      artifacts={
        run.state === 'finished' ? (
          <ArtifactList run={run.id} skipped={result.data?.artifacts.skipped ?? null} />
        ) : (
          <NoArtifacts isUnderWay={isUnderWay(run)} />
        )
      }
      raw={<RawPanel path={EXECUTE_PATH} body={request.data} response={result.data ?? run} />}
    />
  );
}

function StoredOutput({
  run,
  name,
  text,
  isTrimmed,
}: {
  run: ToolRun;
  name: 'stdout' | 'stderr';
  text: string;
  isTrimmed: boolean;
}) {
  const view = useMemo(() => {
    const buffer = new OutputBuffer();
    buffer.appendText(0, text);
    buffer.flush();
    // Of a part of the output its size says nothing.
    return isTrimmed ? { ...buffer.view, bytes: 0 } : buffer.view;
  }, [text, isTrimmed]);
  return (
    <OutputPane
      name={name}
      view={view}
      isLive={isUnderWay(run)}
      note={isTrimmed && 'The middle is left out here; the whole is among the artifacts.'}
      actions={text !== '' && <DownloadButton run={run.id} artifact={{ name, kind: 'output' }} />}
    />
  );
}

function Actions({ run, request }: { run: ToolRun; request: Record<string, unknown> | null }) {
  const runs = use(RunStoreContext);
  const navigate = useNavigate();
  const remove = useDeleteRun(() => void navigate(toolHref(run.tool)));
  const rerun = () => {
    runs.rerun(run.tool, run.id, request ?? {});
    void navigate(toolHref(run.tool), { state: { body: request ?? {} } satisfies ToolPageState });
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconRotate size={15} />}
        disabled={request === null}
        onClick={rerun}
      >
        Run again
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPencil size={15} />}
        component={Link}
        to={toolHref(run.tool)}
        state={{ body: request ?? {} } satisfies ToolPageState}
      >
        Edit
      </Button>
      <ConfirmButton
        question="Delete it?"
        leftSection={<IconTrash size={15} />}
        loading={remove.isPending}
        onConfirm={() => remove.mutate(run)}
      >
        Delete
      </ConfirmButton>
    </>
  );
}

function Since({ time }: { time: string }) {
  return formatDuration(Math.max(0, useNow(500) - Date.parse(time)));
}
