using System.Globalization;
using System.Runtime.InteropServices;

namespace Warren.Faults.Tests;

/// <summary>Finds and kills the processes of one installation, by its cgroups and by what its runtimes have in their environment.</summary>
internal sealed partial class SandboxProcesses(string installation)
{
    private const int PidFdOpen = 434, PidFdSendSignal = 424, SigKill = 9;

    private static readonly string[] Hierarchies = [.. File.ReadLines("/proc/self/mounts").Select(line => line.Split(' '))
        .Where(fields => fields[2] is "cgroup" or "cgroup2").Select(fields => fields[1]).Distinct()];

    private static readonly int Depth = Numbers("self").Length;

    /// <summary>Ids of the sandboxes that have a cgroup.</summary>
    public IReadOnlySet<string> Sandboxes => Hierarchies.Select(hierarchy => $"{hierarchy}/warren/{installation}").Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateDirectories(folder)).Select(folder => Path.GetFileName(folder)).ToHashSet();

    /// <summary>Kills the guest of a sandbox.</summary>
    public bool KillGuest(string sandbox) => Kill([.. Of(sandbox).Where(IsInit)], pid => Of(sandbox).Contains(pid));

    /// <summary>Kills a program that a sandbox runs.</summary>
    public bool KillProgram(string sandbox, Random random)
    {
        var programs = Of(sandbox).Where(pid => !IsInit(pid)).ToArray();
        return programs.Length > 0 && Kill([programs[random.Next(programs.Length)]], pid => Of(sandbox).Contains(pid));
    }

    /// <summary>Kills the runtime that is starting a sandbox.</summary>
    public bool KillRuntime(string sandbox)
    {
        var marker = $"WARREN_INSTALLATION={installation}";
        bool isOurs(int pid) => ReadText($"/proc/{pid}/environ").Split('\0').Contains(marker) && ReadText($"/proc/{pid}/cmdline").Split('\0').Contains(sandbox);
        return Kill([.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(isOurs)], isOurs);
    }

    /// <summary>Whether anything of a sandbox runs, frozen or not.</summary>
    public bool Runs(string sandbox) => Of(sandbox).Any(pid => !ReadText($"/proc/{pid}/status").Contains("State:\tZ", StringComparison.Ordinal));

    /// <summary>Whether a sandbox is frozen.</summary>
    public bool IsFrozen(string sandbox) => Files(sandbox, "freezer.state").Any(text => text.StartsWith("FROZEN", StringComparison.Ordinal))
        || Files(sandbox, "cgroup.events").Any(text => text.Contains("frozen 1", StringComparison.Ordinal));

    /// <summary>The memory limit that is in force.</summary>
    public long? MemoryLimit(string sandbox) => Files(sandbox, "memory.limit_in_bytes").Concat(Files(sandbox, "memory.max"))
        .Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out var bytes) ? bytes : (long?)null).FirstOrDefault();

    // Cells have cgroups of their own below that of their sandbox.
    private HashSet<int> Of(string sandbox) => [.. Hierarchies.Select(hierarchy => $"{hierarchy}/warren/{installation}/{sandbox}")
        .SelectMany(Folders).SelectMany(folder => ReadText($"{folder}/cgroup.procs").Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];

    private static IEnumerable<string> Folders(string folder)
    {
        try
        {
            return [folder, .. Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories)];
        }
        catch (DirectoryNotFoundException)
        {
            return []; // It is just ending.
        }
    }

    private IEnumerable<string> Files(string sandbox, string name) =>
        Hierarchies.Select(hierarchy => ReadText($"{hierarchy}/warren/{installation}/{sandbox}/{name}")).Where(text => text.Length > 0);

    // The first process of a namespace has number 1 there (proc(5), NSpid). Those of cells lie a namespace deeper.
    private static bool IsInit(int pid) => Numbers($"{pid}") is var numbers && numbers.Length == Depth + 1 && numbers[^1] == "1";

    private static string[] Numbers(string process) => ReadText($"/proc/{process}/status").Split('\n')
        .FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal))?.Split('\t')[1..] ?? [];

    // Looked at again through the descriptor: the number may have passed to a process that is nobody's business here.
    private static bool Kill(int[] pids, Func<int, bool> isStill)
    {
        var isKilled = false;
        foreach (var pid in pids)
        {
            var descriptor = (int)Call(PidFdOpen, pid, 0, 0, 0);
            if (descriptor < 0)
                continue;
            isKilled |= isStill(pid) && Call(PidFdSendSignal, descriptor, SigKill, 0, 0) == 0;
            _ = Close(descriptor);
        }
        return isKilled;
    }

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
