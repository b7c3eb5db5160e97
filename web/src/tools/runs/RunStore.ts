import { EXECUTE_PATH, rerunPath } from '../api';
import { LiveRun } from './LiveRun';

/** The runs that this page asked for: they go on while one looks at other pages, the last of each tool is kept. */
export class RunStore {
    private readonly latest = new Map<string, LiveRun>();
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
        return this.latest.get(tool) ?? null;
    }

    /** The run of an id, where this page asked for it. */
    find(id: string): LiveRun | null {
        return [...this.latest.values()].find((run) => run.state.id === id) ?? null;
    }

    /** Forgets a run. */
    forget(run: LiveRun): void {
        if (this.latest.get(run.tool) === run) this.latest.delete(run.tool);
        this.notify();
    }

    /** Forgets everything, as at signing out. */
    clear(): void {
        for (const run of this.latest.values()) run.cancel();
        this.latest.clear();
        this.notify();
    }

    /** Calls whenever a run is started or forgotten; the result ends that. */
    readonly subscribe = (listener: () => void): (() => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    private start(run: LiveRun): LiveRun {
        const before = this.latest.get(run.tool);
        if (before?.isUnderWay) before.cancel();
        this.latest.set(run.tool, run);
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
