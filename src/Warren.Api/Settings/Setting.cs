namespace Warren.Api.Settings;

/// <summary>One thing that can be set.</summary>
/// <param name="Name">Its name, with two dashes in front the flag: <c>log-level</c>.</param>
/// <param name="Summary">What it is, for people.</param>
/// <param name="Variables">
/// The variables that set it, in the environment and in <c>.env</c>; of two in the same place the first counts.
/// </param>
public sealed record Setting(string Name, string Summary, params IReadOnlyList<string> Variables)
{
    private static readonly string[] OwnPrefixes = ["WARREN_", "RAWORC_", "HOST_AGENT_", "AGENT_", "AA_"];

    /// <summary>What holds where nothing is set, for people; null for nothing.</summary>
    public string? Default { get; init; }

    /// <summary>What is to be known of it beside its value; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>What its value is called in help.</summary>
    public string HelpName { get; init; } = "VALUE";

    /// <summary>What joins several values into one.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>Whether its value is never shown, and no flag takes it, since every user of a host sees the flags of programs.</summary>
    public bool IsSecret { get; init; }

    /// <summary>
    /// Whether it names programs or folders of the host that are used with the server's rights: then no <c>.env</c> sets it,
    /// which may have come with a folder that somebody else made.
    /// </summary>
    public bool IsPrivileged { get; init; }

    /// <summary>Its name in the configuration file: <c>logLevel</c>.</summary>
    public string Key { get; } = string.Concat(Name.Split('-').Select((word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>Whether a variable is Warren's, or of a system that it replaces, and not one that any program may read.</summary>
    public static bool IsOwn(string variable) => OwnPrefixes.Any(prefix => variable.StartsWith(prefix, StringComparison.Ordinal));
}
