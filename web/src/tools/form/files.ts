import type { FileValue } from './values';

/** Reads a file that was chosen, as Base64: its bytes are nobody's business but its reader's. */
export async function readFile(file: File): Promise<FileValue> {
  return {
    name: file.name,
    content: toBase64(new Uint8Array(await file.arrayBuffer())),
    encoding: 'base64',
    size: file.size,
  };
}

const PIECE = 0x8000;

/** Base64 of bytes (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  // As arguments of one call, so not too many at once.
  for (let at = 0; at < bytes.length; at += PIECE) binary += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(binary);
}
