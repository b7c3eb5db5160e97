import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../../api/http';
import type { ToolArtifact } from '../../api/types';
import { formatBytes } from '../../ui/format';
import { ProblemAlert } from '../../ui/ProblemAlert';
import { printable } from '../../ui/printable';
import { ScrollBox } from '../../ui/ScrollBox';
import { linkTo } from '../api';
import classes from './ArtifactList.module.css';
import { decodeText, viewingOf } from './viewable';

interface ArtifactViewerProps {
  run: string;
  artifact: ToolArtifact;
}

const MOST_TEXT_BYTES = 256 * 1024;

/** Shows a file: as an image, or as text, never as a page. */
export function ArtifactViewer({ run, artifact }: ArtifactViewerProps) {
  return viewingOf(artifact) === 'image' ? (
    <ImageViewer run={run} artifact={artifact} />
  ) : (
    <TextViewer run={run} artifact={artifact} />
  );
}

function ImageViewer({ run, artifact }: ArtifactViewerProps) {
  const [isBroken, setIsBroken] = useState(false);
  const link = useQuery({
    queryKey: ['run', run, 'link', artifact.kind, artifact.name],
    queryFn: () => linkTo(run, artifact),
    gcTime: 0,
  });
  if (link.isError) return <ProblemAlert error={link.error} retry={() => void link.refetch()} />;
  return (
    <div className={classes.image}>
      {isBroken ? (
        <Text size="sm">This is no image that the browser can show.</Text>
      ) : (
        link.data && (
          <img src={link.data} alt={`The file ${printable(artifact.name)}`} onError={() => setIsBroken(true)} />
        )
      )}
    </div>
  );
}

function TextViewer({ run, artifact }: ArtifactViewerProps) {
  const isCut = artifact.size > MOST_TEXT_BYTES;
  const text = useQuery({
    queryKey: ['run', run, 'text', artifact.kind, artifact.name],
    queryFn: async ({ signal }) => {
      const headers = { Range: `bytes=0-${MOST_TEXT_BYTES - 1}` };
      const response = await send(await linkTo(run, artifact), { headers, signal, credentials: 'omit' });
      return decodeText(new Uint8Array(await response.arrayBuffer()), isCut);
    },
    staleTime: Infinity,
  });
  if (text.isError) return <ProblemAlert error={text.error} retry={() => void text.refetch()} />;
  if (text.data === null) return <Text size="sm">This is no text; download it to look at it.</Text>;
  return (
    <>
      <ScrollBox label={`Content of ${printable(artifact.name)}`} className={classes.text} isBusy={text.isPending}>
        {text.data ?? ' '}
      </ScrollBox>
      {isCut && (
        <Text size="xs" c="dimmed" mt={6}>
          The first {formatBytes(MOST_TEXT_BYTES)} of {formatBytes(artifact.size)}.
        </Text>
      )}
    </>
  );
}
