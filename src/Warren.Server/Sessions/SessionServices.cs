using Microsoft.Extensions.DependencyInjection.Extensions;
using Warren.Api.Local;
using Warren.Sandboxes;
using Warren.Server.Hosting;
using Warren.Sessions;
using Warren.Sessions.Agents;
using Warren.Sessions.Secrets;
using Warren.Storage;

namespace Warren.Server.Sessions;

/// <summary>Registers sessions.</summary>
internal static class SessionServices
{
    /// <summary>Adds them; options that are registered already take the place of the standard ones.</summary>
    public static void Add(IServiceCollection services, ServerOptions options, StateFolder state)
    {
        services.TryAddSingleton(provider => new SessionServiceOptions
        {
            DefaultImage = options.SessionImage ?? provider.GetRequiredService<SandboxServiceOptions>().DefaultImage,
            DefaultCpu = options.SessionCpu,
            DefaultMemory = options.SessionMemory,
            DefaultDisk = options.SessionDisk,
        });
        services.TryAddSingleton<ISessionStore>(provider => new SqlSessionStore(provider.GetRequiredService<SqlStorage>()));
        services.TryAddSingleton<IAgentStore>(provider => new SqlAgentStore(provider.GetRequiredService<SqlStorage>()));
        services.TryAddSingleton<ISecretStore>(provider => new SqlSecretStore(provider.GetRequiredService<SqlStorage>()));
        services.TryAddSingleton(_ => new SecretCipher(SecretsKey.ReadOrCreate(options, state)));
        services.AddSessions();
        services.AddSingleton<SessionAccess>();
        services.AddHostedService<SessionHost>();
    }
}
