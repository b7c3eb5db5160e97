import { AnsiReader, type Span, type Style } from './ansi';

/** Lines that are drawn together. One that is full never changes again. */
export interface Block {
  id: number;
  spans: Span[];
}

/** What is to be seen of an output. */
export interface OutputView {
  blocks: readonly Block[];
  /** Bytes that came. */
  bytes: number;
  /** Whether the beginning is not shown any more. */
  cut: boolean;
  /** Bytes that were lost on the way. */
  missing: number;
}

const MOST_LINES = 5_000;
const MOST_CHARACTERS = 512 * 1024;
const BLOCK_LINES = 100;
const BLOCK_CHARACTERS = 32 * 1024;
const LONGEST_LINE = 8 * 1024;

/**
 * An output of a program as far as a page shows it: its last lines, however much there is. What comes faster than
 * {@link flush} is called is not even read but for its end.
 */
export class OutputBuffer {
  private pending: string[] = [];
  private pendingLength = 0;
  private readonly decoder = new TextDecoder();
  private readonly lines = new BlockWriter();
  private readonly reader = new AnsiReader(this.lines);
  private bytes = 0;
  private missing = 0;
  private cut = false;

  /** What is to be seen; the same object until something changes. */
  view: OutputView = { blocks: [], bytes: 0, cut: false, missing: 0 };

  /** Takes a piece of text that begins at an offset in bytes. */
  appendText(offset: number, text: string): void {
    this.skipTo(offset);
    this.bytes += new TextEncoder().encode(text).length;
    this.append(text);
  }

  /** Takes a piece that is no UTF-8. */
  appendBytes(offset: number, piece: Uint8Array): void {
    this.skipTo(offset);
    this.bytes += piece.length;
    this.append(this.decoder.decode(piece));
  }

  /** Brings the view up to date; false where it is. */
  flush(): boolean {
    if (this.pendingLength === 0) return false;
    const text = this.pending.join('');
    this.pending = [];
    this.pendingLength = 0;
    const kept = lastLines(text);
    if (kept.length < text.length) {
      this.cut = true;
      this.lines.clear();
    }
    this.reader.push(kept);
    this.cut = this.lines.trim() || this.cut;
    this.view = { blocks: this.lines.blocks(), bytes: this.bytes, cut: this.cut, missing: this.missing };
    return true;
  }

  private append(text: string): void {
    this.pending.push(text);
    this.pendingLength += text.length;
    // Held at twice of what is shown, so that joining costs little.
    if (this.pendingLength <= 2 * MOST_CHARACTERS) return;
    const kept = this.pending.join('').slice(-MOST_CHARACTERS);
    this.cut = true;
    this.lines.clear();
    this.pending = [kept];
    this.pendingLength = kept.length;
  }

  private skipTo(offset: number): void {
    if (offset <= this.bytes) return;
    const gap = offset - this.bytes;
    this.missing += gap;
    this.bytes = offset;
    this.append(`\n\u001b[0;3;2m[${gap} bytes are missing here]\u001b[0m\n`);
  }
}

// The end of a text: no more than is shown.
function lastLines(text: string): string {
  let from = Math.max(0, text.length - MOST_CHARACTERS);
  let at = text.length;
  for (let lines = 0; lines <= MOST_LINES && at >= from; lines++) {
    const newline = at === 0 ? -1 : text.lastIndexOf('\n', at - 1);
    if (newline < from) return text.slice(from);
    at = newline;
  }
  from = Math.max(from, at + 1);
  return text.slice(from);
}

interface Growing {
  id: number;
  spans: Span[];
  lines: number;
  characters: number;
  // Where the last line begins.
  lineStart: number;
}

class BlockWriter {
  private full: Growing[] = [];
  private nextId = 0;
  private last = this.begin();
  private lineLength = 0;

  text(span: Span): void {
    for (let at = 0; at < span.text.length; at += LONGEST_LINE) {
      const piece = span.text.slice(at, at + LONGEST_LINE);
      // A line without end would be one block of any size.
      if (this.lineLength + piece.length > LONGEST_LINE) this.newline();
      this.add({ text: piece, style: span.style });
      this.lineLength += piece.length;
    }
  }

  newline(): void {
    this.endLine();
    this.lineLength = 0;
    this.last.lines++;
    this.last.lineStart = this.last.spans.length;
    if (this.last.lines < BLOCK_LINES && this.last.characters < BLOCK_CHARACTERS) return;
    this.full.push({ ...this.last, spans: merge(this.last.spans) });
    this.last = this.begin();
  }

  restart(): void {
    const gone = this.last.spans.splice(this.last.lineStart);
    this.last.characters -= gone.reduce((sum, span) => sum + span.text.length, 0);
    this.lineLength = 0;
  }

  clear(): void {
    this.full = [];
    this.last = this.begin();
    this.lineLength = 0;
  }

  /** Drops the first blocks that are too much; false where none was. */
  trim(): boolean {
    let [lines, characters] = [this.last.lines, this.last.characters];
    let first = this.full.length;
    for (; first > 0; first--) {
      const block = this.full[first - 1];
      lines += block?.lines ?? 0;
      characters += block?.characters ?? 0;
      if (lines > MOST_LINES || characters > MOST_CHARACTERS) break;
    }
    if (first > 0) this.full = this.full.slice(first);
    return first > 0;
  }

  blocks(): Block[] {
    // A copy of what still grows, so that who compares sees that it did.
    const growing = this.last.spans.length > 0 ? [{ id: this.last.id, spans: [...this.last.spans] }] : [];
    return [...this.full, ...growing];
  }

  private begin(): Growing {
    return { id: this.nextId++, spans: [], lines: 0, characters: 0, lineStart: 0 };
  }

  private add(span: Span): void {
    this.last.characters += span.text.length;
    this.last.spans.push(span);
  }

  // Nothing of a line's end is to be seen, so it goes with whatever is before it.
  private endLine(): void {
    const before = this.last.spans.pop() ?? { text: '', style: {} };
    this.add({ text: `${before.text}\n`, style: before.style });
    this.last.characters -= before.text.length;
  }
}

// As few pieces as there are looks.
function merge(spans: Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const before = merged.at(-1);
    if (before && sameStyle(before.style, span.style))
      merged[merged.length - 1] = { text: before.text + span.text, style: before.style };
    else merged.push(span);
  }
  return merged;
}

function sameStyle(one: Style, other: Style): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
