import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, ServerAway } from '../../api/problem';
import { LiveRun } from './LiveRun';
import { RunStore } from './RunStore';

const result = {
  tool: 'shell',
  sessionId: 's',
  id: 'r1',
  exitCode: 0,
  durationMs: 5,
  stdout: 'hi',
  stderr: '',
  artifacts: { inputs: {}, outputs: {} },
};
const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

function answer(text: string, init: ResponseInit = {}) {
  const fetched = vi.fn<typeof fetch>(() => Promise.resolve(new Response(text, init)));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const shell = () => new LiveRun('shell', '/api/v0/tools/execute', { tool: 'shell', command: 'echo' }, true);
const shown = (run: LiveRun) =>
  run.stdout.view.blocks.flatMap((block) => block.spans.map((span) => span.text)).join('');

afterEach(() => vi.unstubAllGlobals());

describe('a run', () => {
  it('goes from queued over running to its result', async () => {
    const fetched = answer(
      event('queued', { id: 'r1' }) +
        event('started', { id: 'r1' }) +
        event('stdout', { offset: 0, text: 'h' }) +
        event('stdout', { offset: 1, base64: btoa('i') }) +
        event('result', result),
    );
    const run = shell();
    const phases: string[] = [];
    run.subscribe(() => phases.push(run.state.phase));
    await run.run();
    expect(phases).toEqual(['queued', 'running', 'ended']);
    expect(run.state).toMatchObject({ id: 'r1', result, failure: null });
    expect(shown(run)).toBe('hi');
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({ method: 'POST', body: '{"tool":"shell","command":"echo"}' });
  });

  it('that is refused says why and when to try again', async () => {
    const problem = {
      title: 'Too Many Requests',
      status: 429,
      code: 'TOO_MANY_REQUESTS',
      detail: 'The queue is full.',
    };
    answer(JSON.stringify(problem), { status: 429, headers: { 'Retry-After': '7' } });
    const run = shell();
    await run.run();
    expect(run.state.phase).toBe('failed');
    expect(run.state.failure).toBeInstanceOf(ApiProblem);
    expect((run.state.failure as ApiProblem).problem).toEqual(problem);
    expect((run.state.failure as ApiProblem).retryAt).toBeGreaterThan(Date.now() + 5000);
  });

  it('that fails in the middle keeps what it wrote', async () => {
    answer(
      event('started', { id: 'r1' }) +
        event('stdout', { offset: 0, text: 'some' }) +
        event('error', { title: '', status: 502, code: 'SANDBOX_FAILED', detail: 'The sandbox failed.' }),
    );
    const run = shell();
    await run.run();
    expect(run.state).toMatchObject({ phase: 'failed', failure: { message: 'The sandbox failed.' } });
    expect(shown(run)).toBe('some');
  });

  it('whose connection breaks off has no exit code made up for it', async () => {
    answer(event('started', { id: 'r1' }));
    const run = shell();
    await run.run();
    expect(run.state.failure).toBeInstanceOf(ServerAway);
    expect(run.state.result).toBeNull();
  });

  it('that a proxy answers for is shown with the words of the proxy', async () => {
    answer('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' });
    const run = shell();
    await run.run();
    expect(run.state.failure?.message).toContain('Bad gateway');
  });

  it('is ended by its cancellation', async () => {
    vi.stubGlobal('fetch', (_: unknown, { signal }: RequestInit) => {
      const begun = new TextEncoder().encode(event('started', { id: 'r1' }));
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(begun);
          signal?.addEventListener('abort', () => controller.error(signal.reason));
        },
      });
      return Promise.resolve(new Response(body));
    });
    const run = shell();
    const ended = run.run();
    await vi.waitFor(() => expect(run.state.phase).toBe('running'));
    run.cancel();
    await ended;
    expect(run.state).toMatchObject({ phase: 'cancelled', failure: null });
  });
});

describe('the runs of a page', () => {
  it('are known by their tool and their id', async () => {
    answer(event('queued', { id: 'r1' }) + event('result', result));
    const changed: (string | null)[] = [];
    const runs = new RunStore((run) => changed.push(run.state.id));
    const run = runs.execute('shell', {});
    expect(runs.of('shell')).toBe(run);
    await vi.waitFor(() => expect(run.isUnderWay).toBe(false));
    expect(runs.find('r1')).toBe(run);
    expect(changed).toEqual(['r1', 'r1']);
    runs.forget(run);
    expect(runs.of('shell')).toBeNull();
  });

  it('are kept in a small number once they have ended', async () => {
    answer(event('result', result));
    const runs = new RunStore(() => undefined);
    const all = Array.from({ length: 12 }, () => runs.rerun('shell', 'r0', {}));
    await vi.waitFor(() => expect(all.every((run) => !run.isUnderWay)).toBe(true));
    let kept = 0;
    runs.execute('shell', {});
    for (let run = runs.of('shell'); run; run = runs.of('shell')) {
      runs.forget(run);
      kept++;
    }
    expect(kept).toBe(1 + 8);
  });
});
