import { Alert } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { ToolRun } from '../../api/types';

/** Why a run did not come to its end. */
export function Reason({ run }: { run: ToolRun }) {
  if (!run.reason) return null;
  return (
    <Alert
      mt="sm"
      variant="light"
      color={run.state === 'failed' ? 'red' : 'gray'}
      icon={<IconInfoCircle size={18} />}
      title={run.state === 'failed' ? 'It failed' : 'It was cancelled'}
    >
      {run.reason}
    </Alert>
  );
}
