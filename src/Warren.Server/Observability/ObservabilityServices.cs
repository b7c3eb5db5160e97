namespace Warren.Server.Observability;

/// <summary>Registers what tells operators how the server does.</summary>
internal static class ObservabilityServices
{
    /// <summary>Adds the services.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<MetricsCollector>();
        services.AddHostedService(provider => provider.GetRequiredService<MetricsCollector>());
        services.AddHostedService<Telemetry>();
    }
}
