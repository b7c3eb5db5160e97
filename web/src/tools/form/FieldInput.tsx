import { NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { formatBytes } from '../../ui/format';
import { LazyCodeEditor } from '../code/LazyCodeEditor';
import { languageOf, type EditorMode } from '../code/languages';
import { FilesInput } from './FilesInput';
import type { Field } from './schema';
import { UploadInput } from './UploadInput';
import type { FieldErrors, FieldValue, FormValues } from './values';

interface FieldInputProps {
  field: Field;
  values: FormValues;
  errors: FieldErrors;
  onChange: (value: FieldValue) => void;
  onSubmit: () => void;
}

/** A field of a form, by its kind. */
export function FieldInput({ field, values, errors, onChange, onSubmit }: FieldInputProps) {
  const value = values[field.name] ?? null;
  const text = typeof value === 'string' ? value : '';
  const about = {
    label: field.label,
    description: field.description,
    name: field.name,
    error: errors[field.name]?.join(' '),
  };
  const common = {
    ...about,
    required: field.required,
    'data-field': field.name,
    inputWrapperOrder: ['label', 'input', 'error', 'description'] as ('label' | 'input' | 'error' | 'description')[],
  };
  switch (field.kind) {
    case 'code':
      return (
        <LazyCodeEditor
          {...about}
          required={field.required}
          value={text}
          mode={editorMode(values)}
          onChange={onChange}
          onSubmit={onSubmit}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={text}
          data={choices(field)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'switch':
      return (
        <Switch
          label={field.label}
          description={field.description}
          name={field.name}
          error={about.error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'upload':
      return (
        <UploadInput
          {...about}
          required={field.required}
          value={value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null}
          onChange={onChange}
        />
      );
    case 'files':
      return <FilesInput {...about} errors={errors} value={Array.isArray(value) ? value : []} onChange={onChange} />;
    case 'json':
      return (
        <Textarea
          {...common}
          value={text}
          autosize
          minRows={2}
          maxRows={12}
          placeholder="JSON"
          ff="monospace"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'text':
      if (field.multiline)
        return (
          <Textarea
            {...common}
            value={text}
            autosize
            minRows={3}
            maxRows={16}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        );
      return (
        <TextInput
          {...common}
          value={text}
          placeholder={placeholder(field, values)}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
    case 'size':
      return (
        <TextInput
          {...common}
          value={text}
          placeholder={placeholder(field, values)}
          inputMode={field.kind === 'number' ? 'decimal' : 'text'}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

function choices(field: Field & { kind: 'choice' }): { value: string; label: string }[] {
  const options = field.options.map((option) => ({
    value: option,
    label: field.name === 'language' ? (languageOf(option)?.label ?? option) : option,
  }));
  return field.required || typeof field.default === 'string' ? options : [{ value: '', label: 'Default' }, ...options];
}

// What is taken where nothing is given.
function placeholder(field: Field, values: FormValues): string {
  if (field.kind === 'size' && typeof field.default === 'number') return formatBytes(field.default);
  if (typeof field.default === 'number' || typeof field.default === 'string') return String(field.default);
  return field.name === 'filename' && 'code' in values ? (languageOf(values.language)?.file ?? '') : '';
}

// A command line is for a shell; a program in a language that is not known is text.
function editorMode(values: FormValues): EditorMode {
  if ('language' in values) return languageOf(values.language)?.mode ?? 'plain';
  return 'command' in values ? 'shell' : 'plain';
}
