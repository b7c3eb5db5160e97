import { Button, PasswordInput, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ColorSchemeSwitch } from '../app/Layout';
import { ApiProblem } from '../api/problem';
import { ProblemAlert } from '../ui/ProblemAlert';
import { sessionQuery, signIn } from './session';
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
        <Text mt={4} mb="lg" c="dimmed">
          Programs in sandboxes, on your own machine.
        </Text>
        <SignInForm />
        <Text mt="lg" size="sm" c="dimmed">
          <code>./warren auth token</code> prints the token. <code>./warren open</code> prints a link that signs in
          without it, once and within a minute.
        </Text>
      </div>
    </main>
  );
}

/** Takes the token. */
export function SignInForm() {
  const client = useQueryClient();
  const [token, setToken] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const login = useMutation({
    mutationFn: signIn,
    onSuccess: (caller) => {
      client.setQueryData(sessionQuery.queryKey, caller);
      return client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
    },
  });
  useEffect(() => input.current?.focus(), [login.isError]);

  const isWrong = login.error instanceof ApiProblem && login.error.problem.status === 401;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== '') login.mutate(token.trim());
        else input.current?.focus();
      }}
    >
      <PasswordInput
        ref={input}
        label="Token"
        name="token"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        error={isWrong ? 'This token is not valid here.' : undefined}
      />
      {login.error && !isWrong && <ProblemAlert error={login.error} mt="md" />}
      <Button type="submit" fullWidth mt="md" loading={login.isPending}>
        Sign in
      </Button>
    </form>
  );
}
