import { describe, expect, it } from 'vitest';
import { fieldsOf, type JsonSchema } from './schema';
import { bodyOf, initialValues, valuesOf } from './values';

// As the server describes code_execution.
const schema: JsonSchema = {
  type: 'object',
  required: ['code', 'tool', 'sessionId'],
  properties: {
    language: {
      enum: ['bash', 'python', 'node'],
      type: 'string',
      description: 'What the program is written in.',
      default: 'bash',
    },
    code: { type: 'string', description: 'The program.', minLength: 1, format: 'code' },
    filename: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: '^(?!\\.{1,2}$)[^/\\\\\\u0000-\\u001f\\u007f-\\u009f]+$',
    },
    files: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          content: { type: 'string' },
          encoding: { enum: ['text', 'base64'], type: 'string' },
        },
      },
      maxItems: 1000,
    },
    tool: { const: 'code_execution', type: 'string' },
    sessionId: { type: 'string', minLength: 1, maxLength: 128 },
    timeout: { type: 'number', minimum: 1, maximum: 900, default: 30 },
    memory: { type: 'integer', description: 'Memory in bytes.', format: 'bytes', default: 536_870_912 },
    pids: { type: 'integer', default: 128 },
    placement: { enum: ['cell', 'sandbox'], type: 'string' },
    shareFiles: { type: 'boolean' },
  },
};
const fields = fieldsOf(schema);
const filled = { ...initialValues(fields), sessionId: 's', code: 'echo' };

describe('the form of a schema', () => {
  it('has a field of the right kind for each property that can be chosen', () => {
    expect(fields.map((field) => [field.name, field.kind, field.advanced])).toEqual([
      ['sessionId', 'text', false],
      ['language', 'choice', false],
      ['code', 'code', false],
      ['filename', 'text', false],
      ['timeout', 'number', false],
      ['files', 'files', false],
      ['memory', 'size', true],
      ['pids', 'number', true],
      ['placement', 'choice', true],
      ['shareFiles', 'switch', true],
    ]);
  });

  it('names fields in words', () => {
    const labels = fieldsOf({
      properties: {
        fileContent: { type: 'string' },
        out_dir: { type: 'string' },
        x: { type: 'string', title: 'Given' },
      },
    });
    expect(labels.map((field) => field.label)).toEqual(['File content', 'Out dir', 'Given']);
  });

  it('knows bytes, references, what may be null, and has JSON for the rest', () => {
    const kinds = fieldsOf({
      properties: {
        fileContent: { type: 'string', contentEncoding: 'base64' },
        level: { $ref: '#/$defs/Level' },
        count: { type: ['integer', 'null'], maximum: 3 },
        either: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
        env: { type: 'object' },
        parts: { type: 'array', items: { type: 'string' } },
        essay: { type: 'string', maxLength: 100_000 },
      },
      $defs: { Level: { enum: ['low', 'high'] } },
    });
    expect(Object.fromEntries(kinds.map((field) => [field.name, field.kind]))).toEqual({
      fileContent: 'upload',
      level: 'choice',
      count: 'number',
      either: 'switch',
      env: 'json',
      parts: 'json',
      essay: 'text',
    });
    expect(kinds.find((field) => field.name === 'essay')).toMatchObject({ multiline: true });
  });
});

describe('the body of a form', () => {
  it('has what was filled in and nothing else', () => {
    expect(bodyOf('code_execution', fields, filled)).toEqual({
      body: { tool: 'code_execution', sessionId: 's', code: 'echo' },
      errors: {},
    });
  });

  it('has numbers, sizes, switches and files as the server takes them', () => {
    const file = { name: 'a.bin', content: 'AAE=', encoding: 'base64' as const, size: 2 };
    const values = {
      ...filled,
      language: 'python',
      timeout: '2,5',
      memory: '256m',
      pids: '64',
      placement: 'sandbox',
      shareFiles: true,
      files: [file],
    };
    expect(bodyOf('code_execution', fields, values).body).toEqual({
      tool: 'code_execution',
      sessionId: 's',
      language: 'python',
      code: 'echo',
      files: [{ name: 'a.bin', content: 'AAE=', encoding: 'base64' }],
      timeout: 2.5,
      memory: 268_435_456,
      pids: 64,
      placement: 'sandbox',
      shareFiles: true,
    });
  });

  it('is not made of what is wrong, which is said by field and all at once', () => {
    const file = (name: string) => ({ name, content: '', encoding: 'text' as const, size: 0 });
    const values = {
      ...filled,
      code: '',
      filename: '../x',
      timeout: '901',
      memory: 'lots',
      pids: '1.5',
      files: [file('a'), file('a'), file('')],
    };
    expect(Object.keys(bodyOf('code_execution', fields, values).errors)).toEqual([
      'code',
      'filename',
      'timeout',
      'files[1].name',
      'files[2].name',
      'memory',
      'pids',
    ]);
    expect(bodyOf('code_execution', fields, values).errors.timeout).toEqual(['This has to be a number from 1 to 900.']);
  });

  it('can be turned back into the form', () => {
    const values = {
      ...filled,
      language: 'python',
      timeout: '2.5',
      memory: '256 MiB',
      placement: 'cell',
      shareFiles: true,
      files: [{ name: 'ä', content: 'ü', encoding: 'text' as const, size: 2 }],
    };
    const { body } = bodyOf('code_execution', fields, values);
    expect(valuesOf(fields, body)).toEqual(values);
  });
});
