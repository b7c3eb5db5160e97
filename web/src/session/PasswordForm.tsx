import { PasswordInput, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { SignInButton } from './SignInButton';
import { useSignIn } from './useSignIn';

/** Takes the name of an account and its password. */
export function PasswordForm() {
  const [user, setUser] = useState('');
  const [pass, setPass] = useState('');
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const { login, failure, wait } = useSignIn('password');
  useEffect(() => name.current?.focus(), []);
  useEffect(() => {
    if (!login.isError) return;
    password.current?.focus();
    password.current?.select();
  }, [login.isError]);

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (user.trim() === '') name.current?.focus();
        else if (pass === '') password.current?.focus();
        else if (wait === 0) login.mutate({ user: user.trim(), pass });
      }}
    >
      <TextInput
        ref={name}
        data-autofocus
        label="Name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        value={user}
        onChange={(event) => setUser(event.currentTarget.value)}
      />
      <PasswordInput
        ref={password}
        mt="sm"
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={pass}
        onChange={(event) => setPass(event.currentTarget.value)}
        error={failure?.field}
        aria-invalid={failure?.field ? true : undefined}
      />
      <SignInButton isPending={login.isPending} error={login.error} failure={failure} wait={wait} />
    </form>
  );
}
