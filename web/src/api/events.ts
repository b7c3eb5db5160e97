/** One server-sent event. */
export interface ServerEvent {
  name: string;
  data: string;
}

/** Reads server-sent events from text that comes in pieces (HTML standard, section 9.2.6). Ids and waits have no use here. */
export class EventParser {
  private rest = '';
  private name = '';
  private data: string[] = [];

  /** The events that a piece of text completes. */
  push(piece: string): ServerEvent[] {
    const text = this.rest + piece;
    const events: ServerEvent[] = [];
    const lineEnd = /\r\n|\n|\r/g;
    let start = 0;
    for (let end = lineEnd.exec(text); end; end = lineEnd.exec(text)) {
      // A line feed may follow in the next piece.
      if (end[0] === '\r' && end.index === text.length - 1) break;
      this.line(text.slice(start, end.index), events);
      start = lineEnd.lastIndex;
    }
    this.rest = text.slice(start);
    return events;
  }

  private line(line: string, events: ServerEvent[]): void {
    if (line === '') {
      if (this.data.length > 0) events.push({ name: this.name || 'message', data: this.data.join('\n') });
      this.name = '';
      this.data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') this.name = value;
    else if (field === 'data') this.data.push(value);
  }
}

const LONGEST_WORK_MS = 12;

/** The events of an answer. Between them the browser gets to draw, however fast they come. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  let workedSince = performance.now();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
      if (performance.now() - workedSince > LONGEST_WORK_MS) {
        await new Promise((resolve) => setTimeout(resolve));
        workedSince = performance.now();
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
