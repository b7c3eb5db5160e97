using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Warren.Drivers.Conformance;
using Warren.Images;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.TestKit;

namespace Warren.Drivers.Oci.Tests;

/// <summary>An installation of the Oci driver of its own, with the real worker image and the real guest.</summary>
public sealed class OciHarness(string runtime) : DriverHarness
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private readonly List<OciDriver> _drivers = [];

    public OciDriverOptions Options => field ??= new()
    {
        InstallationId = "test" + SandboxId.New()[..8],
        StateFolder = _state.FullName,
        GuestBinary = Path.Combine(Repository.Root, "artifacts", "guest", "warren-guest"),
        Runtimes = [runtime],
        MountRoots = [MountRoot],
    };

    public override string MountRoot => field ??= Directory.CreateTempSubdirectory("warren-mounts-").FullName;

    public override async Task<ISandboxDriver> OpenAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "The Oci driver needs root.");
        var driver = new OciDriver(Options, TimeProvider.System);
        _drivers.Add(driver);
        if (!driver.Capabilities.Runtimes.Contains(runtime))
        {
            await DisposeAsync(); // Nobody does, of a test that never began.
            Assert.Skip($"{runtime} is not installed or cannot run on this host.");
        }
        await driver.ListAsync(TestContext.Current.CancellationToken);
        return driver;
    }

    public override Task<PreparedImage> ImageAsync(CancellationToken cancellationToken) => Worker.Value;

    public override async Task KillGuestAsync(ISandboxDriver driver, string id)
    {
        using (var guest = Process.GetProcessById(GuestOf(id)))
            guest.Kill();
        while ((await driver.ObserveAsync(id, CancellationToken.None))?.Condition != EngineCondition.Ended)
            await Task.Yield();
    }

    /// <summary>The host's number of a sandbox's first process.</summary>
    public int GuestOf(string id)
    {
        var started = Path.Combine(Options.RunFolder, Options.InstallationId, "sandboxes", id, "host", "started.json");
        return JsonDocument.Parse(File.ReadAllBytes(started)).RootElement.GetProperty("Guest").GetProperty("Pid").GetInt32();
    }

    public override IReadOnlyList<string> Leftovers() =>
    [
        .. Below(Path.Combine(Options.StateFolder, "sandboxes")),
        .. Below(Path.Combine(Options.RunFolder, Options.InstallationId, "sandboxes")),
        .. Directory.Exists("/run/warren/ids") ? Directory.EnumerateFiles("/run/warren/ids").Where(lease => new FileInfo(lease).LinkTarget?.Contains(Options.InstallationId, StringComparison.Ordinal) == true) : [],
        .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(Options.InstallationId, StringComparison.Ordinal)),
        .. Cgroups(),
        .. Processes(),
    ];

    public override async ValueTask DisposeAsync()
    {
        foreach (var driver in _drivers)
            await driver.DisposeAsync();
        await using (var last = new OciDriver(Options, TimeProvider.System))
            foreach (var left in await last.ListAsync(CancellationToken.None))
                await last.DestroyAsync(left.Id, CancellationToken.None);
        _state.Delete(recursive: true);
        Directory.Delete(MountRoot, recursive: true);
        Assert.False(Directory.Exists(Path.Combine(Options.RunFolder, Options.InstallationId)));
        Assert.DoesNotContain(CgroupRoots(), root => Directory.Exists($"{root}/warren/{Options.InstallationId}") || Directory.Exists($"{root}/warren/{Options.InstallationId}.frozen"));
    }

    private static readonly Lazy<Task<PreparedImage>> Worker = new(() => WorkerImage.PrepareAsync(CancellationToken.None));

    private static IEnumerable<string> Below(string folder) => Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : [];

    private IEnumerable<string> Cgroups() => CgroupRoots().SelectMany(root => Directory.Exists($"{root}/warren/{Options.InstallationId}")
        ? Directory.EnumerateDirectories($"{root}/warren/{Options.InstallationId}")
        : []);

    private static IEnumerable<string> CgroupRoots() =>
        File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).Where(fields => fields[2] is "cgroup" or "cgroup2").Select(fields => fields[1]).Distinct();

    // The runtime's own processes carry the installation in their environment, the guests in their cgroup.
    private IEnumerable<string> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)))
        {
            string text;
            try
            {
                text = File.ReadAllText($"{folder}/environ") + File.ReadAllText($"{folder}/cgroup");
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                continue;
            }
            if (text.Contains(Options.InstallationId, StringComparison.Ordinal))
                yield return folder;
        }
    }
}
