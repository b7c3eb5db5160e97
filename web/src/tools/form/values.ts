import { formatBytes, parseBytes } from '../../ui/format';
import type { Field } from './schema';

/** A file that was chosen or written. */
export interface FileValue {
  name: string;
  /** Its text, or Base64 of its bytes. */
  content: string;
  encoding: 'text' | 'base64';
  /** Bytes. */
  size: number;
}

/** What a field holds: text as it was typed, or what was chosen. */
export type FieldValue = string | boolean | FileValue | FileValue[] | null;

/** What a form holds, by field. */
export type FormValues = Record<string, FieldValue>;

/** Messages by the path of a field in the body, as the server gives them. */
export type FieldErrors = Record<string, string[]>;

/** What an empty form holds. */
export function initialValues(fields: Field[]): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, initialValue(field)]));
}

/** The body that a form stands for. Fields that hold nothing, or their default, are left out. */
export function bodyOf(
  tool: string,
  fields: Field[],
  values: FormValues,
): { body: Record<string, unknown>; errors: FieldErrors } {
  const errors: FieldErrors = {};
  const body: Record<string, unknown> = { tool };
  for (const field of fields) {
    const { value, error } = read(field, values[field.name] ?? null);
    if (error) errors[field.name] = [error];
    else if (value === undefined && field.required) errors[field.name] = ['This must not be empty.'];
    else if (value !== undefined && (field.required || value !== field.default)) body[field.name] = value;
    Object.assign(errors, fileErrors(field, values[field.name] ?? null));
  }
  return { body, errors };
}

/** The form that a body came from; what the fields do not know is lost. */
export function valuesOf(fields: Field[], body: Record<string, unknown>): FormValues {
  const values = initialValues(fields);
  for (const field of fields) {
    const given = body[field.name];
    if (given !== undefined && given !== null) values[field.name] = valueOf(field, given, body);
  }
  return values;
}

function initialValue(field: Field): FieldValue {
  switch (field.kind) {
    case 'switch':
      return field.default === true;
    case 'upload':
      return null;
    case 'files':
      return [];
    case 'choice':
      return typeof field.default === 'string' ? field.default : '';
    default:
      return '';
  }
}

function valueOf(field: Field, given: unknown, body: Record<string, unknown>): FieldValue {
  if (field.kind === 'switch') return given === true;
  if (field.kind === 'files') return Array.isArray(given) ? given.map(fileOf) : [];
  if (field.kind === 'size') return typeof given === 'number' ? exactBytes(given) : '';
  if (field.kind === 'upload') {
    const name = typeof body.filename === 'string' ? body.filename : 'file';
    return typeof given === 'string' ? { name, content: given, encoding: 'base64', size: base64Size(given) } : null;
  }
  if (field.kind === 'json') return JSON.stringify(given, null, 2);
  return typeof given === 'string' || typeof given === 'number' ? String(given) : '';
}

// Unchanged where it is rounded for people.
function exactBytes(bytes: number): string {
  const text = formatBytes(bytes);
  return parseBytes(text) === bytes ? text : String(bytes);
}

function fileOf(given: unknown): FileValue {
  const file = given as Partial<FileValue>;
  const encoding = file.encoding === 'base64' ? 'base64' : 'text';
  const content = file.content ?? '';
  return {
    name: file.name ?? '',
    content,
    encoding,
    size: encoding === 'base64' ? base64Size(content) : textSize(content),
  };
}

interface Read {
  value?: unknown;
  error?: string;
}

function read(field: Field, value: FieldValue): Read {
  if (typeof value === 'string') return value === '' ? {} : readText(field, value);
  if (typeof value === 'boolean') return { value: value || field.default === true ? value : undefined };
  if (Array.isArray(value))
    return value.length === 0
      ? {}
      : { value: value.map(({ name, content, encoding }) => ({ name, content, encoding })) };
  return value === null ? {} : { value: value.content };
}

function readText(field: Field, text: string): Read {
  switch (field.kind) {
    case 'number':
      return readNumber(text, field);
    case 'size': {
      const bytes = parseBytes(text);
      return bytes === null ? { error: 'Give a size, such as 512 MiB or 1g.' } : { value: bytes };
    }
    case 'json':
      try {
        return { value: JSON.parse(text) as unknown };
      } catch {
        return { error: 'This is no JSON.' };
      }
    case 'text':
      return readPlain(text, field);
    default:
      return { value: text };
  }
}

function readPlain(text: string, field: Field & { kind: 'text' }): Read {
  const length = Array.from(text).length;
  if (length < field.minLength || (field.maxLength !== null && length > field.maxLength))
    return {
      error:
        field.maxLength === null
          ? `Give at least ${field.minLength} characters.`
          : `Give ${field.minLength} to ${field.maxLength} characters.`,
    };
  if (field.pattern !== null && !matches(text, field.pattern))
    return { error: `This may not be '${text.slice(0, 60)}'; see the description.` };
  return { value: text };
}

function readNumber(text: string, field: Field & { kind: 'number' }): Read {
  const number = /^\s*-?\d+(?:[.,]\d+)?\s*$/.test(text) ? Number(text.replace(',', '.')) : NaN;
  const { minimum, maximum } = field;
  if (
    Number.isNaN(number) ||
    (field.integer && !Number.isSafeInteger(number)) ||
    (minimum !== null && number < minimum) ||
    (maximum !== null && number > maximum)
  )
    return { error: `This has to be a ${field.integer ? 'whole ' : ''}number${range(minimum, maximum)}.` };
  return { value: number };
}

function range(minimum: number | null, maximum: number | null): string {
  if (minimum !== null && maximum !== null) return ` from ${minimum} to ${maximum}`;
  if (minimum !== null) return ` of at least ${minimum}`;
  return maximum !== null ? ` of at most ${maximum}` : '';
}

function fileErrors(field: Field, value: FieldValue): FieldErrors {
  const errors: FieldErrors = {};
  if (field.kind !== 'files' || !Array.isArray(value)) return errors;
  for (const [index, file] of value.entries()) {
    const at = `${field.name}[${index}].name`;
    if (file.name === '') errors[at] = ['Give the file a name.'];
    else if (value.slice(0, index).some((other) => other.name === file.name))
      errors[at] = ['There is another file of this name already.'];
  }
  return errors;
}

function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    // A pattern that this browser cannot read is the server's to check.
    return true;
  }
}

/** Bytes of a text as UTF-8. */
export function textSize(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Bytes that Base64 stands for. */
export function base64Size(text: string): number {
  return Math.floor((text.replace(/=+$/, '').length * 3) / 4);
}
