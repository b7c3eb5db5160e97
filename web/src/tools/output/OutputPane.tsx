import { memo, useLayoutEffect, useRef, type CSSProperties, type ReactNode } from 'react';
import { CopyButton } from '../../ui/CopyButton';
import { formatBytes } from '../../ui/format';
import type { Style } from './ansi';
import type { Block, OutputView } from './OutputBuffer';
import classes from './OutputPane.module.css';

interface OutputPaneProps {
  name: string;
  view: OutputView;
  /** Whether more may come. */
  isLive: boolean;
  /** Why not everything is shown, and where the rest is. */
  note?: ReactNode;
  actions?: ReactNode;
}

const NEAR_END = 24;

/** One output of a program. While it grows its end stays in sight, unless one has scrolled away from it. */
export function OutputPane({ name, view, isLive, note, actions }: OutputPaneProps) {
  const body = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    if (isLive && follows.current && body.current) body.current.scrollTop = body.current.scrollHeight;
  }, [view, isLive]);

  const isEmpty = view.blocks.length === 0;
  return (
    <section className={classes.pane} aria-label={name} data-output={name}>
      <div className={classes.head}>
        <h3 className={classes.name}>{name}</h3>
        {view.bytes > 0 && <span className={classes.size}>{formatBytes(view.bytes)}</span>}
        <div className={classes.actions}>
          {!isEmpty && <CopyButton label={`Copy ${name}`} text={() => body.current?.textContent ?? ''} />}
          {actions}
        </div>
      </div>
      {note && <div className={classes.note}>{note}</div>}
      <div
        ref={body}
        className={classes.body}
        role="region"
        aria-label={`Content of ${name}`}
        tabIndex={isEmpty ? -1 : 0}
        onScroll={({ currentTarget: at }) =>
          (follows.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_END)
        }
      >
        {isEmpty ? (
          <span className={classes.empty}>{isLive ? 'nothing yet' : 'no content'}</span>
        ) : (
          view.blocks.map((block) => <OutputBlock key={block.id} block={block} />)
        )}
      </div>
    </section>
  );
}

const OutputBlock = memo(function OutputBlock({ block }: { block: Block }) {
  return (
    <pre>
      {block.spans.map((span, index) => {
        const style = cssOf(span.style);
        return style ? (
          <span key={index} style={style}>
            {span.text}
          </span>
        ) : (
          span.text
        );
      })}
    </pre>
  );
});

const looks = new WeakMap<Style, CSSProperties | null>();

function cssOf(style: Style): CSSProperties | null {
  let css = looks.get(style);
  if (css === undefined) looks.set(style, (css = makeCss(style)));
  return css;
}

function makeCss(style: Style): CSSProperties | null {
  if (Object.values(style).every((value) => value === undefined || value === false)) return null;
  const text = colorOf(style.color) ?? 'var(--text)';
  const ground = colorOf(style.background) ?? 'var(--sunken)';
  const lines = [style.underline ? 'underline' : '', style.strike ? 'line-through' : ''].join(' ').trim();
  return {
    ...(style.inverse
      ? { color: ground, background: text }
      : { color: text, ...(style.background === undefined ? {} : { background: ground }) }),
    ...(style.bold ? { fontWeight: 700 } : {}),
    ...(style.dim ? { opacity: 0.7 } : {}),
    ...(style.italic ? { fontStyle: 'italic' } : {}),
    ...(lines === '' ? {} : { textDecoration: lines }),
  };
}

function colorOf(color: number | string | undefined): string | undefined {
  return typeof color === 'number' ? `var(--ansi-${color})` : color;
}
