import { Tabs, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { ColorSchemeSwitch } from '../app/Layout';
import type { Method } from './failure';
import { PasswordForm } from './PasswordForm';
import { ProviderButton } from './ProviderButton';
import { TokenForm } from './TokenForm';
import classes from './session.module.css';

/** Shown in place of every page while nobody is signed in. */
export function SignInPage() {
  return (
    <main className={classes.center}>
      <title>Sign in · Warren</title>
      <div className={classes.corner}>
        <ColorSchemeSwitch />
      </div>
      <div className={classes.card}>
        <div className={classes.brand}>
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={28} height={28} />
          Warren
        </div>
        <Title order={1}>Sign in</Title>
        <Text mt={4} mb="md" c="dimmed">
          Programs in sandboxes, on your own machine.
        </Text>
        <SignInForm />
        <Text mt="lg" size="sm" c="dimmed">
          <code>./warren open</code> prints a link that signs in by itself, once and within a minute.
        </Text>
      </div>
    </main>
  );
}

interface SignInFormProps {
  /** Whether there is a page behind, which must not be left. */
  isOverPage?: boolean;
}

/** Takes name and password, or the token, or leads to the identity provider. */
export function SignInForm({ isOverPage = false }: SignInFormProps) {
  const [method, setMethod] = useState<Method>('password');
  return (
    <>
      <Tabs
        value={method}
        onChange={(value) => setMethod(value === 'token' ? 'token' : 'password')}
        keepMounted={false}
      >
        <Tabs.List grow aria-label="Sign in with">
          <Tabs.Tab value="password">Password</Tabs.Tab>
          <Tabs.Tab value="token">Token</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="password" pt="md">
          <PasswordForm />
        </Tabs.Panel>
        <Tabs.Panel value="token" pt="md">
          <TokenForm />
        </Tabs.Panel>
      </Tabs>
      <ProviderButton isOverPage={isOverPage} />
    </>
  );
}
