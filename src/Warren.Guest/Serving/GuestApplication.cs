using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Serving;

/// <summary>Sends each call to what answers it, and turns failures into answers.</summary>
internal sealed class GuestApplication(ExecEndpoints execs, FileEndpoints files, CellEndpoints cells, SystemEndpoints system) : IHttpApplication<GuestRequest>
{
    private const string Prefix = "/v0/";

    public GuestRequest CreateContext(IFeatureCollection contextFeatures) => new(contextFeatures);

    public void DisposeContext(GuestRequest context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(GuestRequest context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ConnectionAbortedException or IOException)
        {
            context.Abort();
        }
        catch (Exception failure) when (!context.HasAnswered)
        {
            await context.AnswerFailureAsync(failure as GuestFailure ?? Report(failure));
        }
    }

    private Task RouteAsync(GuestRequest request)
    {
        var path = request.Path.StartsWith(Prefix, StringComparison.Ordinal) ? request.Path[Prefix.Length..].Split('/') : [];
        return (request.Method, path) switch
        {
            ("POST", ["run"]) => execs.RunAsync(request),
            ("POST", ["execs"]) => execs.StartAsync(request),
            ("GET", ["execs"]) => execs.ListAsync(request),
            ("GET", ["execs", var id]) => execs.GetAsync(request, id),
            ("DELETE", ["execs", var id]) => execs.ForgetAsync(request, id),
            ("GET", ["execs", var id, "output"]) => execs.AttachAsync(request, id),
            ("POST", ["execs", var id, "stdin"]) => execs.WriteStdinAsync(request, id),
            ("POST", ["execs", var id, "signal"]) => execs.SignalAsync(request, id),
            ("POST", ["execs", "forget"]) => execs.ForgetEndedAsync(request),
            ("POST", ["execs", var id, "resize"]) => execs.ResizeAsync(request, id),
            (_, ["files", var call]) => files.ServeAsync(request, call),
            ("POST", ["cells"]) => cells.OpenAsync(request),
            ("GET", ["cells", "lease", var id]) => cells.LeaseAsync(request, id),
            ("DELETE", ["cells", var id]) => cells.RemoveAsync(request, id),
            ("GET", ["hello"]) => system.HelloAsync(request),
            ("GET", ["statistics"]) => system.StatisticsAsync(request),
            ("POST", ["shutdown"]) => system.ShutdownAsync(request),
            _ => throw new GuestFailure(GuestErrorCode.NotFound, $"no such call: {request.Method} {request.Path}"),
        };
    }

    private static GuestFailure Report(Exception failure)
    {
        Log.Write(failure.ToString());
        return new(GuestErrorCode.Failed, failure is NativeException ? failure.Message : "the guest failed");
    }
}
