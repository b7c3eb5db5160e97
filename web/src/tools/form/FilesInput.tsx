import { ActionIcon, Button, FileButton, Group, Input, Textarea, TextInput } from '@mantine/core';
import { IconFilePlus, IconUpload, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { formatBytes } from '../../ui/format';
import { readFile } from './files';
import classes from './ToolForm.module.css';
import { textSize, type FieldErrors, type FileValue } from './values';

interface FilesInputProps {
  label: string;
  description: string;
  name: string;
  error: string | undefined;
  errors: FieldErrors;
  value: FileValue[];
  onChange: (value: FileValue[]) => void;
}

/** Takes any number of files, chosen or written here. */
export function FilesInput({ label, description, name, error, errors, value, onChange }: FilesInputProps) {
  const [unreadable, setUnreadable] = useState<string>();
  const add = async (files: File[]) => {
    try {
      onChange([...value, ...(await Promise.all(files.map(readFile)))]);
      setUnreadable(undefined);
    } catch {
      setUnreadable('One of these files cannot be read.');
    }
  };
  const change = (index: number, change: Partial<FileValue>) =>
    onChange(value.map((file, at) => (at === index ? { ...file, ...change } : file)));
  const message = unreadable ?? error;
  return (
    <div role="group" aria-label={label}>
      <Input.Label labelElement="div">{label}</Input.Label>
      <div className={classes.files}>
        {value.map((file, index) => (
          // Files have no other identity than their place.
          <FileRow
            key={index}
            file={file}
            path={`${name}[${index}]`}
            errors={errors}
            onChange={(changed) => change(index, changed)}
            onRemove={() => onChange(value.filter((_, at) => at !== index))}
          />
        ))}
        <Group gap={8}>
          <FileButton multiple onChange={(files) => void add(files)}>
            {(props) => (
              <Button {...props} variant="default" size="compact-sm" leftSection={<IconUpload size={14} />}>
                Add files
              </Button>
            )}
          </FileButton>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconFilePlus size={14} />}
            onClick={() => onChange([...value, { name: '', content: '', encoding: 'text', size: 0 }])}
          >
            Write one
          </Button>
        </Group>
      </div>
      {message && <Input.Error mt={5}>{message}</Input.Error>}
      <Input.Description mt={5}>{description}</Input.Description>
    </div>
  );
}

interface FileRowProps {
  file: FileValue;
  path: string;
  errors: FieldErrors;
  onChange: (change: Partial<FileValue>) => void;
  onRemove: () => void;
}

function FileRow({ file, path, errors, onChange, onRemove }: FileRowProps) {
  return (
    <div className={classes.file}>
      <TextInput
        size="xs"
        aria-label="Name of the file"
        placeholder="Name"
        autoComplete="off"
        spellCheck={false}
        value={file.name}
        error={errors[`${path}.name`]?.join(' ')}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <span className={classes.fileSize}>{formatBytes(file.size)}</span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={`Remove ${file.name === '' ? 'the file' : file.name}`}
        onClick={onRemove}
      >
        <IconX size={15} />
      </ActionIcon>
      {file.encoding === 'text' && (
        <Textarea
          className={classes.fileText ?? ''}
          size="xs"
          aria-label={`Content of ${file.name === '' ? 'the file' : file.name}`}
          placeholder="Content"
          autosize
          minRows={2}
          maxRows={10}
          spellCheck={false}
          value={file.content}
          error={errors[`${path}.content`]?.join(' ')}
          onChange={(event) =>
            onChange({ content: event.currentTarget.value, size: textSize(event.currentTarget.value) })
          }
        />
      )}
    </div>
  );
}
