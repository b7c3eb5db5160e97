using System.CommandLine;
using System.CommandLine.Completions;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary>
/// What a command acts inside of: sandboxes, or sessions. Exec, shells, files, logs and ports are the same commands below both.
/// </summary>
internal sealed class PlaceKind
{
    private readonly Func<WarrenClient, string, CancellationToken, Task<string>> _getId;
    private readonly Option<string?>? _workspace;

    private PlaceKind(
        string noun, string example, Func<WarrenClient, InsideClient> calls,
        Func<WarrenClient, CancellationToken, IAsyncEnumerable<string>> names,
        Func<WarrenClient, CancellationToken, IAsyncEnumerable<string>> running,
        Func<WarrenClient, string, CancellationToken, Task<string>> getId,
        Option<string?>? workspace = null) =>
        (Noun, Example, Calls, NamesAsync, RunningAsync, _getId, _workspace) = (noun, example, calls, names, running, getId, workspace);

    /// <summary>Sandboxes.</summary>
    public static PlaceKind Sandbox { get; } = new(
        "sandbox", "box", client => client.Sandboxes, SandboxNamesAsync, RunningSandboxesAsync,
        async (client, name, cancellationToken) => (await client.Sandboxes.GetAsync(name, cancellationToken)).Id);

    /// <summary>Sessions.</summary>
    public static PlaceKind Session { get; } = new(
        "session", "work", client => client.Sessions, SessionNamesAsync, RunningSessionsAsync,
        async (client, name, cancellationToken) => (await client.Sessions.GetAsync(name, workspace: null, cancellationToken)).Id,
        WorkspaceOption.OfName());

    /// <summary>What one is called, and the group of its commands.</summary>
    public string Noun { get; }

    /// <summary>What several are called.</summary>
    public string Plural => Noun.EndsWith('x') ? Noun + "es" : Noun + "s";

    /// <summary>What one is called in the help of a command.</summary>
    public string Heading => Noun.ToUpperInvariant();

    /// <summary>A name, for examples.</summary>
    public string Example { get; }

    /// <summary>The calls that act inside.</summary>
    public Func<WarrenClient, InsideClient> Calls { get; }

    /// <summary>Reads the names of all.</summary>
    public Func<WarrenClient, CancellationToken, IAsyncEnumerable<string>> NamesAsync { get; }

    /// <summary>Reads the names of those in which something can run now.</summary>
    public Func<WarrenClient, CancellationToken, IAsyncEnumerable<string>> RunningAsync { get; }

    /// <summary>An argument for one.</summary>
    public Argument<string> One() => NamedArgument.One(Heading, NamesAsync);

    /// <summary>An argument for several.</summary>
    public Argument<string[]> Several() => NamedArgument.Several(Heading, NamesAsync);

    /// <summary>Adds what a command needs besides to know which one is meant.</summary>
    public void AddTo(Command command)
    {
        if (_workspace is not null)
            command.Options.Add(_workspace);
    }

    /// <summary>What to call the one by that a command line means.</summary>
    public async Task<string> FindAsync(WarrenClient client, ParseResult parsed, string name, CancellationToken cancellationToken) =>
        _workspace is not null && parsed.GetValue(_workspace) is { } workspace
            ? (await client.Sessions.GetAsync(name, workspace, cancellationToken)).Id
            : name;

    /// <summary>Its id: a name might be another's later.</summary>
    public async Task<string> GetIdAsync(WarrenClient client, ParseResult parsed, string name, CancellationToken cancellationToken) =>
        await _getId(client, await FindAsync(client, parsed, name, cancellationToken), cancellationToken);

    /// <summary>The names of all; none where no server answers soon.</summary>
    public IEnumerable<CompletionItem> Complete(CompletionContext context) => Complete(context, "");

    /// <summary>The same, each with something behind it.</summary>
    public IEnumerable<CompletionItem> Complete(CompletionContext context, string suffix) => NamedArgument.Complete(context, NamesAsync, suffix);

    private static IAsyncEnumerable<string> SandboxNamesAsync(WarrenClient client, CancellationToken cancellationToken) =>
        NamesOfAsync(client.Sandboxes.ListAsync([], cancellationToken), Name);

    private static IAsyncEnumerable<string> RunningSandboxesAsync(WarrenClient client, CancellationToken cancellationToken) =>
        NamesOfAsync(client.Sandboxes.ListAsync([], cancellationToken), sandbox => sandbox.State is SandboxState.Running or SandboxState.Paused ? Name(sandbox) : null);

    private static IAsyncEnumerable<string> SessionNamesAsync(WarrenClient client, CancellationToken cancellationToken) =>
        NamesOfAsync(client.Sessions.ListAsync(new(), cancellationToken), session => session.Name);

    private static IAsyncEnumerable<string> RunningSessionsAsync(WarrenClient client, CancellationToken cancellationToken) =>
        NamesOfAsync(client.Sessions.ListAsync(new(), cancellationToken), session => session.State is SessionState.Ready or SessionState.Busy ? session.Name : null);

    private static string Name(SandboxSnapshot sandbox) => sandbox.Spec.Name ?? sandbox.Id;

    private static async IAsyncEnumerable<string> NamesOfAsync<T>(IAsyncEnumerable<T> all, Func<T, string?> nameOf)
    {
        await foreach (var one in all)
            if (nameOf(one) is { } name)
                yield return name;
    }
}
