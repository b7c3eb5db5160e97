import { expect, it } from 'vitest';
import { printable } from './printable';

it('names are shown as they are', () =>
  expect(printable('résumé – 最终 <b> (1).txt')).toBe('résumé – 最终 <b> (1).txt'));

it('names cannot disguise themselves', () => {
  expect(printable('photo\u202egnp.exe')).toBe('photo\\u{202e}gnp.exe');
  expect(printable('a\nb\u200bc\u0000')).toBe('a\\u{a}b\\u{200b}c\\u{0}');
});
