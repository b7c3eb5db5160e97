/** How a piece of output looks. Numbers below 16 are colours of the theme, texts are colours of their own. */
export interface Style {
  color?: number | string;
  background?: number | string;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  strike?: boolean;
  inverse?: boolean;
}

/** A piece of output of one look. */
export interface Span {
  text: string;
  style: Style;
}

/** Takes what is to be shown: text on the last line, the end of that line, or that it begins anew. */
export interface LineWriter {
  text(span: Span): void;
  newline(): void;
  restart(): void;
}

const LONGEST_ESCAPE = 4096;
/* eslint-disable no-control-regex */
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
// Escape sequences of ECMA-48: control sequences (5.4), strings such as titles and links up to their end (5.6), short ones (5.3).
const ESCAPE =
  /\u001b(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])/y;
const UNFINISHED = /\u001b(?:\[[0-?]*[ -/]*|[\]PX^_][^\u0007\u001b]*\u001b?|[ -/]*)$/y;
/* eslint-enable no-control-regex */

/** Turns what programs write for terminals into lines of styled text. What moves the cursor is left out. */
export class AnsiReader {
  private style: Style = {};
  private rest = '';
  private returned = false;

  private readonly lines: LineWriter;

  constructor(lines: LineWriter) {
    this.lines = lines;
  }

  /** Reads on. */
  push(piece: string): void {
    const text = this.rest + piece;
    this.rest = '';
    let at = 0;
    while (at < text.length) {
      CONTROL.lastIndex = at;
      const control = CONTROL.exec(text)?.index ?? text.length;
      if (control > at) this.text(text.slice(at, control));
      at = control < text.length ? this.control(text, control) : control;
    }
  }

  // Where to go on behind a control character.
  private control(text: string, at: number): number {
    const code = text[at];
    if (code === '\r') this.returned = true;
    else if (code === '\n') {
      this.returned = false;
      this.lines.newline();
    } else if (code === '\u001b') return this.escape(text, at);
    return at + 1;
  }

  private escape(text: string, at: number): number {
    ESCAPE.lastIndex = UNFINISHED.lastIndex = at;
    const sequence = ESCAPE.exec(text);
    if (sequence) {
      if (sequence[2] === 'm') this.style = restyle(this.style, sequence[1] ?? '');
      return ESCAPE.lastIndex;
    }
    // The rest of one that is torn apart comes with the next piece; one that never ends is none.
    if (text.length - at > LONGEST_ESCAPE || !UNFINISHED.test(text)) return at + 1;
    this.rest = text.slice(at);
    return text.length;
  }

  private text(text: string): void {
    // What a progress bar writes over is gone, as on a terminal.
    if (this.returned) this.lines.restart();
    this.returned = false;
    this.lines.text({ text, style: this.style });
  }
}

const FLAGS: Record<number, [keyof Style, boolean][]> = {
  1: [['bold', true]],
  2: [['dim', true]],
  3: [['italic', true]],
  4: [['underline', true]],
  7: [['inverse', true]],
  9: [['strike', true]],
  21: [['underline', true]],
  22: [
    ['bold', false],
    ['dim', false],
  ],
  23: [['italic', false]],
  24: [['underline', false]],
  27: [['inverse', false]],
  29: [['strike', false]],
};

/** The look behind an SGR sequence (ECMA-48, section 8.3.117). */
export function restyle(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map((code) => (/^\d{1,4}$/.test(code) ? Number(code) : 0));
  let next: Style = { ...style };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) next = {};
    for (const [flag, on] of FLAGS[code] ?? []) Object.assign(next, { [flag]: on });
    if (code === 38 || code === 48) {
      const { color, length } = extended(codes.slice(at + 1));
      if (color !== undefined) next[code === 38 ? 'color' : 'background'] = color;
      at += length;
    } else if (code === 39) delete next.color;
    else if (code === 49) delete next.background;
    else if (code >= 30 && code <= 37) next.color = code - 30;
    else if (code >= 40 && code <= 47) next.background = code - 40;
    else if (code >= 90 && code <= 97) next.color = code - 82;
    else if (code >= 100 && code <= 107) next.background = code - 92;
  }
  return next;
}

function extended(codes: number[]): { color?: number | string; length: number } {
  const [kind, first = 0, second = 0, third = 0] = codes;
  if (kind === 5) return { color: first < 16 ? first : paletteColor(Math.min(first, 255)), length: 2 };
  if (kind === 2) return { color: rgb(first, second, third), length: 4 };
  return { length: codes.length };
}

// The cube of 216 colours and the 24 greys of xterm.
function paletteColor(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return rgb(grey, grey, grey);
  }
  const cube = index - 16;
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  return rgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function rgb(...parts: [number, number, number]): string {
  return `rgb(${parts.map((part) => Math.min(part, 255)).join(' ')})`;
}
