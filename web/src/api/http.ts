import { problemOf, ServerAway } from './problem';

/** Sends a request; what is no success is thrown as {@link problemOf} says, silence as {@link ServerAway}. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
        response = await fetch(path, { credentials: 'same-origin', ...init });
    } catch (failure) {
        if (init.signal?.aborted) throw failure;
        throw new ServerAway('Warren does not answer.', { cause: failure });
    }
    if (!response.ok) throw await problemOf(response);
    return response;
}

/** Sends JSON, or nothing. */
export function post(path: string, body?: unknown, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (body !== undefined) headers.set('Content-Type', 'application/json');
    return send(path, {
        ...init,
        method: 'POST',
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

/** Reads the JSON of an answer. */
export async function json<T>(response: Promise<Response>): Promise<T> {
    return (await (await response).json()) as T;
}
