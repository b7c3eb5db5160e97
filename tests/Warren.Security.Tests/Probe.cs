using System.Diagnostics;
using System.Text.Json;

namespace Warren.Security.Tests;

/// <summary>The programs of <c>Probes</c>: each tries something and reports what came of it as one line of JSON.</summary>
internal static class Probe
{
    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Probes");

    /// <summary>How one is run, on the host or in a sandbox.</summary>
    public static IReadOnlyList<string> Command(string name, params IEnumerable<string> arguments) =>
        ["/usr/bin/python3", "-c", Text("probe") + Text(name), .. arguments];

    /// <summary>What one reports on the host, run by root in namespaces of its own, of which nothing remains.</summary>
    public static async Task<JsonElement> RunOnHostAsync(string name, CancellationToken cancellationToken)
    {
        string[] namespaces = ["--mount", "--uts", "--ipc", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
        var start = new ProcessStartInfo("unshare", [.. namespaces, .. Command(name)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return Read(process.ExitCode, output, await errors);
    }

    /// <summary>Takes the last line of what one wrote.</summary>
    public static JsonElement Read(int exitCode, string output, string errors)
    {
        Assert.True(exitCode == 0, $"The probe ended with {exitCode}: {errors}{output}");
        return JsonDocument.Parse(output.TrimEnd('\n').Split('\n')[^1]).RootElement;
    }

    private static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name + ".py")) + "\n";
}
