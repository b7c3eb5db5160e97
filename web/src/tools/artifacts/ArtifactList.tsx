import { Button, Text } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { ToolArtifact } from '../../api/types';
import { formatBytes } from '../../ui/format';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { printable } from '../../ui/printable';
import { artifactsQuery } from '../api';
import classes from './ArtifactList.module.css';
import { ArtifactViewer } from './ArtifactViewer';
import { DownloadButton } from './DownloadButton';
import { viewingOf } from './viewable';

interface ArtifactListProps {
  run: string;
  /** Why some files were not kept, by name. */
  skipped: Record<string, string> | null;
}

/** The files that a run was given and those that it left. */
export function ArtifactList({ run, skipped }: ArtifactListProps) {
  const artifacts = useInfiniteQuery(artifactsQuery(run));
  if (artifacts.isPending)
    return (
      <Text c="dimmed" size="sm" role="status">
        Loading …
      </Text>
    );
  if (artifacts.isError) return <ProblemAlert error={artifacts.error} retry={() => void artifacts.refetch()} />;
  const all = artifacts.data.pages.flatMap((page) => page.items);
  return (
    <>
      <Group title="Outputs" run={run} artifacts={all.filter((artifact) => artifact.kind === 'output').sort(byRank)} />
      <Group title="Inputs" run={run} artifacts={all.filter((artifact) => artifact.kind === 'input')} />
      {artifacts.hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          loading={artifacts.isFetchingNextPage}
          onClick={() => void artifacts.fetchNextPage()}
        >
          More files
        </Button>
      )}
      {skipped && <Skipped files={skipped} />}
    </>
  );
}

// The two outputs of the program come first.
const FIRST = ['stdout', 'stderr'];

function byRank(one: ToolArtifact, other: ToolArtifact): number {
  const rank = ({ name }: ToolArtifact) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return rank(one) - rank(other);
}

function Group({ title, run, artifacts }: { title: string; run: string; artifacts: ToolArtifact[] }) {
  if (artifacts.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={classes.heading}>{title}</h3>
      <ul className={classes.list}>
        {artifacts.map((artifact) => (
          <Row key={artifact.name} run={run} artifact={artifact} />
        ))}
      </ul>
    </section>
  );
}

function Row({ run, artifact }: { run: string; artifact: ToolArtifact }) {
  const [isOpen, setIsOpen] = useState(false);
  const viewer = useId();
  const name = printable(artifact.name);
  const canView = artifact.size > 0 && viewingOf(artifact) !== 'none';
  return (
    <li>
      <div className={classes.row}>
        <bdi className={classes.name}>{name}</bdi>
        <span className={classes.about}>{artifact.size === 0 ? 'no content' : formatBytes(artifact.size)}</span>
        <div className={classes.actions}>
          {canView && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              leftSection={isOpen ? <IconEyeOff size={14} /> : <IconEye size={14} />}
              aria-label={`${isOpen ? 'Hide' : 'View'} ${name}`}
              aria-expanded={isOpen}
              aria-controls={viewer}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen ? 'Hide' : 'View'}
            </Button>
          )}
          <DownloadButton run={run} artifact={artifact} />
        </div>
      </div>
      <div id={viewer} className={isOpen ? classes.viewer : undefined}>
        {isOpen && <ArtifactViewer run={run} artifact={artifact} />}
      </div>
    </li>
  );
}

function Skipped({ files }: { files: Record<string, string> }) {
  return (
    <section aria-label="Not kept">
      <h3 className={classes.heading}>Not kept</h3>
      <ul className={classes.list}>
        {Object.entries(files).map(([name, reason]) => (
          <li key={name} className={classes.row}>
            <bdi className={classes.name}>{printable(name)}</bdi>
            <span className={classes.about}>{printable(reason)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
