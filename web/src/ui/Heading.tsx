import { Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { NavigationType, useNavigationType } from 'react-router';

/** The heading of a page, which names it in the browser too and has the focus after one came to it by a link. */
export function Heading({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const arrivedBy = useNavigationType();
  useEffect(() => {
    if (arrivedBy !== NavigationType.Pop) heading.current?.focus({ preventScroll: true });
  }, [arrivedBy, title]);
  return (
    <>
      <title>{`${title} · Warren`}</title>
      <Title order={1} ref={heading} tabIndex={-1}>
        {children ?? title}
      </Title>
    </>
  );
}
