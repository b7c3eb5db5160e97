import { Button } from '@mantine/core';
import { useRouteError } from 'react-router';
import { Heading } from '../ui/Heading';

/** Shown where the page itself fails. */
export function Broken() {
  const failure = useRouteError();
  return (
    <div role="alert">
      <Heading title="This page failed" />
      <p>{failure instanceof Error ? failure.message : 'Nothing more is known.'}</p>
      <Button onClick={() => location.reload()}>Load it again</Button>
    </div>
  );
}
