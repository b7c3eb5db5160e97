import { lazy, Suspense, type ComponentProps } from 'react';
import classes from './LazyCodeEditor.module.css';

const CodeEditor = lazy(async () => ({ default: (await import('./CodeEditor')).CodeEditor }));

/** The editor, which is fetched when the first one is shown. */
export function LazyCodeEditor(props: ComponentProps<typeof CodeEditor>) {
  return (
    <Suspense fallback={<div className={classes.waiting} aria-hidden />}>
      <CodeEditor {...props} />
    </Suspense>
  );
}
