using System.Text;

namespace Warren.Guest.Tests;

/// <summary>What a program did, collected.</summary>
internal sealed record Outcome(byte[] Stdout, byte[] Stderr, long Dropped, GuestExit Exit)
{
    public string Text => Encoding.UTF8.GetString(Stdout);
    public string ErrorText => Encoding.UTF8.GetString(Stderr);
}

internal static class Execs
{
    private static int _last;

    public static string NewId() => $"t{Interlocked.Increment(ref _last)}";

    public static GuestExecRequest Request(params string[] arguments) => new() { Id = NewId(), Arguments = arguments, Workdir = "/" };

    public static GuestExecRequest Shell(string script) => Request("/bin/sh", "-c", script);

    public static Task<Outcome> RunShellAsync(this GuestClient client, string script) => client.RunToEndAsync(Shell(script));

    public static async Task<Outcome> RunToEndAsync(this GuestClient client, GuestExecRequest request)
    {
        await using var exec = await client.RunAsync(request, TestContext.Current.CancellationToken);
        return await exec.CollectAsync();
    }

    public static async Task<Outcome> CollectAsync(this GuestExec exec, long keep = long.MaxValue)
    {
        var outputs = new[] { new MemoryStream(), new MemoryStream() };
        long dropped = 0;
        await foreach (var frame in exec.ReadAsync(TestContext.Current.CancellationToken))
            switch (frame)
            {
                case GuestFrame.Output { Data: var data, Stream: var stream } when outputs[(int)stream].Length < keep:
                    outputs[(int)stream].Write(data.Span);
                    break;
                case GuestFrame.Dropped lost:
                    dropped += lost.Count;
                    break;
                case GuestFrame.Exit { Result: var exit }:
                    return new(outputs[0].ToArray(), outputs[1].ToArray(), dropped, exit);
            }
        throw new InvalidOperationException("no exit frame");
    }
}
