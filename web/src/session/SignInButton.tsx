import { Button } from '@mantine/core';
import { ProblemAlert } from '../ui/ProblemAlert';
import type { SignInFailure } from './failure';

interface SignInButtonProps {
  isPending: boolean;
  error: Error | null;
  failure: SignInFailure | null;
  /** Seconds until the next attempt is worth it. */
  wait: number;
}

/** Ends a form to sign in: what went wrong, and the button. */
export function SignInButton({ isPending, error, failure, wait }: SignInButtonProps) {
  return (
    <>
      {error && failure?.field === null && (
        <ProblemAlert error={error} mt="md" {...(failure.title === null ? {} : { title: failure.title })} />
      )}
      {/* Not disabled while one waits: the focus would be lost. */}
      <Button
        type="submit"
        fullWidth
        mt="md"
        loading={isPending}
        {...(wait > 0 ? { 'aria-disabled': true, 'data-disabled': true } : {})}
      >
        {wait > 0 ? `Try again in ${wait} s` : 'Sign in'}
      </Button>
    </>
  );
}
