import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { json, post, send } from '../api/http';
import { ApiProblem } from '../api/problem';
import type { Link, Page, ToolArtifact, ToolInfo, ToolResult, ToolRun, ToolRunState } from '../api/types';

const RUNS = '/api/v0/tool-runs';
const REFRESH_MS = 2_000;
const PAGE = 20;
const LINK_SECONDS = 300;

/** Where runs are asked for. */
export const EXECUTE_PATH = '/api/v0/tools/execute';

/** Where a run is asked for again. */
export const rerunPath = (run: string) => `${RUNS}/${encodeURIComponent(run)}/rerun`;

/** Which runs of the history are wanted. */
export interface RunFilter {
    tool?: string;
    sessionId?: string;
    state?: ToolRunState;
}

/** What tools there are. */
export const toolsQuery = queryOptions({
    queryKey: ['tools'],
    queryFn: async ({ signal }) => (await json<Page<ToolInfo>>(send('/api/v0/tools', { signal }))).items,
    staleTime: 5 * 60_000,
});

/** The history of runs, newest first; looked at again while something in it runs. */
export const runsQuery = (filter: RunFilter) =>
    infiniteQueryOptions({
        queryKey: ['runs', filter],
        queryFn: ({ pageParam, signal }) => {
            const query = new URLSearchParams({
                limit: String(PAGE),
                ...filter,
                ...(pageParam ? { cursor: pageParam } : {}),
            });
            return json<Page<ToolRun>>(send(`${RUNS}?${query}`, { signal }));
        },
        initialPageParam: '',
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        refetchInterval: ({ state }) =>
            state.data?.pages.some((page) => page.items.some(isUnderWay)) ? REFRESH_MS : false,
    });

/** One run. */
export const runQuery = (id: string) =>
    queryOptions({
        queryKey: ['run', id],
        queryFn: ({ signal }) => json<ToolRun>(send(`${RUNS}/${encodeURIComponent(id)}`, { signal })),
        refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? REFRESH_MS : false),
    });

/** How a finished run went. */
export const resultQuery = (id: string) =>
    queryOptions({
        queryKey: ['run', id, 'result'],
        queryFn: ({ signal }) => json<ToolResult>(send(`${RUNS}/${encodeURIComponent(id)}/result`, { signal })),
        staleTime: Infinity,
    });

/** What a run was asked for with. */
export const requestQuery = (id: string) =>
    queryOptions({
        queryKey: ['run', id, 'request'],
        queryFn: ({ signal }) =>
            json<Record<string, unknown>>(send(`${RUNS}/${encodeURIComponent(id)}/request`, { signal })),
        staleTime: Infinity,
    });

/** The files of a run. */
export const artifactsQuery = (id: string) =>
    infiniteQueryOptions({
        queryKey: ['run', id, 'artifacts'],
        queryFn: ({ pageParam, signal }) => {
            const query = new URLSearchParams({ limit: '200', ...(pageParam ? { cursor: pageParam } : {}) });
            return json<Page<ToolArtifact>>(send(`${RUNS}/${encodeURIComponent(id)}/artifacts?${query}`, { signal }));
        },
        initialPageParam: '',
        getNextPageParam: (page) => page.nextCursor ?? undefined,
    });

/** Whether a run has not come to its end. */
export function isUnderWay(run: ToolRun): boolean {
    return run.state === 'queued' || run.state === 'running';
}

/** Deletes a run with its files. One that is gone already is as good. */
export async function deleteRun(id: string): Promise<void> {
    try {
        await send(`${RUNS}/${encodeURIComponent(id)}`, { method: 'DELETE' });
    } catch (failure) {
        if (!(failure instanceof ApiProblem && failure.problem.status === 404)) throw failure;
    }
}

/** Deletes all runs of a session; says how many there were. */
export async function deleteSession(sessionId: string): Promise<number> {
    const query = new URLSearchParams({ sessionId });
    return (await json<{ deleted: number }>(send(`${RUNS}?${query}`, { method: 'DELETE' }))).deleted;
}

/** The path of a file of a run that opens for a few minutes without the session. */
export async function linkTo(run: string, artifact: Pick<ToolArtifact, 'name' | 'kind'>): Promise<string> {
    const { name, kind } = artifact;
    const link = await json<Link>(
        post(`${RUNS}/${encodeURIComponent(run)}/links`, { name, kind, expiresInSeconds: LINK_SECONDS }),
    );
    // Made from the server's public address, where it has one; the page stays at the address that it was opened by.
    const { pathname, search } = new URL(link.url, location.origin);
    return pathname + search;
}
