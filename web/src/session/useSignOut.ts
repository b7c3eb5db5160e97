import { useMutation, useQueryClient } from '@tanstack/react-query';
import { use } from 'react';
import { isUnauthenticated } from '../api/problem';
import { RunStoreContext } from '../tools/runs/useRuns';
import { sessionQuery, signOut } from './session';

/** Ends the session, and forgets what was shown in it. */
export function useSignOut() {
  const client = useQueryClient();
  const runs = use(RunStoreContext);
  return useMutation({
    mutationFn: async () => {
      try {
        await signOut();
      } catch (failure) {
        // It had ended already.
        if (!isUnauthenticated(failure)) throw failure;
      }
    },
    onSuccess: () => {
      runs.clear();
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      client.setQueryData(sessionQuery.queryKey, null);
    },
  });
}
