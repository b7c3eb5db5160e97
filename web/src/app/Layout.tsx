import { ActionIcon, Button, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, NavLink, Outlet, ScrollRestoration } from 'react-router';
import { answer, api } from '../api/http';
import { useSignOut } from '../session/useSignOut';
import classes from './Layout.module.css';

/** What every page of somebody who is signed in has around it. */
export function Layout() {
  return (
    <>
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Brand />
          <nav aria-label="Main">
            <NavLink to="/" end className={classes.link ?? ''}>
              Tools
            </NavLink>
            <a href="/swagger-ui/" className={classes.link} target="_blank" rel="noreferrer">
              API
            </a>
          </nav>
          <div className={classes.end}>
            <ColorSchemeSwitch />
            <SignOut />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <Version />
      <ScrollRestoration />
    </>
  );
}

/** The mark and name, which lead to the first page. */
export function Brand({ children }: { children?: ReactNode }) {
  return (
    <Link to="/" className={classes.brand}>
      <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={24} height={24} />
      Warren
      {children}
    </Link>
  );
}

const SCHEMES = {
  auto: { next: 'light', name: 'as the system has it', icon: IconDeviceDesktop },
  light: { next: 'dark', name: 'light', icon: IconSun },
  dark: { next: 'auto', name: 'dark', icon: IconMoon },
} as const;

/** Switches between light, dark and what the system says. */
export function ColorSchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { next, name, icon: Icon } = SCHEMES[colorScheme];
  const label = `Colours: ${name}. Switch to ${SCHEMES[next].name}.`;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(next)}
    >
      <Icon size={18} stroke={1.7} />
    </ActionIcon>
  );
}

function SignOut() {
  const signOut = useSignOut();
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        visibleFrom="xs"
        loading={signOut.isPending}
        onClick={() => signOut.mutate()}
      >
        Sign out
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        hiddenFrom="xs"
        aria-label="Sign out"
        loading={signOut.isPending}
        onClick={() => signOut.mutate()}
      >
        <IconLogout size={18} stroke={1.7} />
      </ActionIcon>
      {signOut.isError && <VisuallyHidden role="alert">{signOut.error.message}</VisuallyHidden>}
    </>
  );
}

function Version() {
  const { data } = useQuery({
    queryKey: ['version'],
    queryFn: ({ signal }) => answer(api.GET('/api/v0/version', { signal })),
    staleTime: Infinity,
  });
  return <footer className={classes.footer}>{data ? `Warren ${data.version}` : '\u00a0'}</footer>;
}
