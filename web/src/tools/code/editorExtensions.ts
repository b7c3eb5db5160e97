import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { EditorMode } from './languages';

/** Makes the editor read a text as of a language. */
export function modeExtension(mode: EditorMode): Extension {
  switch (mode) {
    case 'python':
      return python();
    case 'javascript':
      return javascript();
    case 'typescript':
      return javascript({ typescript: true });
    case 'shell':
      return StreamLanguage.define(shell);
    case 'plain':
      return [];
  }
}

const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'light-dark(#8a3ab9, #d3a4f2)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'light-dark(#0a7a4b, #8fd6a8)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'light-dark(#a3520a, #f0b37a)' },
  { tag: [tags.comment], color: 'light-dark(#66736f, #8a9796)', fontStyle: 'italic' },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.standard(tags.name)],
    color: 'light-dark(#0b62a8, #86bdf5)',
  },
  { tag: [tags.className, tags.typeName, tags.definition(tags.typeName)], color: 'light-dark(#8a6100, #e6ca7d)' },
  { tag: [tags.meta, tags.attributeName], color: 'light-dark(#5a6766, #a9b6b4)' },
]);

/** The look of the editor, in both schemes. */
export const editorTheme: Extension = [
  syntaxHighlighting(colors),
  EditorView.theme({
    '&': {
      background: 'var(--surface)',
      color: 'var(--text)',
      border: '1px solid var(--line)',
      borderRadius: '8px',
      overflow: 'hidden',
      fontSize: '0.8125rem',
    },
    '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
    '[data-error] > &': { borderColor: 'var(--danger)' },
    '.cm-scroller': {
      fontFamily: 'var(--mantine-font-family-monospace)',
      lineHeight: '1.55',

      maxHeight: 'min(56vh, 560px)',
    },
    '.cm-content, .cm-gutter': { minHeight: '240px' },
    '.cm-content': { padding: '8px 0', caretColor: 'var(--text)' },
    '.cm-cursor': { borderLeftColor: 'var(--text)' },
    '.cm-gutters': { background: 'var(--sunken)', color: 'var(--text-dim)', borderRight: '1px solid var(--line)' },
    '.cm-activeLine, .cm-activeLineGutter': { background: 'light-dark(rgb(15 110 96 / 5%), rgb(92 194 175 / 7%))' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection': {
      background: 'light-dark(#bfe3dc, #22564d)',
    },
    '.cm-matchingBracket': { outline: '1px solid var(--accent)', background: 'none' },
    '.cm-placeholder': { color: 'var(--text-dim)' },
  }),
];
