using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Warren.Api;
using Warren.Api.Local;
using Warren.Server.Access;
using Warren.Server.Hosting;

try
{
    return await RunAsync(args);
}
catch (WarrenException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return ErrorCodes.ExitCode(failure.Code);
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return ErrorCodes.ExitCode(ErrorCode.Internal);
}

static async Task<int> RunAsync(string[] args)
{
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var settings = new ServerSettings(args);
    if (settings.IsBackground)
        Background.LeaveTerminal();
    var state = settings.OpenState();
    var options = ServerOptions.Read(settings.Read(state));
    if (options.CheckHost)
        return await CheckHostAsync(options, state);
    if (options.DatabaseTask is { } task)
    {
        await task.RunAsync(options, state);
        return 0;
    }
    var installer = Installer.FromEnvironment();
    using var stateLock = await TakeAsync(state, options);
    if (stateLock is null)
        return 0;
    await using var app = ServerApplication.Build(builder, options, state, installer);
    await StartAsync(app, options);
    var url = ListenAddresses.Local(options, app.Urls);
    settings.Report(app.Logger, options);
    Announce(app, state, installer, url);
    // On the terminal, once; what is redirected may be a log.
    if (app.Services.GetRequiredService<AdminPassword>().Take() is { } password && !options.Background && !Console.IsErrorRedirected)
        await Console.Error.WriteLineAsync($"The account admin was made with the password {password} (also in the file admin-password of the state folder).");
    if (options.Background)
        Background.ReportReady(url);
    await app.WaitForShutdownAsync();
    File.Delete(state.ServerFile);
    return 0;
}

// Null where another server has won the race for the folder: it is as good to whoever wanted one in the background.
static async Task<StateLock?> TakeAsync(StateFolder state, ServerOptions options)
{
    while (true)
    {
        if (StateLock.TryTake(state) is { } taken)
            return taken;
        if (!options.Background)
            throw new WarrenException(ErrorCode.Conflict,
                "Another server runs on this state folder. Stop it with `warren stop`, or name another folder with --state-dir.");
        if (ServerInfo.Find(state) is { } winner)
        {
            Background.ReportReady(winner.Url);
            return null;
        }
        // It is still starting, or gives up and leaves the folder to us.
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }
}

static async Task<int> CheckHostAsync(ServerOptions options, StateFolder state)
{
    // Nothing is made on the host here, so the installation does not matter and, before the first start, need not exist.
    var driver = SandboxServices.CreateDriver(options, state, "check", () => SandboxServices.OpenImages(options, state, null, TimeProvider.System), TimeProvider.System);
    await using var ending = (IAsyncDisposable)driver;
    var checks = new Page<HostCheck> { Items = await driver.CheckHostAsync(CancellationToken.None) };
    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(checks, WarrenJson.Wire.PageHostCheck));
    return 0;
}

static async Task StartAsync(WebApplication app, ServerOptions options)
{
    try
    {
        await app.StartAsync();
    }
    catch (IOException failure) when (failure.InnerException is AddressInUseException)
    {
        throw new WarrenException(ErrorCode.Conflict,
            $"Port {options.Port} is taken by another program. Choose another with WARREN_PORT or --port (0 takes any free one).");
    }
    catch (SocketException failure) when (failure.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AccessDenied)
    {
        throw new WarrenException(ErrorCode.InvalidRequest, failure.SocketErrorCode == SocketError.AccessDenied
            ? $"Port {options.Port} is for root alone. Choose one from 1024 on with WARREN_PORT or --port."
            : $"{options.Host} is no address of this host. Choose another with WARREN_HOST or --host; 0.0.0.0 stands for all.");
    }
}

static void Announce(WebApplication app, StateFolder state, Installer installer, string url)
{
    var info = new ServerInfo
    {
        Pid = Environment.ProcessId,
        StartTicks = ServerInfo.ReadStartTicks(Environment.ProcessId)!.Value,
        Url = url,
        Version = ServerApplication.Version,
        StartedAt = app.Services.GetRequiredService<TimeProvider>().GetUtcNow(),
    };
    var json = JsonSerializer.SerializeToUtf8Bytes(info, WarrenJson.Wire.ServerInfo);
    installer.WriteFile(state.ServerFile, json, UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
