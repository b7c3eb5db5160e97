using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Bench;

/// <summary>
/// <c>runc run</c> of a program, without anything of Warren's: with the bundle that the server wrote for one of its sandboxes (its
/// namespaces, mounts, masks and limits), but with the program in place of the guest and, as the root, the image itself, read-only.
/// Its files are in memory, as the server's are.
/// </summary>
internal sealed class PlainRunc : IDisposable
{
    private const UnixFileMode PassThrough = (UnixFileMode)0b111_001_001; // The container's users are nobody's here.
    private readonly string _folder;
    private readonly NativeProgram[] _programs;

    private PlainRunc(string folder, NativeProgram[] programs) => (_folder, _programs) = (folder, programs);

    /// <summary>Where the image has to be mounted for what starts it.</summary>
    public string Root => Path.Combine(_folder, "root");

    /// <summary>The one that a caller runs, whose container and cgroup no other caller has.</summary>
    public NativeProgram Of(int caller) => _programs[caller];

    /// <summary>Makes bundles for callers that run it at the same time.</summary>
    public static async Task<PlainRunc> PrepareAsync(
        BenchServer server, SandboxSpec spec, int callers, string[] program, string expected, CancellationToken cancellationToken)
    {
        var runc = HostProgram.Find("runc") ?? throw new WarrenException(ErrorCode.CapabilityMissing, "runc is not installed.");
        var config = await server.ReadBundleAsync(spec, cancellationToken);
        var folder = Directory.CreateDirectory($"/dev/shm/warren-bench-{Environment.ProcessId}", PassThrough).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "root"), PassThrough);
        return new(folder, [.. Enumerable.Range(0, callers).Select(Make)]);

        NativeProgram Make(int caller)
        {
            var name = $"warren-bench-{Environment.ProcessId}-{caller}";
            var bundle = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            File.WriteAllText(Path.Combine(bundle, "config.json"), Change(config, Path.Combine(folder, "root"), name, program));
            return new([runc, "--root", Path.Combine(folder, "state"), "run", "--bundle", bundle, name], expected);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var program in _programs)
            program.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Change(JsonObject bundle, string root, string name, string[] program)
    {
        var config = bundle.DeepClone().AsObject();
        config["root"] = new JsonObject { ["path"] = root, ["readonly"] = true };
        config["hostname"] = name;
        config["linux"]!["cgroupsPath"] = "/" + name;
        var process = config["process"]!.AsObject();
        process["args"] = new JsonArray([.. program.Select(argument => (JsonNode)argument)]);
        process["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
        process.Remove("capabilities");
        config["mounts"] = new JsonArray([.. config["mounts"]!.AsArray().Where(mount => (string)mount!["type"]! != "bind").Select(mount => mount!.DeepClone())]);
        return config.ToJsonString();
    }
}
