import { Badge, type MantineColor } from '@mantine/core';
import { IconBan, IconCheck, IconClock, IconHourglass, IconPlayerPlay, IconX } from '@tabler/icons-react';
import type { ToolRun } from '../../api/types';

/** What tells how a run stands or went. */
export type Standing = Pick<ToolRun, 'exitCode' | 'timedOut' | 'oomKilled'> & { state: ToolRun['state'] | 'sending' };

/** How a run stands or went, in a word. */
export function RunStatus({ run }: { run: Standing }) {
  const { text, color, icon: Icon } = describe(run);
  return (
    <Badge
      color={color}
      variant="light"
      radius="sm"
      tt="none"
      fw={600}
      leftSection={<Icon size={12} stroke={2.4} />}
      data-status={text}
    >
      {text}
    </Badge>
  );
}

function describe(run: Standing): { text: string; color: MantineColor; icon: typeof IconCheck } {
  switch (run.state) {
    case 'sending':
      return { text: 'sending', color: 'gray', icon: IconHourglass };
    case 'queued':
      return { text: 'queued', color: 'gray', icon: IconHourglass };
    case 'running':
      return { text: 'running', color: 'blue', icon: IconPlayerPlay };
    case 'cancelled':
      return { text: 'cancelled', color: 'gray', icon: IconBan };
    case 'failed':
      return { text: 'failed', color: 'red', icon: IconX };
    case 'finished':
      if (run.timedOut) return { text: 'timed out', color: 'orange', icon: IconClock };
      if (run.oomKilled) return { text: 'out of memory', color: 'orange', icon: IconX };
      return run.exitCode === 0
        ? { text: 'exit 0', color: 'green', icon: IconCheck }
        : { text: `exit ${run.exitCode ?? '?'}`, color: 'red', icon: IconX };
  }
}
