import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ToolArtifact } from '../../api/types';
import { printable } from '../../ui/printable';
import { linkTo } from '../api';

interface DownloadButtonProps {
  run: string;
  artifact: Pick<ToolArtifact, 'name' | 'kind'>;
}

/** Downloads a file of a run, by a link that is made when it is wanted. */
export function DownloadButton({ run, artifact }: DownloadButtonProps) {
  const download = useMutation({
    mutationFn: () => linkTo(run, artifact),
    onSuccess: (path) => {
      const anchor = document.createElement('a');
      anchor.href = path;
      anchor.download = '';
      anchor.click();
    },
  });
  const label = `Download ${printable(artifact.name)}`;
  return (
    <Button
      variant="subtle"
      color={download.isError ? 'red' : 'gray'}
      size="compact-xs"
      leftSection={<IconDownload size={14} />}
      loading={download.isPending}
      aria-label={download.isError ? `${label}: ${download.error.message}` : label}
      title={download.error?.message}
      onClick={() => download.mutate()}
    >
      {download.isError ? 'Failed; again' : 'Download'}
    </Button>
  );
}
