using System.Text.Json;

namespace Warren.Drivers.GuestFiles.Seccomp;

/// <summary>A seccomp profile as containers-common has it (containers/common, pkg/seccomp/types.go).</summary>
internal sealed record SeccompProfile
{
    public required string DefaultAction { get; init; }
    public int DefaultErrnoRet { get; init; } = 1;
    public required IReadOnlyList<Rule> Syscalls { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads a profile file.</summary>
    public static SeccompProfile Read(string path)
    {
        using var file = File.OpenRead(path);
        return JsonSerializer.Deserialize<SeccompProfile>(file, Json)
            ?? throw new InvalidDataException($"The seccomp profile {path} is empty.");
    }

    internal sealed record Rule
    {
        public required IReadOnlyList<string> Names { get; init; }
        public required string Action { get; init; }
        public int? ErrnoRet { get; init; }
        public IReadOnlyList<Argument>? Args { get; init; }
        public Condition? Includes { get; init; }
        public Condition? Excludes { get; init; }
    }

    internal sealed record Argument
    {
        public uint Index { get; init; }
        public ulong Value { get; init; }
        public ulong ValueTwo { get; init; }
        public required string Op { get; init; }
    }

    internal sealed record Condition
    {
        public IReadOnlyList<string>? Caps { get; init; }
        public IReadOnlyList<string>? Arches { get; init; }
    }
}
