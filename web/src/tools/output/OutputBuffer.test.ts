import { describe, expect, it } from 'vitest';
import { OutputBuffer } from './OutputBuffer';

const shown = (buffer: OutputBuffer) =>
  buffer.view.blocks.flatMap((block) => block.spans.map((span) => span.text)).join('');

describe('an output', () => {
  it('is shown as it was written', () => {
    const buffer = new OutputBuffer();
    buffer.appendText(0, 'one\ntw');
    buffer.appendText(6, 'o\n');
    expect(buffer.flush()).toBe(true);
    expect(shown(buffer)).toBe('one\ntwo\n');
    expect(buffer.view.bytes).toBe(8);
    expect(buffer.flush()).toBe(false);
  });

  it('counts bytes, not characters, and replaces what is no text', () => {
    const buffer = new OutputBuffer();
    buffer.appendText(0, 'ü');
    buffer.appendBytes(2, Uint8Array.of(0xff, 0x41));
    buffer.flush();
    expect(shown(buffer)).toBe('ü\ufffdA');
    expect(buffer.view).toMatchObject({ bytes: 4, missing: 0, cut: false });
  });

  it('says where bytes are missing', () => {
    const buffer = new OutputBuffer();
    buffer.appendText(0, 'a');
    buffer.appendText(11, 'b');
    buffer.flush();
    expect(shown(buffer)).toBe('a\n[10 bytes are missing here]\nb');
    expect(buffer.view).toMatchObject({ bytes: 12, missing: 10 });
  });

  it('is shown by its end where it is long', () => {
    const buffer = new OutputBuffer();
    let offset = 0;
    for (let line = 0; line < 20_000; line++) {
      const text = `line ${line}\n`;
      buffer.appendText(offset, text);
      offset += text.length;
      if (line % 100 === 0) buffer.flush();
    }
    buffer.flush();
    expect(buffer.view.cut).toBe(true);
    expect(buffer.view.bytes).toBe(offset);
    expect(shown(buffer)).toMatch(/line 19999\n$/);
    expect(shown(buffer).split('\n').length).toBeLessThanOrEqual(5_200);
  });

  it('stays small at a hundred megabytes, of short lines and of none', { timeout: 60_000 }, () => {
    for (const piece of ['y\n'.repeat(32 * 1024), 'x'.repeat(64 * 1024)]) {
      const buffer = new OutputBuffer();
      for (let count = 0; count < 800; count++) {
        buffer.appendText(count * piece.length, piece);
        if (count % 50 === 0) buffer.flush();
      }
      buffer.flush();
      expect(buffer.view.bytes).toBe(800 * 64 * 1024);
      expect(shown(buffer).length).toBeLessThan(600 * 1024);
    }
  });

  it('shows a progress bar once, also over the end of a block', () => {
    const buffer = new OutputBuffer();
    let offset = 0;
    const append = (text: string) => {
      buffer.appendText(offset, text);
      offset += text.length;
    };
    for (let line = 0; line < 100; line++) append(`${line}\n`);
    for (let step = 0; step < 50; step++) {
      append(`\r${step} %`);
      buffer.flush();
    }
    expect(shown(buffer)).toMatch(/\n99\n49 %$/);
  });
});
