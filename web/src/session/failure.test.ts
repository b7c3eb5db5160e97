import { describe, expect, it } from 'vitest';
import { ApiProblem, ServerAway } from '../api/problem';
import { describeFailure, startAddress } from './failure';

const problem = (status: number, code: string) => ({ title: '', status, code, detail: 'said by the server' });

describe('a sign-in that failed', () => {
  it('says at the field that what was typed is wrong', () => {
    const refused = new ApiProblem(problem(401, 'UNAUTHENTICATED'));
    expect(describeFailure(refused, 'password').field).toBe('This name and password do not belong together.');
    expect(describeFailure(refused, 'token').field).toBe('This token is not valid here.');
  });

  it('says how long to wait after too many', () => {
    const before = Date.now();
    const { field, title, retryAt } = describeFailure(
      new ApiProblem(problem(429, 'TOO_MANY_REQUESTS'), 30),
      'password',
    );
    expect([field, title]).toEqual([null, 'Too many failed attempts']);
    expect(retryAt).toBeGreaterThanOrEqual(before + 30_000);
    expect(describeFailure(new ApiProblem(problem(429, 'TOO_MANY_REQUESTS')), 'token').retryAt).toBeNull();
  });

  it('blames nobody for what is not about the field', () => {
    for (const failure of [new ServerAway('away'), new ApiProblem(problem(503, 'ENGINE_UNAVAILABLE'))])
      expect(describeFailure(failure, 'password')).toEqual({ field: null, title: null, retryAt: null });
  });
});

describe('the way to the identity provider', () => {
  it('leads back to the same page', () => {
    expect(startAddress('/auth/oidc/start', { pathname: '/debug/tool', search: '?a=b&c=%20d' })).toBe(
      '/auth/oidc/start?return=%2Fdebug%2Ftool%3Fa%3Db%26c%3D%2520d',
    );
  });

  it('leads back to the start where the server would refuse the page', () => {
    for (const pathname of ['//evil.example', '/\\evil.example', `/${'x'.repeat(1000)}`, '/d bug', ''])
      expect(startAddress('/start', { pathname, search: '' })).toBe('/start?return=%2F');
  });
});
