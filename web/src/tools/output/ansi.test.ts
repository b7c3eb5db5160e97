import { describe, expect, it } from 'vitest';
import { AnsiReader, restyle, type Span } from './ansi';

function read(...pieces: string[]): Span[][] {
  const lines: Span[][] = [[]];
  const reader = new AnsiReader({
    text: (span) => lines.at(-1)?.push(span),
    newline: () => lines.push([]),
    restart: () => (lines[lines.length - 1] = []),
  });
  for (const piece of pieces) reader.push(piece);
  return lines;
}

const texts = (...pieces: string[]) => read(...pieces).map((line) => line.map((span) => span.text).join(''));

describe('output of programs', () => {
  it('keeps text, tabs and line ends', () => {
    expect(texts('a\tb\r\nc\n')).toEqual(['a\tb', 'c', '']);
  });

  it('shows what a progress bar shows last', () => {
    expect(texts('10 %\r20 %', '\r100 %\n', 'done')).toEqual(['100 %', 'done']);
    expect(texts('kept\r', '\nnext')).toEqual(['kept', 'next']);
  });

  it('has colours and weights', () => {
    expect(read('a\u001b[1;31mb\u001b[0mc')).toEqual([
      [
        { text: 'a', style: {} },
        { text: 'b', style: { bold: true, color: 1 } },
        { text: 'c', style: {} },
      ],
    ]);
  });

  it('shows nothing of cursor movements, titles, links and control characters', () => {
    expect(
      texts(
        '\u001b[2J\u001b[1;1Ha\u001b]0;title\u0007b\u001b]8;;javascript:alert(1)\u001b\\c\u001b]8;;\u001b\\d\u0000\u0008\u007fe\u001b(Bf',
      ),
    ).toEqual(['abcdef']);
  });

  it('may be torn apart anywhere', () => {
    const whole = 'x\u001b[38;5;196mred\u001b]0;t\u001b\\\u001b[0m\r\ny';
    for (let cut = 0; cut <= whole.length; cut++)
      expect(texts(whole.slice(0, cut), whole.slice(cut))).toEqual(['xred', 'y']);
  });

  it('is not held back by an escape sequence without end', () => {
    const shown = texts('\u001b]', 'a'.repeat(5000)).join('');
    expect(shown.length).toBeGreaterThan(4000);
  });
});

describe('styles', () => {
  it('know the palettes and true colours', () => {
    expect(restyle({}, '94')).toEqual({ color: 12 });
    expect(restyle({}, '38;5;9')).toEqual({ color: 9 });
    expect(restyle({}, '38;5;196')).toEqual({ color: 'rgb(255 0 0)' });
    expect(restyle({}, '48;5;232')).toEqual({ background: 'rgb(8 8 8)' });
    expect(restyle({}, '38;2;1;2;999;1')).toEqual({ color: 'rgb(1 2 255)', bold: true });
  });

  it('are taken back', () => {
    expect(restyle({ color: 1, background: 2, bold: true, italic: true }, '39;49;22;23')).toEqual({
      bold: false,
      dim: false,
      italic: false,
    });
    expect(restyle({ color: 1, bold: true }, '')).toEqual({});
  });
});
