import type { JsonSchema } from '../tools/form/schema';

export interface Page<T> {
    items: T[];
    nextCursor?: string | null;
}

export interface ToolInfo {
    name: string;
    description: string;
    inputSchema: JsonSchema;
}

export interface ToolResult {
    tool: string;
    sessionId: string;
    id: string;
    exitCode: number;
    signal?: string | null;
    timedOut?: boolean;
    oomKilled?: boolean;
    durationMs: number;
    stdout: string;
    stderr: string;
    stdoutTrimmed?: boolean;
    stderrTrimmed?: boolean;
    artifacts: {
        inputs: Record<string, string>;
        outputs: Record<string, string>;
        skipped?: Record<string, string> | null;
    };
}

export type ToolRunState = 'queued' | 'running' | 'finished' | 'failed' | 'cancelled';

export interface ToolRun {
    id: string;
    tool: string;
    sessionId: string;
    state: ToolRunState;
    placement?: 'cell' | 'sandbox' | null;
    createdAt: string;
    startedAt?: string | null;
    finishedAt?: string | null;
    expiresAt?: string | null;
    reason?: string | null;
    exitCode?: number | null;
    timedOut?: boolean;
    oomKilled?: boolean;
    durationMs?: number | null;
    bytes?: number;
    files?: number;
}

export interface ToolArtifact {
    name: string;
    kind: 'input' | 'output';
    size: number;
    contentType: string;
    url: string;
}

export interface Caller {
    name: string;
    credential: string;
    expiresAt?: string | null;
}

export interface Link {
    url: string;
    expiresAt: string;
}

export interface Problem {
    title: string;
    status: number;
    detail: string;
    code: string;
    errors?: Record<string, string[]> | null;
    availableTools?: string[] | null;
    traceId?: string | null;
}
