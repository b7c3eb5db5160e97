import { useMutation, useQueryClient } from '@tanstack/react-query';
import { use } from 'react';
import type { ToolRun } from '../../api/types';
import { deleteRun } from '../api';
import { RunStoreContext } from './useRuns';

/** Deletes a run with its files. */
export function useDeleteRun(whenDone?: () => void) {
  const client = useQueryClient();
  const runs = use(RunStoreContext);
  return useMutation({
    mutationFn: (run: ToolRun) => deleteRun(run.id),
    onSuccess: (_, run) => {
      const live = runs.find(run.id);
      if (live) runs.forget(live);
      client.removeQueries({ queryKey: ['run', run.id] });
      whenDone?.();
      return client.invalidateQueries({ queryKey: ['runs'] });
    },
  });
}
