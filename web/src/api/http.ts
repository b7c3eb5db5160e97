import createClient from 'openapi-fetch';
import type { paths } from './generated/schema';
import { problemOf, ServerAway } from './problem';

/** Sends a request; what is no success is thrown as {@link problemOf} says, silence as {@link ServerAway}. */
export async function send(input: string | Request, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(input, { credentials: 'same-origin', ...init });
  } catch (failure) {
    const signal = init.signal ?? (input instanceof Request ? input.signal : undefined);
    if (signal?.aborted) throw failure;
    throw new ServerAway('Warren does not answer.', { cause: failure });
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** The calls of the API, by path and with the types of its description. */
export const api = createClient<paths>({ fetch: (request) => send(request) });

/** What a call answered. Failures were thrown before. */
export async function answer<T>(call: Promise<{ data?: T | undefined }>): Promise<T> {
  return (await call).data as T;
}
