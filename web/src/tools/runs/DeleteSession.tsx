import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { formatCount } from '../../ui/format';
import { deleteSession } from '../api';

/** Deletes all runs of a session. */
export function DeleteSession({ sessionId }: { sessionId: string }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteSession(sessionId),
    onSuccess: () => client.invalidateQueries({ queryKey: ['runs'] }),
  });
  return (
    <>
      <ConfirmButton
        question="Delete all of it?"
        variant="light"
        h={30}
        loading={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        Delete this session
      </ConfirmButton>
      {remove.data !== undefined && (
        <Text size="xs" role="status">
          {formatCount(remove.data, 'run')} deleted
        </Text>
      )}
      {remove.error && (
        <Text size="xs" c="red" role="alert">
          {remove.error.message}
        </Text>
      )}
    </>
  );
}
