using Warren.Api;
using Warren.Api.Sessions;
using Warren.Cli.Output;

namespace Warren.Cli.Commands.Sessions;

/// <summary>Sessions for people and programs to read.</summary>
internal static class SessionView
{
    /// <summary>How they are printed.</summary>
    public static View<Session> View { get; } = new()
    {
        Json = WarrenJson.Wire.Session,
        JsonList = WarrenJson.Wire.PageSession,
        Id = session => session.Id,
        Name = session => session.Name,
        Headings = ["ID", "NAME~", "WORKSPACE~", "STATE", "AGENTS", "OWNER~", "ACTIVE", "AGE"],
        Row = session =>
        [
            session.Id,
            session.Name,
            session.Workspace,
            State(session.State),
            SandboxDetails.Number(session.AgentIds.Count),
            session.CreatedBy,
            Ages.Format(session.LastActivityAt),
            Ages.Format(session.CreatedAt),
        ],
        Details = Details,
    };

    /// <summary>A state as the API has it.</summary>
    public static string Upper(SessionState state) => state.ToString().ToUpperInvariant();

    private static Cell State(SessionState state) => new(Upper(state), state switch
    {
        SessionState.Ready or SessionState.Busy => Tone.Good,
        SessionState.Error => Tone.Bad,
        _ => Tone.Waiting,
    });

    private static IEnumerable<(string Name, string? Value)> Details(Session session) =>
    [
        ("Id", session.Id),
        ("Name", session.Name),
        ("Workspace", session.Workspace),
        ("State", Upper(session.State) + (session.Reason is { } reason ? $": {reason}" : "")),
        ("Owner", session.CreatedBy),
        ("Prompt", session.StartingPrompt),
        ("Agents", Joined(session.AgentIds)),
        .. session.Labels.Select(label => ("Label", (string?)$"{label.Key}={label.Value}")),
        ("Image", session.Image),
        ("Sandbox", session.SandboxId ?? "none now"),
        ("CPU", $"{SandboxDetails.Number(session.Cpu)} cores"),
        ("Memory", Sizes.Format(session.Memory)),
        ("Disk", Sizes.Format(session.Disk)),
        ("Network", session.Network.ToString()),
        ("Secrets", Joined(session.Secrets)),
        ("Setup", session.Setup.Count == 0 ? null : $"{session.SetupStatus.ToString().ToLowerInvariant()}\n{string.Join('\n', session.Setup.Select(Line))}"),
        ("Idle after", $"{SandboxDetails.Number(session.IdleTimeoutSeconds)} s"),
        ("Remixed from", session.ParentSessionId),
        ("Created", Times.Format(session.CreatedAt)),
        ("Active", Times.Format(session.LastActivityAt)),
        ("Published", Times.Format(session.PublishedAt)),
        ("Ended", Times.Format(session.EndedAt)),
    ];

    /// <summary>A command as a person would type it: a line for the shell as such.</summary>
    public static string Line(Api.Sandboxes.SandboxCommand command) =>
        command.Arguments is ["/bin/sh", "-c", var line] ? line : string.Join(' ', command.Arguments);

    private static string? Joined(IReadOnlyList<string> names) => names.Count == 0 ? null : string.Join(", ", names);
}
