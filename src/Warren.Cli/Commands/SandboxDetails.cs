using System.Globalization;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary>A sandbox for people to read.</summary>
internal static class SandboxDetails
{
    /// <summary>Prints it.</summary>
    public static void Write(SandboxSnapshot sandbox, SandboxStatistics? uses)
    {
        var spec = sandbox.Spec;
        Row("Id", sandbox.Id);
        Row("Name", spec.Name ?? "-");
        Row("State", Lower(sandbox.State) + (sandbox.Reason is { } reason ? $": {reason}" : ""));
        Row("Image", $"{spec.Image} ({sandbox.ImageDigest})");
        Row("Driver", $"{spec.Driver}, {spec.Runtime}");
        Row("Network", spec.Network?.ToString() ?? "-");
        Row("User", $"{spec.User} in {spec.Workdir}");
        Row("Created", sandbox.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        foreach (var (key, value) in spec.Labels ?? new Dictionary<string, string>())
            Row("Label", $"{key}={value}");
        Row("CPU", $"{Number(spec.Cpu)} cores" + (uses is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {uses.CpuSeconds:0.00} s used")));
        Row("Memory", Of(uses?.MemoryBytes, spec.Memory));
        Row("Disk", Of(uses?.DiskBytes, spec.Disk));
        Row("Processes", uses is null ? $"at most {spec.Pids}" : $"{uses.Pids} of {spec.Pids}");
    }

    /// <summary>A state as it stands in JSON.</summary>
    public static string Lower(SandboxState state) => state.ToString().ToLowerInvariant();

    /// <summary>A state with its tone.</summary>
    public static Cell State(SandboxState state) => new(Lower(state), state switch
    {
        SandboxState.Running => Tone.Good,
        SandboxState.Failed => Tone.Bad,
        _ => Tone.Waiting,
    });

    /// <summary>A number of cores.</summary>
    public static string Number(double? value) => (value ?? 0).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Of(long? used, long? limit) =>
        used is { } bytes ? $"{Sizes.Format(bytes)} of {Sizes.Format(limit ?? 0)}" : $"at most {Sizes.Format(limit ?? 0)}";

    private static void Row(string name, string value) => Console.WriteLine($"{name + ":",-11}{value}");
}
