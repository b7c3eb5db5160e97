using Warren.Api;

namespace Warren.Sandboxes.Logs;

/// <summary>What ran in sandboxes wrote, as one log each.</summary>
public sealed class SandboxLogs
{
    private readonly SandboxService _sandboxes;

    internal SandboxLogs(SandboxService sandboxes) => _sandboxes = sandboxes;

    /// <summary>Begins to read the log of a sandbox, whatever state it is in.</summary>
    /// <exception cref="WarrenException">NotFound: there is no such sandbox, or no such exec in it. InvalidRequest: with every fault.</exception>
    public LogReader Open(string sandboxId, string owner, LogQuery query)
    {
        Check(query);
        var sandbox = _sandboxes.Find(sandboxId, owner);
        if (query.Exec is { } exec)
            _sandboxes.Execs.Find(sandbox, exec);
        return new(_sandboxes.Execs.Output(sandbox), query);
    }

    private static void Check(LogQuery query)
    {
        Dictionary<string, string[]> errors = [];
        if (query.After < 0)
            errors["after"] = ["This is the sequence of an entry, which is not negative."];
        if (query.Tail is < 0 or > LogQuery.MaxTail)
            errors["tail"] = [$"This is a number of lines from 0 to {LogQuery.MaxTail}."];
        if (query.Stream is not (null or "stdout" or "stderr"))
            errors["stream"] = ["This is stdout or stderr."];
        if (errors.Count > 0)
            throw new WarrenException(errors);
    }
}
