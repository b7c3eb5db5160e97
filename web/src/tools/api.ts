import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/http';
import { ApiProblem } from '../api/problem';
import type { ToolArtifact, ToolRun, ToolRunState } from '../api/types';
import type { JsonSchema } from './form/schema';

const REFRESH_MS = 2_000;
const PAGE = 20;
const PAGE_OF_FILES = 200;
const LINK_SECONDS = 300;

/** Where runs are asked for. */
export const EXECUTE_PATH = '/api/v0/tools/execute';

/** Where a run is asked for again. */
export const rerunPath = (run: string) => `/api/v0/tool-runs/${encodeURIComponent(run)}/rerun`;

/** A tool, with the schema that its form is made from. */
export interface Tool {
  name: string;
  description: string;
  inputSchema: JsonSchema;
}

/** Which runs of the history are wanted. */
export interface RunFilter {
  tool?: string;
  sessionId?: string;
  state?: ToolRunState;
}

/** What tools there are. */
export const toolsQuery = queryOptions({
  queryKey: ['tools'],
  queryFn: async ({ signal }) => (await answer(api.GET('/api/v0/tools', { signal }))).items as Tool[],
  staleTime: 5 * 60_000,
});

/** The history of runs, newest first; looked at again while something in it runs. */
export const runsQuery = (filter: RunFilter) =>
  infiniteQueryOptions({
    queryKey: ['runs', filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, ...filter, ...after(pageParam) };
      return answer(api.GET('/api/v0/tool-runs', { params: { query }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some(isUnderWay)) ? REFRESH_MS : false,
  });

/** One run. */
export const runQuery = (run: string) =>
  queryOptions({
    queryKey: ['run', run],
    queryFn: ({ signal }) => answer(api.GET('/api/v0/tool-runs/{run}', { params: { path: { run } }, signal })),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? REFRESH_MS : false),
  });

/** How a finished run went. */
export const resultQuery = (run: string) =>
  queryOptions({
    queryKey: ['run', run, 'result'],
    queryFn: ({ signal }) => answer(api.GET('/api/v0/tool-runs/{run}/result', { params: { path: { run } }, signal })),
    staleTime: Infinity,
  });

/** What a run was asked for with. */
export const requestQuery = (run: string) =>
  queryOptions({
    queryKey: ['run', run, 'request'],
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/api/v0/tool-runs/{run}/request', { params: { path: { run } }, signal }))) as Record<
        string,
        unknown
      >,
    staleTime: Infinity,
  });

/** The files of a run. */
export const artifactsQuery = (run: string) =>
  infiniteQueryOptions({
    queryKey: ['run', run, 'artifacts'],
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { run }, query: { limit: PAGE_OF_FILES, ...after(pageParam) } };
      return answer(api.GET('/api/v0/tool-runs/{run}/artifacts', { params, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

function after(cursor: string): { cursor?: string } {
  return cursor === '' ? {} : { cursor };
}

/** Whether a run has not come to its end. */
export function isUnderWay(run: ToolRun): boolean {
  return run.state === 'queued' || run.state === 'running';
}

/** Deletes a run with its files. One that is gone already is as good. */
export async function deleteRun(run: string): Promise<void> {
  try {
    await api.DELETE('/api/v0/tool-runs/{run}', { params: { path: { run } } });
  } catch (failure) {
    if (!(failure instanceof ApiProblem && failure.problem.status === 404)) throw failure;
  }
}

/** Deletes all runs of a session; says how many there were. */
export async function deleteSession(sessionId: string): Promise<number> {
  return (await answer(api.DELETE('/api/v0/tool-runs', { params: { query: { sessionId } } }))).deleted;
}

/** The path of a file of a run that opens for a few minutes without the session. */
export async function linkTo(run: string, artifact: Pick<ToolArtifact, 'name' | 'kind'>): Promise<string> {
  const { name, kind } = artifact;
  const body = { name, kind, expiresInSeconds: LINK_SECONDS };
  const link = await answer(api.POST('/api/v0/tool-runs/{run}/links', { params: { path: { run } }, body }));
  // Made from the server's public address, where it has one; the page stays at the address that it was opened by.
  const { pathname, search } = new URL(link.url, location.origin);
  return pathname + search;
}
