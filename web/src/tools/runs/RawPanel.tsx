import { Text } from '@mantine/core';
import { CopyButton } from '../../ui/CopyButton';
import { formatBytes } from '../../ui/format';
import { ScrollBox } from '../../ui/ScrollBox';
import { curlCommand } from './curl';
import classes from './RunView.module.css';

interface RawPanelProps {
  path: string;
  /** What was sent; undefined for nothing. */
  body: unknown;
  /** What was answered last; null before that. */
  response: unknown;
}

const MOST_SHOWN = 64 * 1024;

/** A call as it went over the wire, and how to make it without this page. */
export function RawPanel({ path, body, response }: RawPanelProps) {
  const request = body === undefined ? '' : JSON.stringify(body, null, 2);
  return (
    <>
      <Raw
        title="Request"
        text={`POST ${path}\nAccept: text/event-stream${request === '' ? '' : `\nContent-Type: application/json\n\n${request}`}`}
        copied={request}
      />
      <Raw title="Response" text={response === null ? '' : JSON.stringify(response, null, 2)} />
      <Raw title="As a command" text={curlCommand(location.origin, path, body)} />
    </>
  );
}

function Raw({ title, text, copied = text }: { title: string; text: string; copied?: string }) {
  return (
    <section aria-label={title}>
      <div className={classes.rawHead}>
        <h3>{title}</h3>
        {copied !== '' && <CopyButton label={`Copy: ${title}`} text={() => copied} />}
      </div>
      {text === '' ? (
        <Text size="sm" c="dimmed" fs="italic">
          no content
        </Text>
      ) : (
        <ScrollBox label={`${title}, raw`} className={classes.raw}>
          {text.length > MOST_SHOWN
            ? `${text.slice(0, MOST_SHOWN)}\n… and ${formatBytes(text.length - MOST_SHOWN)} more, which copying has`
            : text}
        </ScrollBox>
      )}
    </section>
  );
}
