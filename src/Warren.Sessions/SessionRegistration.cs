using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Warren.Sessions.Agents;
using Warren.Sessions.Lifecycle;
using Warren.Sessions.Messages;
using Warren.Sessions.Secrets;

namespace Warren.Sessions;

/// <summary>Registers sessions.</summary>
public static class SessionRegistration
{
    /// <summary>
    /// Adds <see cref="SessionService"/>, <see cref="SessionMessages"/>, <see cref="AgentService"/> and <see cref="SecretService"/>.
    /// Sandboxes, the stores, the cipher, the clock and logging are for the caller to add.
    /// </summary>
    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.TryAddSingleton(new SessionServiceOptions());
        services.AddSingleton<SessionTable>();
        services.AddSingleton<SessionRules>();
        services.AddSingleton<KnownSecrets>();
        services.AddSingleton<SessionSecrets>();
        services.AddSingleton<SessionSandboxes>();
        services.AddSingleton<SessionSetup>();
        services.AddSingleton<AgentService>();
        services.AddSingleton<AgentPrograms>();
        services.AddSingleton<AgentRuns>();
        services.AddSingleton<SessionLifecycle>();
        services.AddSingleton<SessionCreation>();
        services.AddSingleton<SessionUpdates>();
        services.AddSingleton<SessionKeeper>();
        services.AddSingleton<SessionBackground>();
        services.AddSingleton(provider => new SessionService(
            provider.GetRequiredService<SessionTable>(), provider.GetRequiredService<SessionCreation>(), provider.GetRequiredService<SessionLifecycle>(),
            provider.GetRequiredService<SessionUpdates>(), provider.GetRequiredService<SessionBackground>()));
        services.AddSingleton(provider => new SessionMessages(
            provider.GetRequiredService<SessionTable>(), provider.GetRequiredService<AgentService>(),
            provider.GetRequiredService<SessionLifecycle>(), provider.GetRequiredService<SessionBackground>(), provider.GetRequiredService<ILogger<SessionMessages>>()));
        services.AddSingleton(provider => new SecretService(
            provider.GetRequiredService<ISecretStore>(), provider.GetRequiredService<SecretCipher>(), provider.GetRequiredService<SessionSecrets>(), provider.GetRequiredService<SessionTable>()));
        return services;
    }
}
