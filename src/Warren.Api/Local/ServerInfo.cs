using System.Text.Json;

namespace Warren.Api.Local;

/// <summary>What a server writes of itself into its state folder, for the command line to find it.</summary>
public sealed record ServerInfo
{
    /// <summary>Its process id.</summary>
    public required int Pid { get; init; }

    /// <summary>When the process started, in clock ticks since boot: tells it from a later process of the same id.</summary>
    public required long StartTicks { get; init; }

    /// <summary>Its base address, such as <c>http://127.0.0.1:9000</c>.</summary>
    public required string Url { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>When it began to listen.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The server that runs on a state folder, or null.</summary>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    public static ServerInfo? Find(StateFolder state)
    {
        try
        {
            using var file = File.OpenRead(state.ServerFile);
            return JsonSerializer.Deserialize(file, WarrenJson.Wire.ServerInfo) is { } info && info.IsAlive() ? info : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether that very process still lives.</summary>
    public bool IsAlive() => ReadStartTicks(Pid) == StartTicks;

    /// <summary>Start of a process in clock ticks since boot (proc(5), stat field 22); null when there is none.</summary>
    public static long? ReadStartTicks(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (IOException)
        {
            return null; // No such process, or it ended while it was read.
        }
        // The name in field 2 may hold blanks and parentheses; what follows its last ')' has fixed columns from 3 on.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], System.Globalization.CultureInfo.InvariantCulture);
    }
}
