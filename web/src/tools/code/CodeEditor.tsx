import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { Compartment, EditorState } from '@codemirror/state';
import {
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { Input } from '@mantine/core';
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { editorTheme, modeExtension } from './editorExtensions';
import type { EditorMode } from './languages';

interface CodeEditorProps {
  label: string;
  description: string;
  name: string;
  required: boolean;
  value: string;
  mode: EditorMode;
  error?: string | undefined;
  onChange: (value: string) => void;
  /** Called at Ctrl+Enter or Cmd+Enter. */
  onSubmit: () => void;
}

/** An editor for source text. Escape and then Tab leave it by the keyboard. */
export function CodeEditor({
  label,
  description,
  name,
  required,
  value,
  mode,
  error,
  onChange,
  onSubmit,
}: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const [language] = useState(() => new Compartment());
  const id = useId();
  const changed = useEffectEvent(onChange);
  const submitted = useEffectEvent(onSubmit);
  const initial = useEffectEvent(() => ({ doc: value, mode }));
  const labels = useEffectEvent(() => ({
    'aria-labelledby': `${id}-label`,
    'aria-describedby': `${id}-help`,
    'data-field': name,
  }));

  useEffect(() => {
    if (!host.current) return;
    const { doc, mode: first } = initial();
    const created = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc,
        extensions: [
          keymap.of([
            { key: 'Mod-Enter', run: () => (submitted(), true) },
            ...closeBracketsKeymap,
            ...historyKeymap,
            indentWithTab,
            ...defaultKeymap,
          ]),
          [
            lineNumbers(),
            history(),
            highlightActiveLine(),
            highlightSpecialChars(),
            closeBrackets(),
            bracketMatching(),
            indentOnInput(),
          ],
          [
            indentUnit.of('    '),
            EditorState.tabSize.of(4),
            EditorView.lineWrapping,
            placeholder('Your program'),
            editorTheme,
          ],
          language.of(modeExtension(first)),
          EditorView.contentAttributes.of(labels()),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = created;
    return () => {
      created.destroy();
      view.current = null;
    };
  }, [language]);

  useEffect(() => {
    view.current?.dispatch({ effects: language.reconfigure(modeExtension(mode)) });
  }, [language, mode]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.contentDOM.setAttribute('aria-invalid', String(error !== undefined));
  }, [error]);

  return (
    <div>
      <Input.Label id={`${id}-label`} labelElement="div" required={required} onClick={() => view.current?.focus()}>
        {label}
      </Input.Label>
      <div ref={host} data-error={error === undefined ? undefined : true} />
      {error !== undefined && <Input.Error mt={5}>{error}</Input.Error>}
      <Input.Description id={`${id}-help`} mt={5}>
        {description} Ctrl+Enter runs it; Esc, then Tab leaves the editor.
      </Input.Description>
    </div>
  );
}
