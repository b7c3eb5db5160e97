import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { curlCommand, shellQuote } from './curl';

it('a shell reads back any text', () => {
  for (const text of ["it's", '$(id) `id` \\ "', 'a\nb', "'''", ''])
    expect(execFileSync('sh', ['-c', `printf %s ${shellQuote(text)}`], { encoding: 'utf8' })).toBe(text);
});

it('the body is sent as it is', () => {
  const body = { tool: 'shell', command: "echo 'hi' $HOME" };
  const command = curlCommand('http://127.0.0.1:9000', '/api/v0/tools/execute', body)
    .replace('curl -sN', 'printf "%s\\0"')
    .replace('$(./warren auth token)', 'T');
  const words = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\0');
  expect(words).toEqual([
    'http://127.0.0.1:9000/api/v0/tools/execute',
    '-H',
    'Authorization: Bearer T',
    '-H',
    'Accept: text/event-stream',
    '-H',
    'Content-Type: application/json',
    '--data',
    JSON.stringify(body),
    '',
  ]);
});
