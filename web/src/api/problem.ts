import type { Problem } from './types';

/** An error that the server gave (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;
  /** When it makes sense to try again, in milliseconds since the epoch; null where the server does not say. */
  readonly retryAt: number | null;

  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(problem.detail);
    this.problem = problem;
    this.retryAt = retryAfterSeconds === null ? null : Date.now() + retryAfterSeconds * 1000;
  }
}

/** The server could not be reached, or the connection broke off. */
export class ServerAway extends Error {
  override readonly name = 'ServerAway';
}

/** Whether an error says that the browser is not signed in, or no longer. */
export function isUnauthenticated(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.status === 401;
}

/** The error that an answer is. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? NaN);
  return new ApiProblem(await readProblem(response), Number.isFinite(retryAfter) ? retryAfter : null);
}

async function readProblem(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  try {
    const value: unknown = JSON.parse(text);
    if (isProblem(value)) return value;
  } catch {
    // A proxy in front of the server has words of its own.
  }
  const detail = `The answer is no problem details of Warren${text ? `: ${text.slice(0, 200)}` : '.'}`;
  return {
    title: response.statusText || `Status ${response.status}`,
    status: response.status,
    code: 'UNKNOWN',
    detail,
  };
}

/** Whether a value is an error as the server describes it. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'status' in value;
}
