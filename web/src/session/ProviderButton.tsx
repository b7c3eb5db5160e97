import { Button, Divider, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { startAddress } from './failure';
import { providerQuery } from './session';

/** Leads to the identity provider, where the server has one. */
export function ProviderButton({ isOverPage }: { isOverPage: boolean }) {
  const { data } = useQuery(providerQuery);
  if (!data?.enabled || !data.startPath) return null;
  return (
    <>
      <Divider my="md" label="or" labelPosition="center" />
      <Button
        component="a"
        href={startAddress(data.startPath, window.location)}
        variant="default"
        fullWidth
        {...(isOverPage ? { target: '_blank', rel: 'noreferrer' } : {})}
      >
        Continue with {data.name ?? 'the identity provider'}
      </Button>
      {isOverPage && (
        <Text mt="xs" size="sm" c="dimmed">
          It opens in another tab; come back here then.
        </Text>
      )}
    </>
  );
}
