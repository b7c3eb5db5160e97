/** A JSON schema as far as forms are made from it. */
export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  format?: string;
  contentEncoding?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

/** What a field takes. */
export type FieldKind =
  | { kind: 'text'; multiline: boolean; minLength: number; maxLength: number | null; pattern: string | null }
  | { kind: 'code' }
  | { kind: 'number'; integer: boolean; minimum: number | null; maximum: number | null }
  | { kind: 'size' }
  | { kind: 'switch' }
  | { kind: 'choice'; options: string[] }
  | { kind: 'upload' }
  | { kind: 'files' }
  | { kind: 'json' };

/** A field of a form. */
export type Field = FieldKind & {
  /** Its name in the body. */
  name: string;
  label: string;
  description: string;
  required: boolean;
  default: unknown;
  /** Whether it is one of those that hardly anybody changes. */
  advanced: boolean;
};

// What every tool has; one of its own that is called so too is meant for the same.
const LABELS: Record<string, string> = {
  sessionId: 'Session',
  filename: 'File name',
  timeout: 'Time-out (seconds)',
  cpu: 'CPU (cores)',
  memory: 'Memory',
  disk: 'Disk',
  pids: 'Processes',
  shareFiles: 'Share files within the session',
};
const ADVANCED = new Set(['cpu', 'memory', 'disk', 'pids', 'placement', 'shareFiles']);
const LONG_TEXT = 1000;

/** The fields of a form for a schema: those that are to be filled in first, but for the session, in the order of the schema. */
export function fieldsOf(schema: JsonSchema): Field[] {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, given]): Field[] => {
    const property = resolve(given, schema);
    if (property.const !== undefined) return [];
    const kind = kindOf(property, schema);
    const about = {
      name,
      label: property.title ?? LABELS[name] ?? labelOf(name),
      description: describe(property.description ?? '', kind),
      required: required.has(name),
      default: property.default,
      advanced: ADVANCED.has(name) && !required.has(name),
    };
    return [{ ...about, ...kind }];
  });
  return fields.sort((one, other) => rank(one) - rank(other));
}

// Sizes are taken in any unit.
function describe(description: string, { kind }: FieldKind): string {
  return kind === 'size' ? description.replace(/\s+in bytes\b/i, '') : description;
}

function rank(field: Field): number {
  if (field.advanced) return 6;
  if (field.name === 'sessionId') return 0;
  if (field.kind === 'choice') return 1;
  if (field.kind === 'code' || field.kind === 'upload') return 2;
  if (field.kind === 'files' || field.kind === 'json') return 5;
  return field.required ? 3 : 4;
}

// References within the schema, and unions with null: a field may be left out in any case.
function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const name = /^#\/\$defs\/(.+)$/.exec(schema.$ref ?? '')?.[1];
  if (name) return { ...(root.$defs?.[decodeURIComponent(name)] ?? {}), ...schema, $ref: '' };
  const choices = (schema.anyOf ?? schema.oneOf)?.filter((choice) => choice.type !== 'null');
  if (choices?.length !== 1 || !choices[0]) return schema;
  return { ...resolve(choices[0], root), ...(schema.description ? { description: schema.description } : {}) };
}

function kindOf(schema: JsonSchema, root: JsonSchema): FieldKind {
  if (schema.enum?.every((choice) => typeof choice === 'string' || choice === null))
    return { kind: 'choice', options: schema.enum.filter((choice) => typeof choice === 'string') };
  switch (typeOf(schema)) {
    case 'string':
      return textKind(schema);
    case 'boolean':
      return { kind: 'switch' };
    case 'integer':
    case 'number':
      return numberKind(schema);
    case 'array': {
      const names = Object.keys(resolve(schema.items ?? {}, root).properties ?? {});
      return names.includes('name') && names.includes('content') ? { kind: 'files' } : { kind: 'json' };
    }
    default:
      return { kind: 'json' };
  }
}

function textKind(schema: JsonSchema): FieldKind {
  if (schema.contentEncoding === 'base64') return { kind: 'upload' };
  if (schema.format === 'code') return { kind: 'code' };
  return {
    kind: 'text',
    multiline: (schema.maxLength ?? 0) > LONG_TEXT,
    minLength: schema.minLength ?? 0,
    maxLength: schema.maxLength ?? null,
    pattern: schema.pattern ?? null,
  };
}

function numberKind(schema: JsonSchema): FieldKind {
  const integer = typeOf(schema) === 'integer';
  if (schema.format === 'bytes') return { kind: 'size' };
  return { kind: 'number', integer, minimum: schema.minimum ?? null, maximum: schema.maximum ?? null };
}

function typeOf(schema: JsonSchema): string | undefined {
  return Array.isArray(schema.type) ? schema.type.find((type) => type !== 'null') : schema.type;
}

// fileContent and file_content become File content.
function labelOf(name: string): string {
  const words = name
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
