using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

/// <summary>
/// Loaded into a server by DOTNET_STARTUP_HOOKS (dotnet/runtime, docs/design/features/host-startup-hook.md, which asks for
/// this name and no namespace). Before and behind each step of the server it asks the fault tests what to do, and holds
/// the step up until they have answered.
/// </summary>
internal static class StartupHook
{
    private const string Variable = "WARREN_FAULT_SOCKET", Steps = "Warren.Sandboxes", SandboxTag = "warren.sandbox.id";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } socket)
            return;
        ActivitySource.AddActivityListener(new()
        {
            ShouldListenTo = source => source.Name == Steps,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = step => Ask(socket, "begin", step),
            ActivityStopped = step => Ask(socket, "end", step),
        });
    }

    private static void Ask(string path, string edge, Activity step)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            socket.Send(Encoding.UTF8.GetBytes($"{edge}\t{step.OperationName}\t{SandboxOf(step)}\n"));
            socket.Receive(stackalloc byte[1]);
        }
        catch (SocketException)
        {
            // The tests have gone; the server is stopped by them or by whoever stopped them.
        }
    }

    private static string? SandboxOf(Activity? step)
    {
        for (; step is not null; step = step.Parent)
            if (step.GetTagItem(SandboxTag) is string id)
                return id;
        return null;
    }
}
