import { EXECUTE_PATH, rerunPath } from '../api';
import { LiveRun } from './LiveRun';

const MOST_ENDED = 8;

/** The runs that this page asked for: they go on while one looks at other pages, and the last few are kept. */
export class RunStore {
  // The newest first.
  private runs: LiveRun[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly whenChanged: (run: LiveRun) => void;

  /** @param whenChanged Is told of each run that got its id or came to its end. */
  constructor(whenChanged: (run: LiveRun) => void) {
    this.whenChanged = whenChanged;
  }

  /** Runs a tool. */
  execute(tool: string, body: Record<string, unknown>): LiveRun {
    return this.start(new LiveRun(tool, EXECUTE_PATH, body, true));
  }

  /** Runs again what was run before. */
  rerun(tool: string, run: string, body: Record<string, unknown>): LiveRun {
    return this.start(new LiveRun(tool, rerunPath(run), body, false));
  }

  /** The last run of a tool. */
  of(tool: string): LiveRun | null {
    return this.runs.find((run) => run.tool === tool) ?? null;
  }

  /** The run of an id, where this page asked for it. */
  find(id: string): LiveRun | null {
    return this.runs.find((run) => run.state.id === id) ?? null;
  }

  /** Forgets a run. */
  forget(run: LiveRun): void {
    this.runs = this.runs.filter((other) => other !== run);
    this.notify();
  }

  /** Ends and forgets everything, as at signing out. */
  clear(): void {
    for (const run of this.runs) run.cancel();
    this.runs = [];
    this.notify();
  }

  /** Calls whenever a run is started or forgotten; the result ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private start(run: LiveRun): LiveRun {
    const ended = this.runs.filter((other) => !other.isUnderWay).slice(0, MOST_ENDED);
    this.runs = [run, ...this.runs.filter((other) => other.isUnderWay || ended.includes(other))];
    this.notify();
    let known: string | null = null;
    const stop = run.subscribe(() => {
      if (run.state.id !== known || !run.isUnderWay) this.whenChanged(run);
      known = run.state.id;
      if (!run.isUnderWay) stop();
    });
    void run.run();
    return run;
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}
