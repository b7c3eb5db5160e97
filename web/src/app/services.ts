import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isUnauthenticated, ServerAway } from '../api/problem';
import { sessionQuery, type Session } from '../session/session';
import type { FormValues } from '../tools/form/values';
import type { LiveRun } from '../tools/runs/LiveRun';
import { RunStore } from '../tools/runs/RunStore';

const STALE_MS = 5_000;

/** What lives as long as the page is open. */
export function createServices() {
  // Whichever call is the first to be told that the session is over.
  const notice = (failure: unknown) => {
    const { queryKey } = sessionQuery;
    if (isUnauthenticated(failure) && queries.getQueryData(queryKey)) queries.setQueryData<Session>(queryKey, 'ended');
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    // Signing in with a wrong token is answered the same way, but ends nothing.
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: { staleTime: STALE_MS, retry: (count, failure) => failure instanceof ServerAway && count < 2 },
    },
  });
  const runs = new RunStore((run: LiveRun) => {
    notice(run.state.failure);
    void queries.invalidateQueries({ queryKey: ['runs'] });
    if (run.state.id !== null) void queries.invalidateQueries({ queryKey: ['run', run.state.id] });
  });
  return { queries, runs, drafts: new Map<string, FormValues>() };
}
