using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Warren.Sandboxes.Events;
using Warren.Sandboxes.Lifetimes;

namespace Warren.Sandboxes;

/// <summary>Registers sandboxes.</summary>
public static class SandboxRegistration
{
    /// <summary>
    /// Adds <see cref="SandboxService"/> and <see cref="EventFeed"/>. Drivers, the image service, the store, the clock and
    /// logging are for the caller to add; options that are there already take the place of the standard ones.
    /// </summary>
    public static IServiceCollection AddSandboxes(this IServiceCollection services)
    {
        services.TryAddSingleton(new SandboxServiceOptions());
        services.TryAddSingleton(new EventFeedOptions());
        services.AddSingleton<EventFeed>();
        services.AddSingleton<SandboxDrivers>();
        services.AddSingleton<SpecValidator>();
        services.AddSingleton<SandboxRegistry>();
        services.AddSingleton<SandboxLifecycle>();
        services.AddSingleton<SandboxCreation>();
        services.AddSingleton<IdempotentCreation>();
        services.AddSingleton<SandboxUpdates>();
        services.AddSingleton<SandboxReconciler>();
        services.AddSingleton<OrphanReaper>();
        services.AddSingleton<SandboxRecovery>();
        services.AddSingleton<DriverWatch>();
        services.AddSingleton<SandboxSweep>();
        services.AddSingleton<LifetimeKeeper>();
        services.AddSingleton<SandboxWatch>();
        services.AddSingleton(provider => new SandboxService(
            provider.GetRequiredService<SandboxRegistry>(),
            provider.GetRequiredService<IdempotentCreation>(),
            provider.GetRequiredService<SandboxLifecycle>(),
            provider.GetRequiredService<SandboxUpdates>(),
            provider.GetRequiredService<SandboxWatch>(),
            provider.GetRequiredService<SandboxServiceOptions>()));
        return services;
    }
}
