import type { ToolArtifact } from '../../api/types';

/** How a file can be looked at. */
export type Viewing = 'image' | 'text' | 'none';

// Browsers draw these, and run no script of any of them, where they are an image in a page.
const IMAGES = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/svg+xml',
  'image/x-icon',
  'image/vnd.microsoft.icon',
]);
const NO_TEXT =
  /^(?:image|audio|video|font)\/|^application\/(?:zip|gzip|pdf|x-7z|x-tar|x-bzip|x-xz|vnd\.(?:openxml|oasis|ms-))/;
const MOST_IMAGE_BYTES = 32 * 1024 * 1024;

/** How to show a file; its content may still turn out to be no text. */
export function viewingOf(artifact: Pick<ToolArtifact, 'contentType' | 'size'>): Viewing {
  const type = (artifact.contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (IMAGES.has(type)) return artifact.size <= MOST_IMAGE_BYTES ? 'image' : 'none';
  return NO_TEXT.test(type) ? 'none' : 'text';
}

/** The text of bytes; null where they are none. A character that was cut off at the end does not count. */
export function decodeText(bytes: Uint8Array, isCut: boolean): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    // Latin-1 and the like: mostly readable with a few characters replaced; anything else is no text.
    const text = new TextDecoder().decode(bytes);
    const replaced = text.split('\ufffd').length - 1;
    return replaced * 10 <= text.length ? text : null;
  }
}
