import type { components } from './generated/schema';

type Schemas = components['schemas'];

export type Caller = Schemas['Caller'];
export type ToolInfo = Schemas['ToolInfo'];
export type ToolRun = Schemas['ToolRun'];
export type ToolRunState = Schemas['ToolRunState'];
export type ToolResult = Schemas['ToolResult'];
export type ToolArtifact = Schemas['ToolArtifact'];

/** How every error is reported: problem details of RFC 9457 with Warren's own members. */
export interface Problem {
  title: string;
  status: number;
  /** What was wrong and what would be right. */
  detail: string;
  /** The stable code, such as `INVALID_REQUEST`. */
  code: string;
  /** What is wrong by field. */
  errors?: Record<string, string[]> | null;
  /** The tools there are, where an unknown one was asked for. */
  availableTools?: string[] | null;
  /** Finds the request in the log and in traces. */
  traceId?: string | null;
}
