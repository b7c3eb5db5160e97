import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { SessionGate } from '../session/SessionGate';
import { DraftsContext } from '../tools/form/useDraft';
import { RunStoreContext } from '../tools/runs/useRuns';
import { createRouter } from './routes';
import { createServices } from './services';
import { colorSchemeManager, theme } from './theme';

/** The whole page. */
export function App() {
  const [{ queries, runs, drafts }] = useState(createServices);
  const [router] = useState(createRouter);
  return (
    <MantineProvider theme={theme} colorSchemeManager={colorSchemeManager} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RunStoreContext value={runs}>
          <DraftsContext value={drafts}>
            <SessionGate>
              <RouterProvider router={router} />
            </SessionGate>
          </DraftsContext>
        </RunStoreContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}
