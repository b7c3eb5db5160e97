import type { ToolRun } from '../api/types';
import type { Tool } from './api';

/** A tool's name as it stands in addresses. */
export const slugOf = (tool: string) => tool.replaceAll('_', '-');

/** The address of a tool's page. */
export const toolHref = (tool: string) => `/${slugOf(tool)}`;

/** The address of a run's page. */
export const runHref = (tool: string, run: string) => `${toolHref(tool)}/runs/${encodeURIComponent(run)}`;

/** The tool of an address: by its name as it is, or with hyphens. */
export function findTool(tools: Tool[], address: string): Tool | null {
  return tools.find((tool) => tool.name === address) ?? tools.find((tool) => slugOf(tool.name) === address) ?? null;
}

/** A tool's name for people. */
export function titleOf(tool: string): string {
  const words = tool.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a page of a tool may be given by the one that leads to it. */
export interface ToolPageState {
  /** What to fill the form with. */
  body?: Record<string, unknown>;
}

/** What names a run in the buttons that act on it. */
export const runLabel = (run: Pick<ToolRun, 'id'>) => `run ${run.id}`;
