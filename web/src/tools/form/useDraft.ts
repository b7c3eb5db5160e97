import { createContext, use, useState } from 'react';
import { languageOf } from '../code/languages';
import { fieldsOf } from './schema';
import { initialValues, valuesOf, type FormValues } from './values';
import type { Tool } from '../api';

/** What was typed into the forms of tools, for as long as the page is open. */
export const DraftsContext = createContext(new Map<string, FormValues>());

const FIRST_SESSION = 'debug';

/** What a tool's form holds: what was typed before, else a beginning; or, where one comes with it, the form of a body. */
export function useDraft(tool: Tool, body: Record<string, unknown> | null): [FormValues, (values: FormValues) => void] {
  const drafts = use(DraftsContext);
  const [values, setValues] = useState(() => {
    const fields = fieldsOf(tool.inputSchema);
    return body
      ? valuesOf(fields, body)
      : (drafts.get(tool.name) ?? withExample(withSession(initialValues(fields), drafts)));
  });
  const change = (next: FormValues) => {
    const changed = withNextExample(values, next);
    drafts.set(tool.name, changed);
    setValues(changed);
  };
  return [values, change];
}

// The session that was worked in last, whatever the tool.
function withSession(values: FormValues, drafts: Map<string, FormValues>): FormValues {
  return { ...values, sessionId: [...drafts.values()].at(-1)?.sessionId ?? FIRST_SESSION };
}

function withExample(values: FormValues): FormValues {
  return 'code' in values ? { ...values, code: languageOf(values.language)?.example ?? '' } : values;
}

// An example that nobody has changed follows the language.
function withNextExample(before: FormValues, next: FormValues): FormValues {
  const isUntouched = before.code === '' || before.code === languageOf(before.language)?.example;
  return before.language !== next.language && isUntouched ? withExample(next) : next;
}
