import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSecondsUntil } from '../ui/clock';
import { describeFailure, type Method } from './failure';
import { askAgain, sessionQuery, signIn } from './session';

/** Signs in, and says why not, and how many seconds to wait before the next attempt. */
export function useSignIn(method: Method) {
  const client = useQueryClient();
  const login = useMutation({
    mutationFn: signIn,
    onSuccess: (caller) => {
      client.setQueryData(sessionQuery.queryKey, caller);
      return askAgain(client);
    },
  });
  const failure = login.error ? describeFailure(login.error, method) : null;
  return { login, failure, wait: useSecondsUntil(failure?.retryAt ?? null) };
}
