import { Alert, Button, Text, type MantineSpacing } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiProblem, ServerAway } from '../api/problem';
import { useSecondsUntil } from './clock';

interface ProblemAlertProps {
  error: Error;
  title?: string;
  retry?: (() => void) | undefined;
  mt?: MantineSpacing;
}

const TITLES: Record<string, string> = {
  TOO_MANY_REQUESTS: 'Warren is busy',
  INVALID_REQUEST: 'This was not accepted',
  INVALID_STATE: 'This is not possible now',
  NOT_FOUND: 'This is not there',
  FORBIDDEN: 'This is not allowed',
  UNAUTHENTICATED: 'Your session has ended',
  TOO_LARGE: 'This is too large',
  ENGINE_UNAVAILABLE: 'An engine is away',
  SANDBOX_FAILED: 'The sandbox failed',
  DEADLINE_EXCEEDED: 'This took too long',
  DISK_FULL: 'The disk is full',
  INTERNAL: 'Warren failed',
};

/** Says what went wrong, what would be right and, where it makes sense, when to try again. */
export function ProblemAlert({ error, title, retry, mt }: ProblemAlertProps) {
  const problem = error instanceof ApiProblem ? error.problem : null;
  const heading = title ?? (problem ? (TITLES[problem.code] ?? problem.title) : 'Warren does not answer');
  return (
    <Alert
      role="alert"
      color={problem?.status === 429 ? 'yellow' : 'red'}
      variant="light"
      icon={<IconAlertTriangle size={18} />}
      title={heading}
      {...(mt === undefined ? {} : { mt })}
    >
      <Text size="sm">{error.message}</Text>
      {error instanceof ServerAway && (
        <Text size="sm" mt={4}>
          <code>./warren status</code> tells whether the server runs, <code>./warren up</code> starts it.
        </Text>
      )}
      {problem?.errors && <ErrorList errors={problem.errors} />}
      {problem?.availableTools && (
        <Text size="sm" mt={4}>
          There are {problem.availableTools.join(', ')}.
        </Text>
      )}
      {retry && <Retry retryAt={error instanceof ApiProblem ? error.retryAt : null} retry={retry} />}
      {problem?.traceId && (
        <Text size="xs" c="dimmed" mt={6}>
          Trace <code>{problem.traceId}</code>
        </Text>
      )}
    </Alert>
  );
}

function ErrorList({ errors }: { errors: Record<string, string[]> }) {
  return (
    <ul>
      {Object.entries(errors).map(([field, messages]) => (
        <li key={field}>
          <code>{field}</code>: {messages.join(' ')}
        </li>
      ))}
    </ul>
  );
}

function Retry({ retryAt, retry }: { retryAt: number | null; retry: () => void }) {
  const seconds = useSecondsUntil(retryAt);
  return (
    <Button size="compact-sm" variant="default" mt="xs" disabled={seconds > 0} onClick={retry}>
      {seconds > 0 ? `Try again in ${seconds} s` : 'Try again'}
    </Button>
  );
}
