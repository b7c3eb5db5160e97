import { readEvents, type ServerEvent } from '../../api/events';
import { send } from '../../api/http';
import { ApiProblem, isProblem, ServerAway } from '../../api/problem';
import type { Problem, ToolResult } from '../../api/types';
import { OutputBuffer } from '../output/OutputBuffer';

/** How far a run has come that this page asked for. */
export type Phase = 'sending' | 'queued' | 'running' | 'ended' | 'failed' | 'cancelled';

/** What is known of a run that this page asked for. */
export interface LiveState {
  phase: Phase;
  /** Its id, once the server has given it one. */
  id: string | null;
  /** When it was asked for and when its program was started, in milliseconds since the epoch. */
  askedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  result: ToolResult | null;
  failure: ApiProblem | ServerAway | null;
}

interface Chunk {
  offset: number;
  text?: string;
  base64?: string;
}

const FLUSH_MS = 80;
const BROKEN_OFF = 'The connection to Warren broke off while this ran.';

/** A run that this page asked for, and follows as long as the page is open. */
export class LiveRun {
  readonly stdout = new OutputBuffer();
  readonly stderr = new OutputBuffer();
  /** Tells it from other runs, also before it has an id. */
  readonly key = crypto.randomUUID();
  readonly tool: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  state: LiveState = {
    phase: 'sending',
    id: null,
    askedAt: Date.now(),
    startedAt: null,
    endedAt: null,
    result: null,
    failure: null,
  };

  private readonly sendsBody: boolean;
  private readonly abort = new AbortController();
  private readonly listeners = new Set<() => void>();
  private flushing: ReturnType<typeof setTimeout> | null = null;

  /**
   * @param tool The tool's name.
   * @param path Where it is asked for.
   * @param body What the run is asked for with.
   * @param sendsBody Whether that is sent, or known to the server already.
   */
  constructor(tool: string, path: string, body: Record<string, unknown>, sendsBody: boolean) {
    this.tool = tool;
    this.path = path;
    this.body = body;
    this.sendsBody = sendsBody;
  }

  /** Runs it to its end. Never fails: the state says how it went. */
  async run(): Promise<void> {
    try {
      const headers = { Accept: 'text/event-stream', 'Content-Type': 'application/json' };
      const body = this.sendsBody ? { body: JSON.stringify(this.body) } : {};
      const response = await send(this.path, { method: 'POST', headers, ...body, signal: this.abort.signal });
      if (response.body) for await (const event of readEvents(response.body)) this.take(event);
      if (this.state.phase !== 'ended' && this.state.phase !== 'failed') throw new ServerAway(BROKEN_OFF);
    } catch (failure) {
      this.end(failure);
    }
  }

  /** Ends it: the server kills what nobody waits for. */
  cancel(): void {
    this.abort.abort();
  }

  /** Calls whenever something changed; the result ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Whether it has not come to its end. */
  get isUnderWay(): boolean {
    return this.state.phase === 'sending' || this.state.phase === 'queued' || this.state.phase === 'running';
  }

  private take({ name, data }: ServerEvent): void {
    const value: unknown = JSON.parse(data);
    switch (name) {
      case 'queued':
        this.change({ phase: 'queued', id: (value as { id: string }).id });
        break;
      case 'started':
        this.change({ phase: 'running', id: (value as { id: string }).id, startedAt: Date.now() });
        break;
      case 'stdout':
      case 'stderr':
        this.output(this[name], value as Chunk);
        break;
      case 'result':
        this.flush();
        this.change({ phase: 'ended', result: value as ToolResult, endedAt: Date.now() });
        break;
      case 'error':
        throw isProblem(value)
          ? new ApiProblem(value)
          : new ServerAway('Warren ended this with an error that cannot be read.');
      default: // What is dropped shows by the next offset.
    }
  }

  private output(buffer: OutputBuffer, chunk: Chunk): void {
    if (chunk.base64 !== undefined)
      buffer.appendBytes(
        chunk.offset,
        Uint8Array.from(atob(chunk.base64), (byte) => byte.charCodeAt(0)),
      );
    else buffer.appendText(chunk.offset, chunk.text ?? '');
    this.flushing ??= setTimeout(() => {
      this.flush();
      this.notify();
    }, FLUSH_MS);
  }

  private flush(): void {
    if (this.flushing !== null) clearTimeout(this.flushing);
    this.flushing = null;
    this.stdout.flush();
    this.stderr.flush();
  }

  private end(failure: unknown): void {
    this.flush();
    const endedAt = Date.now();
    if (this.abort.signal.aborted) {
      this.change({ phase: 'cancelled', endedAt });
      return;
    }
    const isKnown = failure instanceof ApiProblem || failure instanceof ServerAway;
    this.change({
      phase: 'failed',
      failure: isKnown ? failure : new ServerAway(BROKEN_OFF, { cause: failure }),
      endedAt,
    });
  }

  private change(change: Partial<LiveState>): void {
    this.state = { ...this.state, ...change };
    this.notify();
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}

/** The problem that a run failed with, where the server gave one. */
export function problemOfRun(state: LiveState): Problem | null {
  return state.failure instanceof ApiProblem ? state.failure.problem : null;
}
