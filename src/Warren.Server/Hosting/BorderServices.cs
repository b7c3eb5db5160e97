using Warren.Server.Access;
using Warren.Server.Auth;
using Warren.Server.Auth.Oidc;
using Warren.Server.Http;
using Warren.Server.Links;
using Warren.Server.Observability;
using Warren.Server.Ports;
using Warren.Server.Sessions;

namespace Warren.Server.Hosting;

/// <summary>Registers what guards the server's border, and lays it in the order that requests pass it.</summary>
internal static class BorderServices
{
    private static readonly string[] CorsHeaders =
        ["Authorization", CredentialNames.KeyHeader, "Content-Type", "Accept", "Idempotency-Key", "Last-Event-ID", "Range", "traceparent"];

    /// <summary>Adds the services.</summary>
    public static void Add(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<HostRules>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<BrowserSessions>();
        services.AddSingleton<OneTimeCodes>();
        services.AddSingleton<LoginLimit>();
        services.AddSingleton<SignedLinks>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<OidcCookie>();
        services.AddSingleton<OidcSignIn>();
        services.AddSingleton<TerminalCodes>();
        services.AddSingleton<PortConnections>();
        services.AddSingleton<PortHeaders>();
        services.AddSingleton<PortProxy>();
        services.AddSingleton<PortCookie>();
        services.AddSingleton<PortAccess>();
        // Pages of other origins never get our cookie: only a token that they were given lets them in.
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. options.CorsOrigins]).AllowAnyMethod().WithHeaders(CorsHeaders).DisallowCredentials()));
    }

    /// <summary>Lays the border.</summary>
    public static void Use(WebApplication app, ServerOptions options)
    {
        app.UseMiddleware<AuditMiddleware>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<HostMiddleware>();
        app.UseMiddleware<PortHostMiddleware>();
        app.UseMiddleware<OwnPages>();
        app.UseRouting();
        app.UseMiddleware<RequestTracing>();
        if (options.CorsOrigins.Count > 0)
            app.UseCors();
        ApiDescription.Use(app);
        app.UseMiddleware<CredentialMiddleware>();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<SandboxContentMiddleware>();
        app.UseMiddleware<SessionCallMiddleware>();
        app.UseWebSockets();
    }
}
