import { PasswordInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { SignInButton } from './SignInButton';
import { useSignIn } from './useSignIn';

/** Takes the token of the installation. */
export function TokenForm() {
  const [token, setToken] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const { login, failure, wait } = useSignIn('token');
  useEffect(() => input.current?.focus(), [login.isError]);

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() === '') input.current?.focus();
        else if (wait === 0) login.mutate({ token: token.trim() });
      }}
    >
      <PasswordInput
        ref={input}
        label="Token"
        description={
          <>
            <code>./warren auth token</code> prints it.
          </>
        }
        name="token"
        autoComplete="off"
        required
        withAsterisk={false}
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        error={failure?.field}
        aria-invalid={failure?.field ? true : undefined}
      />
      <SignInButton isPending={login.isPending} error={login.error} failure={failure} wait={wait} />
    </form>
  );
}
