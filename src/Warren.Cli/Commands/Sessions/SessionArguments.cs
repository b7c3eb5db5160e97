using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using Warren.Api.Sessions;
using Warren.Client;

namespace Warren.Cli.Commands.Sessions;

/// <summary>What arguments and options of sessions, agents and secrets take; shells complete them with what there is.</summary>
internal static class SessionArguments
{
    /// <summary>The states that there are, as the API has them.</summary>
    public static string[] States { get; } = [.. Enum.GetValues<SessionState>().Select(SessionView.Upper)];

    /// <summary>Reads a state, in upper or lower case.</summary>
    public static SessionState? ParseState(ArgumentResult given) =>
        Parsers.OneOf(given, Enum.GetValues<SessionState>().ToDictionary(SessionView.Upper, state => (SessionState?)state, StringComparer.OrdinalIgnoreCase));

    /// <summary>Reads who speaks.</summary>
    public static MessageRole? ParseRole(ArgumentResult given) =>
        Parsers.OneOf(given, Enum.GetValues<MessageRole>().ToDictionary(role => role.ToString().ToUpperInvariant(), role => (MessageRole?)role, StringComparer.OrdinalIgnoreCase));

    /// <summary>The names of all agents.</summary>
    public static async IAsyncEnumerable<string> AgentsAsync(WarrenClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var agent in client.Agents.ListAsync(workspace: null, all: false, cancellationToken))
            yield return agent.Name;
    }

    /// <summary>The names of all secrets.</summary>
    public static async IAsyncEnumerable<string> SecretsAsync(WarrenClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var secret in client.Secrets.ListAsync(workspace: null, session: null, all: false, cancellationToken))
            yield return secret.Name;
    }
}
