import { Button } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { JsonSchema } from './schema';
import { FieldInput } from './FieldInput';
import { fieldsOf, type Field } from './schema';
import classes from './ToolForm.module.css';
import { bodyOf, type FieldErrors, type FieldValue, type FormValues } from './values';

interface ToolFormProps {
  tool: string;
  schema: JsonSchema;
  values: FormValues;
  /** What the server found to be wrong. */
  serverErrors: FieldErrors;
  isRunning: boolean;
  onChange: (values: FormValues) => void;
  onSubmit: (body: Record<string, unknown>) => void;
}

/** The form of a tool, made from its schema. */
export function ToolForm({ tool, schema, values, serverErrors, isRunning, onChange, onSubmit }: ToolFormProps) {
  const fields = fieldsOf(schema);
  const [found, setFound] = useState<FieldErrors>({});
  const [showsAdvanced, setShowsAdvanced] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const errors = { ...serverErrors, ...found };
  const hasErrors = Object.keys(errors).length > 0;
  const hasAdvancedErrors = fields.some((field) => field.advanced && field.name in errors);

  const submit = () => {
    if (isRunning) return;
    const { body, errors: wrong } = bodyOf(tool, fields, values);
    setFound(wrong);
    if (Object.keys(wrong).length === 0) onSubmit(body);
  };
  useFocusOnError(form, errors);
  useWindowEvent('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    submit();
  });
  const change = (field: Field, value: FieldValue) => {
    setFound(withoutField(found, field.name));
    onChange({ ...values, [field.name]: value });
  };
  const input = (field: Field) => (
    <FieldInput
      key={field.name}
      field={field}
      values={values}
      errors={errors}
      onChange={(value) => change(field, value)}
      onSubmit={submit}
    />
  );
  const [main, advanced] = [fields.filter((field) => !field.advanced), fields.filter((field) => field.advanced)];
  return (
    <form
      ref={form}
      className={classes.form}
      noValidate
      aria-label={`Run ${tool}`}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {inRows(main).map((row) =>
        row.length === 1 ? (
          row.map(input)
        ) : (
          <div key={row[0]?.name} className={classes.pair}>
            {row.map(input)}
          </div>
        ),
      )}
      {advanced.length > 0 && (
        <details
          className={classes.advanced}
          open={showsAdvanced || hasAdvancedErrors}
          onToggle={(event) => setShowsAdvanced(event.currentTarget.open)}
        >
          <summary>Limits and placement</summary>
          <div className={classes.pair}>{advanced.map(input)}</div>
        </details>
      )}
      <div className={classes.submit}>
        <Button type="submit" leftSection={<IconPlayerPlay size={16} />} miw={110} loading={isRunning}>
          Run
        </Button>
        <span className={classes.hint}>{hasErrors ? 'Something has to be put right first.' : 'or Ctrl+Enter'}</span>
      </div>
    </form>
  );
}

// Small fields stand side by side.
function inRows(fields: Field[]): Field[][] {
  const rows: Field[][] = [];
  for (const field of fields) {
    const before = rows.at(-1);
    if (before?.[0] && isSmall(before[0]) && isSmall(field) && before.length < 2) before.push(field);
    else rows.push([field]);
  }
  return rows;
}

function isSmall(field: Field): boolean {
  return (
    field.kind === 'number' ||
    field.kind === 'size' ||
    field.kind === 'choice' ||
    (field.kind === 'text' && !field.multiline)
  );
}

function withoutField(errors: FieldErrors, name: string): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter(([path]) => path !== name && !path.startsWith(`${name}[`)));
}

// Whoever sees nothing of a red border is taken to what is wrong.
function useFocusOnError(form: React.RefObject<HTMLFormElement | null>, errors: FieldErrors) {
  const key = Object.keys(errors).join();
  useEffect(() => {
    if (key !== '') form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, key]);
}
