/** A command that does the same as the page, for a shell. */
export function curlCommand(origin: string, path: string, body: unknown): string {
  const data =
    body === undefined ? [] : [`-H 'Content-Type: application/json'`, `--data ${shellQuote(JSON.stringify(body))}`];
  return [
    `curl -sN ${shellQuote(origin + path)}`,
    `-H "Authorization: Bearer $(./warren auth token)"`,
    `-H 'Accept: text/event-stream'`,
    ...(data.length > 0 ? data : ['-X POST']),
  ].join(' \\\n  ');
}

/** A word of a POSIX shell. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
