const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A size for people, such as `1.4 MiB`. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${trimZero(value.toFixed(digits))} ${UNITS[unit] ?? ''}`;
}

const SIZE = /^(\d+(?:[.,]\d+)?)\s*(?:(b|bytes?)|([kmgt])(?:i?b)?)?$/i;

/** Reads `536870912`, `512m`, `512 MiB` or `1.5 GB` (always multiples of 1024); null for anything else. */
export function parseBytes(text: string): number | null {
  const match = SIZE.exec(text.trim());
  if (!match) return null;
  const power = match[3] ? 'kmgt'.indexOf(match[3].toLowerCase()) + 1 : 0;
  const bytes = Number((match[1] ?? '').replace(',', '.')) * 1024 ** power;
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : null;
}

/** A duration for people, such as `340 ms`, `12.3 s` or `4 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1) return '< 1 ms';
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
}

/** How long ago a time is, such as `5 min ago`; a date where that is more than a week. */
export function formatAgo(time: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  if (seconds < 7 * 86_400) return `${Math.floor(seconds / 86_400)} d ago`;
  return time.slice(0, 10);
}

/** A number of things, such as `1 file` or `3 files`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

function trimZero(number: string): string {
  return number.replace(/\.0$/, '');
}
