// Controls, and what changes the direction or order of what follows (Unicode, UAX 9), or is not to be seen at all.
const HIDDEN =
  /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]/gu;

/** A name that a sandbox gave, so that nothing of it hides or disguises the rest. */
export function printable(name: string): string {
  return name.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
