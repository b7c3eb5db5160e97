import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { answer, api, send } from '../api/http';
import { isUnauthenticated } from '../api/problem';
import type { Caller } from '../api/types';

/** Who is signed in: nobody (null), or nobody any more, whose page stays as it is. */
export type Session = Caller | 'ended' | null;

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ client, queryKey, signal }): Promise<Session> => {
    const before = client.getQueryData<Session>(queryKey);
    try {
      const caller = await answer(api.GET('/api/v0/auth/me', { signal }));
      if (before === 'ended') void askAgain(client);
      return caller;
    } catch (failure) {
      if (isUnauthenticated(failure)) return before ? 'ended' : null;
      throw failure;
    }
  },
  staleTime: 60_000,
  retry: false,
  // Somebody may come back from signing in at another tab.
  refetchOnWindowFocus: (query) => (query.state.data === 'ended' || query.state.data === null ? 'always' : true),
});

/** The identity provider that one can sign in through. */
export interface IdentityProvider {
  enabled: boolean;
  name?: string | null;
  startPath?: string | null;
}

/** Which identity provider the server has. */
export const providerQuery = queryOptions({
  queryKey: ['session', 'provider'],
  queryFn: async ({ signal }): Promise<IdentityProvider> =>
    (await (await send('/api/v0/auth/oidc', { signal })).json()) as IdentityProvider,
  staleTime: 60_000,
  retry: false,
});

/** What somebody shows. */
export type Credentials = { token: string } | { user: string; pass: string };

/** Signs this browser in: its cookie is all that is kept. */
export async function signIn(credentials: Credentials): Promise<Caller> {
  if ('token' in credentials) return answer(api.POST('/api/v0/auth/login', { body: credentials }));
  await api.POST('/api/v0/auth/login', { body: credentials });
  return answer(api.GET('/api/v0/auth/me'));
}

/** Ends the session of this browser. */
export async function signOut(): Promise<void> {
  await api.POST('/api/v0/auth/logout');
}

/** Asks again for what a page shows, as somebody has just signed in. */
export function askAgain(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
}
