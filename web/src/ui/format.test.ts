import { describe, expect, it } from 'vitest';
import { formatAgo, formatBytes, formatCount, formatDuration, parseBytes } from './format';

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [1024 * 1024 - 1, '1 MiB'],
    [100 * 1024 * 1024, '100 MiB'],
    [536_870_912, '512 MiB'],
    [5.25 * 1024 ** 4, '5.3 TiB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    ['536870912', 536_870_912],
    ['512m', 536_870_912],
    ['512 MiB', 536_870_912],
    [' 1.5 GB ', 1_610_612_736],
    ['1,5g', 1_610_612_736],
    ['10 bytes', 10],
    ['64kib', 65_536],
  ])('%s can be read', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it.each(['', 'm', '-1', '1 xb', '1e9', 'NaN', '1 2', '99999999999t'])('"%s" is none', (text) =>
    expect(parseBytes(text)).toBeNull(),
  );

  it('are read as they are written', () => {
    for (const bytes of [1, 1024, 512 * 1024 ** 2, 1024 ** 3]) expect(parseBytes(formatBytes(bytes))).toBe(bytes);
  });
});

describe('durations', () => {
  it.each([
    [0.2, '< 1 ms'],
    [340.4, '340 ms'],
    [999.6, '1.0 s'],
    [12_345, '12.3 s'],
    [59_999, '1 min 0 s'],
    [245_000, '4 min 5 s'],
    [3_723_000, '1 h 2 min'],
  ])('%d ms are %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
});

describe('times', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');
  it.each([
    ['2026-03-10T12:00:03Z', 'just now'],
    ['2026-03-10T11:59:30Z', '30 s ago'],
    ['2026-03-10T11:01:00Z', '59 min ago'],
    ['2026-03-10T01:00:00Z', '11 h ago'],
    ['2026-03-05T12:00:00Z', '5 d ago'],
    ['2026-01-02T12:00:00Z', '2026-01-02'],
  ])('%s is %s', (time, text) => expect(formatAgo(time, now)).toBe(text));
});

describe('counts', () => {
  it('agree with their nouns', () => {
    expect([formatCount(1, 'file'), formatCount(0, 'file'), formatCount(1200, 'file')]).toEqual([
      '1 file',
      '0 files',
      '1,200 files',
    ]);
  });
});
