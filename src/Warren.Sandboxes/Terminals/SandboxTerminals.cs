using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Execs;

namespace Warren.Sandboxes.Terminals;

/// <summary>Programs on terminals in sandboxes. Each is an exec, which runs on whether anybody is attached or not.</summary>
public sealed class SandboxTerminals
{
    private const int MaxSide = 1000;

    // The shell of the user in /etc/passwd, else bash, else sh; one that only refuses logins is passed over.
    private const string LoginShell =
        """
        me=$(id -u 2>/dev/null); shell=
        while IFS=: read -r _ _ uid _ _ _ found; do [ "$uid" = "$me" ] && shell=$found && break; done </etc/passwd 2>/dev/null
        case "$shell" in */nologin|*/false) shell= ;; esac
        for SHELL in "$shell" /bin/bash /bin/sh; do [ -x "$SHELL" ] && export SHELL && exec "$SHELL" -l; done
        """;

    private readonly SandboxService _sandboxes;

    internal SandboxTerminals(SandboxService sandboxes) => _sandboxes = sandboxes;

    /// <summary>Starts a program on a new terminal.</summary>
    public async Task<TerminalInfo> CreateAsync(string sandboxId, TerminalRequest request, string owner, CancellationToken cancellationToken)
    {
        Check(request);
        using var use = await _sandboxes.UseAsync(sandboxId, owner, cancellationToken);
        var environment = new Dictionary<string, string>(ExecStarter.Environment(use.Sandbox, request.Env));
        environment.TryAdd("TERM", "xterm-256color");
        var exec = await _sandboxes.Execs.StartAsync(use, new GuestExecRequest
        {
            Id = SandboxId.New(),
            Arguments = request.Command?.Arguments ?? ["/bin/sh", "-c", LoginShell],
            Env = environment,
            Workdir = request.Workdir ?? use.Sandbox.Snapshot.Spec.Workdir,
            User = request.User ?? use.Sandbox.Snapshot.Spec.User,
            Terminal = new() { Columns = request.Columns ?? 80, Rows = request.Rows ?? 24 },
        }, ExecKind.Terminal, cancellationToken);
        return ToInfo(exec);
    }

    /// <summary>The terminals whose programs run, and those that ended and are still kept.</summary>
    public IReadOnlyList<TerminalInfo> List(string sandboxId, string owner) =>
        [.. _sandboxes.Execs.Output(_sandboxes.Find(sandboxId, owner)).List().Where(exec => exec.Record.Kind == ExecKind.Terminal).Select(ToInfo)];

    /// <summary>One terminal.</summary>
    public TerminalInfo Get(string sandboxId, string id, string owner) => ToInfo(Find(_sandboxes.Find(sandboxId, owner), id));

    /// <summary>Changes the size; the programs on it are told.</summary>
    public async Task<TerminalInfo> ResizeAsync(string sandboxId, string id, TerminalSize size, string owner, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> errors = [];
        CheckSide(errors, "columns", size.Columns);
        CheckSide(errors, "rows", size.Rows);
        if (errors.Count > 0)
            throw new WarrenException(errors);
        using var use = await _sandboxes.UseAsync(sandboxId, owner, cancellationToken);
        var exec = Find(use.Sandbox, id);
        if (exec.Record.End is not null)
            throw new WarrenException(ErrorCode.InvalidState, $"The program of terminal '{id}' has ended.");
        await use.Guest.ResizeAsync(id, size.Columns, size.Rows, cancellationToken);
        var output = _sandboxes.Execs.Output(use.Sandbox);
        output.Change(exec, record => record with { Columns = size.Columns, Rows = size.Rows });
        output.Save(exec);
        return ToInfo(exec);
    }

    /// <summary>Kills everything on a terminal, and deletes it.</summary>
    public Task DeleteAsync(string sandboxId, string id, string owner, CancellationToken cancellationToken)
    {
        Find(_sandboxes.Find(sandboxId, owner), id);
        return _sandboxes.Execs.DeleteAsync(sandboxId, id, owner, cancellationToken);
    }

    /// <summary>Attaches a client.</summary>
    /// <param name="sandboxId">Id or name of the sandbox.</param>
    /// <param name="id">The terminal.</param>
    /// <param name="offset">Offset of the first byte of output that is wanted; null for the last of what there is.</param>
    /// <param name="owner">Whose sandbox it is.</param>
    /// <exception cref="WarrenException">NotFound, or InvalidRequest where the offset is beyond what was written.</exception>
    public TerminalAttachment Attach(string sandboxId, string id, long? offset, string owner)
    {
        if (offset < 0)
            throw new WarrenException(ErrorCode.InvalidRequest, "An offset counts bytes from the start of the output and is not negative.");
        var sandbox = _sandboxes.Find(sandboxId, owner);
        return new(_sandboxes, sandbox, Find(sandbox, id), offset);
    }

    private KeptExec Find(Sandbox sandbox, string id) => _sandboxes.Execs.Output(sandbox).Find(id) is { Record.Kind: ExecKind.Terminal } exec
        ? exec
        : throw new WarrenException(ErrorCode.NotFound, $"There is no terminal '{id}' in sandbox {sandbox.Id}.");

    private static void Check(TerminalRequest request)
    {
        Dictionary<string, string[]> errors = [];
        CheckSide(errors, "columns", request.Columns ?? 80);
        CheckSide(errors, "rows", request.Rows ?? 24);
        try
        {
            SpecValidator.Check(new ExecRequest { Command = request.Command ?? SandboxCommand.Shell(LoginShell), Env = request.Env, Workdir = request.Workdir });
        }
        catch (WarrenException wrong) when (wrong.Errors.Count > 0)
        {
            foreach (var (field, messages) in wrong.Errors)
                errors[field] = [.. messages];
        }
        if (errors.Count > 0)
            throw new WarrenException(errors);
    }

    private static void CheckSide(Dictionary<string, string[]> errors, string field, int value)
    {
        if (value is < 1 or > MaxSide)
            errors[field] = [$"must be from 1 to {MaxSide}, not {value}"];
    }

    private static TerminalInfo ToInfo(KeptExec exec)
    {
        var record = exec.Record;
        return new()
        {
            Id = record.Id,
            Command = new(record.Command),
            Columns = record.Columns,
            Rows = record.Rows,
            Clients = exec.Clients,
            Running = record.End is null,
            ExitCode = record.End?.Exit?.ExitCode,
            Signal = record.End?.Exit?.Signal,
            Reason = record.End?.Reason,
            Offset = exec.Stdout.End,
            StartedAt = record.StartedAt,
        };
    }
}
