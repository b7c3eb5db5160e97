using System.Net;
using System.Reflection;
using Microsoft.Extensions.Logging.Console;
using Warren.Api;
using Warren.Api.Local;
using Warren.Server.Host;
using Warren.Server.Http;
using Warren.Server.Images;
using Warren.Server.Sandboxes;
using Warren.Server.Statistics;

namespace Warren.Server.Hosting;

/// <summary>Composes the server.</summary>
public static class ServerApplication
{
    /// <summary>Largest request body in bytes where an endpoint does not say otherwise.</summary>
    public const long MaxBody = 8 << 20;

    /// <summary>The version of the program.</summary>
    public static string Version { get; } =
        typeof(ServerApplication).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Builds a server that is ready to be started.</summary>
    /// <param name="builder">A slim builder; a caller may have added services that take the place of the server's.</param>
    /// <param name="options">The settings.</param>
    /// <param name="state">Its state folder, locked by the caller.</param>
    /// <param name="installer">Whose files the token and the address are.</param>
    public static WebApplication Build(WebApplicationBuilder builder, ServerOptions options, StateFolder state, Installer installer)
    {
        ConfigureLogging(builder, options, state);
        // A request goes on where its bytes were read, on a thread of the pool, instead of being passed to another one.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(state);
        builder.Services.AddSingleton(AccessToken.ReadOrCreate(state, installer));
        builder.Services.AddSingleton<Problems>();
        builder.Services.AddSingleton(TimeProvider.System);
        SandboxServices.Add(builder.Services, options, state);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Encoder = WarrenJson.Wire.Options.Encoder;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WarrenJson.Default);
        });
        ApiDescription.Add(builder.Services);
        var app = builder.Build();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<HostMiddleware>();
        app.UseWebSockets();
        app.UseRouting();
        ApiDescription.Use(app);
        app.UseMiddleware<TokenMiddleware>();
        HealthEndpoints.Map(app);
        HostEndpoints.Map(app);
        SandboxEndpoints.Map(app);
        ExecEndpoints.Map(app);
        LogEndpoints.Map(app);
        TerminalEndpoints.Map(app);
        StatisticsEndpoints.Map(app);
        ImageEndpoints.Map(app);
        return app;
    }

    private static void ConfigureLogging(WebApplicationBuilder builder, ServerOptions options, StateFolder state)
    {
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(options.LogLevel);
        builder.Logging.AddFilter("Microsoft.AspNetCore", options.LogLevel < LogLevel.Information ? options.LogLevel : LogLevel.Warning);
        if (!options.Background)
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
            return;
        }
        builder.Logging.AddJsonConsole(json => (json.TimestampFormat, json.UseUtcTimestamp) = ("yyyy-MM-ddTHH:mm:ss.fffZ", true));
        builder.Logging.ClearProviders(); // Only the formatter is wanted.
        builder.Services.AddSingleton<ILoggerProvider>(services => new FileLogger(
            state.LogFile, services.GetServices<ConsoleFormatter>().First(formatter => formatter.Name == ConsoleFormatterNames.Json)));
    }
}
