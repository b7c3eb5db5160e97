import { Button, type ButtonProps } from '@mantine/core';
import { useEffect, useState } from 'react';

const MOMENT_MS = 4000;

interface ConfirmButtonProps extends ButtonProps {
  children: string;
  /** What it asks before it does it. */
  question: string;
  label?: string;
  onConfirm: () => void;
}

/** A button for what cannot be undone: it wants to be pressed twice. */
export function ConfirmButton({ children, question, label, onConfirm, ...props }: ConfirmButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  useEffect(() => {
    if (!isAsking) return;
    const timer = setTimeout(() => setIsAsking(false), MOMENT_MS);
    return () => clearTimeout(timer);
  }, [isAsking]);
  return (
    <Button
      size="compact-sm"
      {...props}
      color={isAsking ? 'red' : 'gray'}
      variant={isAsking ? 'filled' : (props.variant ?? 'subtle')}
      aria-label={isAsking ? `${question} Press again to do it.` : label}
      onBlur={() => setIsAsking(false)}
      onClick={() => {
        if (isAsking) onConfirm();
        setIsAsking(!isAsking);
      }}
    >
      {isAsking ? question : children}
    </Button>
  );
}
