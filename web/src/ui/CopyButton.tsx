import { Button, type ButtonProps } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

const SHOWN_MS = 1500;

interface CopyButtonProps extends ButtonProps {
  text: () => string;
  label: string;
}

/** Copies a text, and says so. */
export function CopyButton({ text, label, ...props }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setOutcome('copied');
    } catch {
      // Not on addresses without https but localhost, or the browser's user said no.
      setOutcome('refused');
    }
  };
  const shown = outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'Not allowed' : 'Copy';
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-xs"
      miw={64}
      leftSection={outcome === 'copied' ? <IconCheck size={14} /> : <IconCopy size={14} />}
      aria-label={outcome === null ? label : shown}
      onClick={() => void copy()}
      {...props}
    >
      {shown}
    </Button>
  );
}
