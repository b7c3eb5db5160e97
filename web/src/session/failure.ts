import { ApiProblem } from '../api/problem';

/** How a sign-in that failed is shown. */
export interface SignInFailure {
  /** Said at the field itself; null where it is not about what was typed. */
  field: string | null;
  /** Heads the notice; null for the usual one. */
  title: string | null;
  /** When to try again, in milliseconds since the epoch; null for at once. */
  retryAt: number | null;
}

/** What somebody gave. */
export type Method = 'password' | 'token';

/** Says what a failure means to whoever tries to sign in. */
export function describeFailure(failure: Error, method: Method): SignInFailure {
  const problem = failure instanceof ApiProblem ? failure.problem : null;
  if (problem?.status === 401)
    return {
      field: method === 'token' ? 'This token is not valid here.' : 'This name and password do not belong together.',
      title: null,
      retryAt: null,
    };
  if (problem?.status === 429 && failure instanceof ApiProblem)
    return { field: null, title: 'Too many failed attempts', retryAt: failure.retryAt };
  return { field: null, title: null, retryAt: null };
}

/** Where the identity provider's page is begun at, to come back to this one. */
export function startAddress(startPath: string, page: { pathname: string; search: string }): string {
  const path = page.pathname + page.search;
  // What is longer than the server takes is left behind, and so is what is no plain address.
  const isKept = path.length <= 1000 && /^\/[!-[\]-~]*$/.test(path) && !path.startsWith('//');
  return `${startPath}?return=${encodeURIComponent(isKept ? path : '/')}`;
}
