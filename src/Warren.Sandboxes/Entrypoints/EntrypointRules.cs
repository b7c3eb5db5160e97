using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Entrypoints;

/// <summary>What a spec may say of its entrypoint.</summary>
internal static class EntrypointRules
{
    private const int MostRetries = 1_000_000;

    /// <summary>The entrypoint with its defaults filled in; everything wrong with it is reported.</summary>
    /// <param name="entrypoint">What the spec says.</param>
    /// <param name="wrong">Takes a field and what is wrong with it.</param>
    public static SandboxEntrypoint Complete(SandboxEntrypoint entrypoint, Action<string, string> wrong)
    {
        var complete = entrypoint with { Restart = entrypoint.Restart ?? RestartPolicy.Never };
        try
        {
            SpecValidator.Check(Request(complete));
        }
        catch (WarrenException failure) when (failure.Errors.Count > 0)
        {
            foreach (var (field, messages) in failure.Errors)
                foreach (var message in messages)
                    wrong($"entrypoint.{field}", message);
        }
        if (complete.User is { } user && (user.Length is 0 or > 64 || user.Any(char.IsControl)))
            wrong("entrypoint.user", "must be a user name of the image, or uid[:gid]");
        if (!Enum.IsDefined(complete.Restart.Value))
            wrong("entrypoint.restart", "must be never, on-failure or always");
        if (complete.MaxRetries is < 0 or > MostRetries)
            wrong("entrypoint.maxRetries", $"must be from 0 to {MostRetries}");
        if (complete.MaxRetries is not null && complete.Restart != RestartPolicy.OnFailure)
            wrong("entrypoint.maxRetries", "goes only with the restart policy on-failure");
        return complete;
    }

    /// <summary>The exec that an entrypoint is.</summary>
    public static ExecRequest Request(SandboxEntrypoint entrypoint) => new()
    {
        Command = entrypoint.Command,
        Env = entrypoint.Env,
        Workdir = entrypoint.Workdir,
        User = entrypoint.User,
        Background = true,
    };
}
