import { FileInput } from '@mantine/core';
import { useState } from 'react';
import { formatBytes } from '../../ui/format';
import { readFile } from './files';
import type { FileValue } from './values';

interface UploadInputProps {
  label: string;
  description: string;
  name: string;
  required: boolean;
  error: string | undefined;
  value: FileValue | null;
  onChange: (value: FileValue | null) => void;
}

/** Takes one file. */
export function UploadInput({ value, error, onChange, ...props }: UploadInputProps) {
  const [unreadable, setUnreadable] = useState<string>();
  const choose = async (file: File | null) => {
    try {
      onChange(file && (await readFile(file)));
      setUnreadable(undefined);
    } catch {
      setUnreadable('This file cannot be read.');
    }
  };
  return (
    <FileInput
      {...props}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      error={unreadable ?? error}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${props.label}` }}
      placeholder={value ? `${value.name} (${formatBytes(value.size)})` : 'Choose a file'}
      valueComponent={() => (value ? `${value.name} (${formatBytes(value.size)})` : 'Choose a file')}
      onChange={(file) => void choose(file)}
    />
  );
}
