import { describe, expect, it } from 'vitest';
import { EventParser, readEvents } from './events';

const parse = (...pieces: string[]) => {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

describe('server-sent events', () => {
  it('have a name and data', () => {
    expect(parse('event: started\ndata: {"id":"a"}\n\nevent: stdout\ndata: x\n\n')).toEqual([
      { name: 'started', data: '{"id":"a"}' },
      { name: 'stdout', data: 'x' },
    ]);
  });

  it('may come in any pieces', () => {
    const whole = 'event: stdout\r\ndata: héllo\r\n\r\nevent: result\ndata: {}\n\n';
    for (let cut = 0; cut <= whole.length; cut++)
      expect(parse(whole.slice(0, cut), whole.slice(cut))).toEqual([
        { name: 'stdout', data: 'héllo' },
        { name: 'result', data: '{}' },
      ]);
  });

  it('may have data of several lines, and end their lines in three ways', () => {
    expect(parse('data: a\rdata: b\r\ndata:c\n\n')).toEqual([{ name: 'message', data: 'a\nb\nc' }]);
  });

  it('are not made of comments, of names alone, or of what breaks off', () => {
    expect(parse(': alive\n\nevent: x\n\nid: 7\nretry: 3\n\ndata: cut')).toEqual([]);
  });

  it('lose no space but the first', () => {
    expect(parse('data:  two\n\n')).toEqual([{ name: 'message', data: ' two' }]);
  });

  it('are read from a body whose characters are torn apart', async () => {
    const bytes = new TextEncoder().encode('event: stdout\ndata: 🦡\n\n');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const events = [];
    for await (const event of readEvents(body)) events.push(event);
    expect(events).toEqual([{ name: 'stdout', data: '🦡' }]);
  });
});
