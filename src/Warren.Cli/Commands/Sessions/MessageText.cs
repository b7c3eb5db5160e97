using System.Text;
using Warren.Api.Sessions;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands.Sessions;

/// <summary>Messages as a conversation, for people to read.</summary>
internal static class MessageText
{
    /// <summary>Prints them, with the names of the agents that speak.</summary>
    public static async Task WriteAsync(WarrenClient client, IReadOnlyList<Message> messages, CancellationToken cancellationToken)
    {
        Dictionary<string, string> names = [];
        if (messages.Any(message => message.AgentId is not null))
            await foreach (var agent in client.Agents.ListAsync(workspace: null, all: true, cancellationToken))
                names[agent.Id] = agent.Name;
        StandardStream.Output.Write(Encoding.UTF8.GetBytes(Format(messages, names, Screen.HasColor)));
    }

    /// <summary>The same as text.</summary>
    /// <param name="messages">What was said.</param>
    /// <param name="names">Names of agents by their ids.</param>
    /// <param name="hasColor">Whether who speaks is set apart by colour.</param>
    public static string Format(IReadOnlyList<Message> messages, IReadOnlyDictionary<string, string> names, bool hasColor)
    {
        var text = new StringBuilder();
        foreach (var message in messages)
        {
            if (text.Length > 0)
                text.Append('\n');
            var speaker = message.AgentId is { } agent ? names.GetValueOrDefault(agent, agent) : message.CreatedBy;
            var head = $"{message.Role.ToString().ToUpperInvariant()}{(speaker is null ? "" : " " + speaker)}, {Times.Format(message.CreatedAt)}";
            text.Append(hasColor ? $"\e[2m{Screen.Printable(head)}\e[0m" : Screen.Printable(head)).Append('\n');
            foreach (var line in message.Content.TrimEnd('\n').Split('\n'))
                text.Append(Screen.Printable(line)).Append('\n');
        }
        return text.ToString();
    }
}
