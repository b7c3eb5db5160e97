using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Warren.Sandboxes.Events;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Lifetimes;
using Warren.Sandboxes.Pool;

namespace Warren.Sandboxes;

/// <summary>Registers sandboxes.</summary>
public static class SandboxRegistration
{
    /// <summary>
    /// Adds <see cref="SandboxService"/> and <see cref="EventFeed"/>. Drivers, the image service, the store, where output is
    /// kept, the clock and logging are for the caller to add; options that are there already take the place of the standard ones.
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
        services.AddSingleton<WarmPool>();
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
        services.AddSingleton(NewService);
        return services;
    }

    private static SandboxService NewService(IServiceProvider provider)
    {
        T get<T>() where T : notnull => provider.GetRequiredService<T>();
        var service = new SandboxService(
            get<SandboxRegistry>(), get<IdempotentCreation>(), get<SandboxLifecycle>(), get<SandboxUpdates>(), get<SandboxWatch>());
        var (options, time, logger) = (get<SandboxServiceOptions>(), get<TimeProvider>(), get<ILogger<SandboxService>>());
        var execs = new SandboxExecs(service, options, get<OutputOptions>(), get<EventFeed>(), time, logger);
        service.Attach(execs, new(service, time, logger), new(new(execs.Entrypoints, get<EventFeed>(), time, logger)), get<WarmPool>(),
            new(service, get<SandboxCreation>(), get<SpecValidator>(), options), new(service, get<SandboxCreation>(), get<SandboxLifecycle>(), options, time));
        return service;
    }
}
