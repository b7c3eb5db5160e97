import { describe, expect, it } from 'vitest';
import { decodeText, viewingOf } from './viewable';

const view = (contentType: string, size = 10) => viewingOf({ contentType, size });

describe('files', () => {
  it('are shown as images, as text, or not', () => {
    expect(view('image/png')).toBe('image');
    expect(view('IMAGE/SVG+XML; charset=utf-8')).toBe('image');
    expect(view('image/png', 2 ** 30)).toBe('none');
    expect(view('image/tiff')).toBe('none');
    expect(view('text/html')).toBe('text');
    expect(view('application/octet-stream')).toBe('text');
    expect(view('application/zip')).toBe('none');
  });

  it('are text where their bytes are', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    expect(decodeText(bytes('häh\n'), false)).toBe('häh\n');
    expect(decodeText(bytes('aü').slice(0, 2), true)).toBe('a');
    expect(decodeText(Uint8Array.of(...bytes('mostly readable '), 0xe9), false)).toBe('mostly readable \ufffd');
    expect(decodeText(Uint8Array.of(1, 0, 2), false)).toBeNull();
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0xfd, 0x41), false)).toBeNull();
  });
});
