import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/http';
import { isUnauthenticated } from '../api/problem';
import type { Caller } from '../api/types';

/** Who is signed in: nobody (null), or nobody any more, whose page stays as it is. */
export type Session = Caller | 'ended' | null;

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ client, queryKey, signal }): Promise<Session> => {
    try {
      return await answer(api.GET('/api/v0/auth/me', { signal }));
    } catch (failure) {
      if (isUnauthenticated(failure)) return client.getQueryData<Session>(queryKey) ? 'ended' : null;
      throw failure;
    }
  },
  staleTime: 60_000,
  retry: false,
});

/** Signs this browser in. */
export function signIn(token: string): Promise<Caller> {
  return answer(api.POST('/api/v0/auth/login', { body: { token } }));
}

/** Ends the session of this browser. */
export async function signOut(): Promise<void> {
  await api.POST('/api/v0/auth/logout');
}
