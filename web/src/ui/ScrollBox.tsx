import type { ReactNode } from 'react';

interface ScrollBoxProps {
  label: string;
  className: string | undefined;
  isBusy?: boolean;
  children: ReactNode;
}

/** Text that may be longer than its place: it can be scrolled by the keyboard too. */
export function ScrollBox({ label, className, isBusy = false, children }: ScrollBoxProps) {
  return (
    <div role="region" aria-label={label} aria-busy={isBusy} tabIndex={0} className={className}>
      {children}
    </div>
  );
}
