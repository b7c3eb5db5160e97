using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using Warren.Api;
using Warren.Api.Local;
using Warren.Server.Access;
using Warren.Server.Auth;
using Warren.Server.Auth.Oidc;
using Warren.Server.Events;
using Warren.Sandboxes;
using Warren.Server.Host;
using Warren.Server.Http;
using Warren.Server.Images;
using Warren.Server.Links;
using Warren.Server.Observability;
using Warren.Server.Pages;
using Warren.Server.Sandboxes;
using Warren.Server.Sessions;
using Warren.Server.Tools;
using Warren.Tools.Runs;

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
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockFactory>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1; // What ports say and hear is passed on byte for byte.
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            // Without TLS there is no HTTP/2 but by an upgrade that nobody needs and that others have been attacked by.
            foreach (var address in ListenAddresses.Of(options))
                kestrel.Listen(address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(state);
        builder.Services.AddSingleton(AccessToken.ReadOrCreate(state, installer));
        builder.Services.AddSingleton<Problems>();
        builder.Services.AddSingleton<PageFiles>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        BorderServices.Add(builder.Services, options);
        AccessServices.Add(builder.Services, options, state, installer);
        ObservabilityServices.Add(builder.Services);
        SandboxServices.Add(builder.Services, options, state);
        ToolServices.Add(builder.Services, options, state);
        SessionServices.Add(builder.Services, options, state);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Encoder = WarrenJson.Wire.Options.Encoder;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WarrenJson.Default);
        });
        ApiDescription.Add(builder.Services);
        var app = builder.Build();
        // Who follows an exec would hold up the end of the server for as long as it may last.
        app.Lifetime.ApplicationStopping.Register(() =>
        {
            app.Services.GetRequiredService<ToolRuns>().LetGo();
            app.Services.GetRequiredService<SandboxService>().Execs.LetGo();
        });
        BorderServices.Use(app, options);
        HealthEndpoints.Map(app);
        HostEndpoints.Map(app);
        SandboxEndpoints.Map(app);
        SandboxPartEndpoints.Map(app);
        EventEndpoints.Map(app);
        ImageEndpoints.Map(app);
        ToolEndpoints.Map(app);
        ToolRunEndpoints.Map(app);
        ArtifactEndpoints.Map(app);
        SessionEndpoints.Map(app);
        SessionMessageEndpoints.Map(app);
        AgentEndpoints.Map(app);
        SecretEndpoints.Map(app);
        AuthEndpoints.Map(app);
        OidcEndpoints.Map(app);
        AccessServices.Map(app);
        LinkEndpoints.Map(app);
        MetricsEndpoints.Map(app);
        PageEndpoints.Map(app, options);
        app.Services.GetRequiredService<ServerMetrics>(); // Measured from its creation on.
        return app;
    }

    private static void ConfigureLogging(WebApplicationBuilder builder, ServerOptions options, StateFolder state)
    {
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(options.LogLevel);
        builder.Logging.AddFilter("Microsoft.AspNetCore", options.LogLevel < LogLevel.Information ? options.LogLevel : LogLevel.Warning);
        builder.Logging.Configure(logging => logging.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        if (!options.Background)
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
            builder.Logging.AddConsole(console => console.FormatterName = MaskingFormatter.Of(ConsoleFormatterNames.Simple));
            builder.Services.AddSingleton<ConsoleFormatter>(services => MaskingFormatter.Around(services, ConsoleFormatterNames.Simple));
            return;
        }
        builder.Logging.AddJsonConsole(json => (json.TimestampFormat, json.UseUtcTimestamp, json.IncludeScopes) = ("yyyy-MM-ddTHH:mm:ss.fffZ", true, true));
        builder.Logging.ClearProviders(); // Only the formatter is wanted.
        builder.Services.AddSingleton<ILoggerProvider>(services => new FileLogger(state.LogFile, MaskingFormatter.Around(services, ConsoleFormatterNames.Json)));
    }
}
