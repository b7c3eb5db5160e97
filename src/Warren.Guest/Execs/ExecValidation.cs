using System.Text;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Execs;

/// <summary>Checks a request and fills in what it leaves out.</summary>
internal static class ExecValidation
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const double MaxTimeout = 30 * 24 * 3600;

    public static Spawn Complete(GuestExecRequest request)
    {
        if (!GuestProtocol.IsExecId(request.Id))
            throw GuestFailure.Invalid($"an exec id has 1 to {GuestProtocol.MaxIdLength} letters, digits, - and _");
        if (request.Arguments is not [{ Length: > 0 }, ..])
            throw GuestFailure.Invalid("the argument vector needs a program");
        if (request.TimeoutSeconds is { } seconds && !(seconds > 0 && seconds <= MaxTimeout))
            throw GuestFailure.Invalid($"the time-out must be above 0 and at most {MaxTimeout} seconds");
        var workdir = request.Workdir ?? "/workspace";
        if (!workdir.StartsWith('/'))
            throw GuestFailure.Invalid($"the folder to start in must be an absolute path: {workdir}");
        if (request.Terminal is { IsValid: false })
            throw GuestFailure.Invalid($"a terminal has 1 to {GuestProtocol.MaxTerminalSide} columns and rows");
        if (request is { Terminal: not null, Cell: not null })
            throw GuestFailure.Invalid("a cell has no terminals");
        CheckTexts(request, workdir);
        var user = UserDirectory.Resolve(request.User);
        return new(request.Arguments, CompleteEnvironment(request, user), workdir, user, 0, -1, -1, -1, null, _ => { });
    }

    private static Dictionary<string, string> CompleteEnvironment(GuestExecRequest request, UserAccount user)
    {
        var environment = request.Env is { } given ? new Dictionary<string, string>(given) : [];
        environment.TryAdd("PATH", DefaultPath);
        environment.TryAdd("HOME", user.Home);
        environment.TryAdd("USER", user.Name);
        environment.TryAdd("LANG", "C.UTF-8");
        if (request.Terminal is not null)
            environment.TryAdd("TERM", "xterm-256color");
        return environment;
    }

    private static void CheckTexts(GuestExecRequest request, string workdir)
    {
        long size = 0;
        foreach (var (name, value) in request.Env ?? new Dictionary<string, string>())
        {
            if (name.Length == 0 || name.Contains('=') || value is null)
                throw GuestFailure.Invalid("an environment variable needs a name without = and a value");
            size += Measure(name) + Measure(value) + 2;
        }
        foreach (var argument in request.Arguments)
            size += Measure(argument ?? throw GuestFailure.Invalid("an argument must not be null")) + 1;
        size += Measure(workdir);
        if (size > GuestProtocol.MaxArgumentBytes)
            throw GuestFailure.Invalid($"arguments and environment are larger than {GuestProtocol.MaxArgumentBytes} bytes");
    }

    private static long Measure(string text) => text.Contains('\0')
        ? throw GuestFailure.Invalid("arguments, environment and paths cannot hold a NUL character")
        : Encoding.UTF8.GetByteCount(text);
}
