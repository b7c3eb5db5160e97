// Writes the types of the API from its committed description; with --check only says whether they are up to date.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const description = new URL('../../docs/openapi.json', import.meta.url);
const target = new URL('../src/api/generated/schema.ts', import.meta.url);

const source = await readFile(description, 'utf8');
const document = JSON.parse(source, (_, value) => numbersAlone(value));
const types = `// Generated from docs/openapi.json by \`npm run generate\`.\n\n${astToString(await openapiTS(document, { alphabetize: true }))}`;

if (!process.argv.includes('--check')) {
  await writeFile(target, types);
} else if ((await readFile(target, 'utf8').catch(() => '')) !== types) {
  console.error('src/api/generated/schema.ts is not what docs/openapi.json says; `npm run generate` writes it.');
  process.exitCode = 1;
}

/**
 * The server describes numbers as numbers or their text, as ASP.NET Core's readers may take both; it writes numbers.
 * @param {any} value A part of the description.
 */
function numbersAlone(value) {
  if (!Array.isArray(value?.type) || typeof value.pattern !== 'string') return value;
  const type = value.type.filter((/** @type {string} */ name) => name !== 'string');
  return type.some((/** @type {string} */ name) => name === 'integer' || name === 'number')
    ? { ...value, type }
    : value;
}
