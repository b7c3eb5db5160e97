import { Button, Loader, Modal, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import classes from './session.module.css';
import { sessionQuery, type Session } from './session';
import { SignInForm, SignInPage } from './SignIn';

/**
 * Shows the page to who is signed in, else the form to sign in, at the same address. Where a session ends under somebody's
 * hands, the form comes over the page, which keeps what was typed.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const session = useQuery(sessionQuery);
  const leave = () => client.setQueryData<Session>(sessionQuery.queryKey, null);

  if (session.data === undefined)
    return session.isError ? (
      <Away retry={() => void session.refetch()} isRetrying={session.isFetching} />
    ) : (
      <Waiting />
    );
  if (session.data === null) return <SignInPage />;
  return (
    <>
      {children}
      <Modal
        opened={session.data === 'ended'}
        onClose={leave}
        title="Your session has ended"
        centered
        closeButtonProps={{ 'aria-label': 'Leave the page' }}
      >
        <Text size="sm" c="dimmed" mb="md">
          Sign in again to go on; nothing on the page is lost.
        </Text>
        <SignInForm isOverPage />
      </Modal>
    </>
  );
}

// Drawn late: most of the time the answer is there sooner than anybody sees.
function Waiting() {
  return (
    <div className={classes.center} role="status" aria-label="Loading">
      <Loader size="sm" className={classes.late ?? ''} />
    </div>
  );
}

function Away({ retry, isRetrying }: { retry: () => void; isRetrying: boolean }) {
  return (
    <main className={classes.center}>
      <div className={classes.card} role="alert">
        <Title order={1}>Warren does not answer</Title>
        <Text mt="xs" mb="lg">
          Is the server running? <code>./warren status</code> tells, <code>./warren up</code> starts it.
        </Text>
        <Button onClick={retry} loading={isRetrying}>
          Try again
        </Button>
      </div>
    </main>
  );
}
