import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import type { OutputBuffer, OutputView } from '../output/OutputBuffer';
import type { LiveRun, LiveState } from './LiveRun';
import { RunStore } from './RunStore';

/** The runs that this page asked for. */
export const RunStoreContext = createContext(new RunStore(() => undefined));

/** The last run of a tool that this page asked for. */
export function useLatestRun(tool: string): LiveRun | null {
  const runs = use(RunStoreContext);
  return useSyncExternalStore(
    runs.subscribe,
    useCallback(() => runs.of(tool), [runs, tool]),
  );
}

/** The run of an id, where this page asked for it. */
export function useRunOf(id: string): LiveRun | null {
  const runs = use(RunStoreContext);
  return useSyncExternalStore(
    runs.subscribe,
    useCallback(() => runs.find(id), [runs, id]),
  );
}

/** How far a run has come; null for none. */
export function useLiveState(run: LiveRun): LiveState;
export function useLiveState(run: LiveRun | null): LiveState | null;
export function useLiveState(run: LiveRun | null): LiveState | null {
  return useSyncExternalStore(
    run?.subscribe ?? never,
    useCallback(() => run?.state ?? null, [run]),
  );
}

const never = () => () => undefined;

/** What is to be seen of an output of a run. */
export function useOutput(run: LiveRun, buffer: OutputBuffer): OutputView {
  return useSyncExternalStore(
    run.subscribe,
    useCallback(() => buffer.view, [buffer]),
  );
}
