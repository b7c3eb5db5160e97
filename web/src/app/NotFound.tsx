import { Link } from 'react-router';
import { titleOf, toolHref } from '../tools/catalog';
import { Heading } from '../ui/Heading';
import type { Tool } from '../tools/api';

/** Shown where an address leads nowhere. */
export function NotFound({ what = 'There is no such page', tools = [] }: { what?: string; tools?: Tool[] }) {
  return (
    <div data-not-found>
      <Heading title="Not found" />
      <p>{what}.</p>
      {tools.length > 0 && (
        <ul>
          {tools.map((tool) => (
            <li key={tool.name}>
              <Link to={toolHref(tool.name)}>{titleOf(tool.name)}</Link>
            </li>
          ))}
        </ul>
      )}
      <p>
        <Link to="/">All tools</Link>
      </p>
    </div>
  );
}
