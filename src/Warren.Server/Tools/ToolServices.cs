using Microsoft.Extensions.DependencyInjection.Extensions;
using Warren.Api.Local;
using Warren.Server.Hosting;
using Warren.Storage;
using Warren.Tools;
using Warren.Tools.Artifacts;
using Warren.Tools.CodeExecution;
using Warren.Tools.Plugins;
using Warren.Tools.Runs;

namespace Warren.Server.Tools;

/// <summary>Registers tools.</summary>
internal static class ToolServices
{
    /// <summary>Adds them; options that are registered already take the place of the standard ones.</summary>
    public static void Add(IServiceCollection services, ServerOptions options, StateFolder state)
    {
        services.AddSingleton<ITool, CodeExecutionTool>();
        services.AddSingleton<ITool, ShellTool>();
        services.AddSingleton<ITool>(new DocumentConverterTool(options.DocumentsImage));
        foreach (var tool in ToolPlugins.Load(options.ToolPlugins ?? Path.Combine(state.Path, "tools")))
            services.AddSingleton(tool);
        services.AddSingleton<ToolRegistry>();
        services.TryAddSingleton(new ToolRunOptions());
        services.TryAddSingleton(new ArtifactOptions
        {
            Folder = options.ArtifactsFolder ?? Path.Combine(state.Path, "artifacts"),
            Retention = TimeSpan.FromDays(options.ArtifactsDays),
        });
        services.AddSingleton<ArtifactStore>();
        services.TryAddSingleton<IToolRunStore>(provider => new SqlToolRunStore(provider.GetRequiredService<SqlStorage>()));
        services.AddSingleton<ToolRuns>();
        services.AddSingleton<ToolBodies>();
        services.AddSingleton<ToolResults>();
        services.AddHostedService<ToolHost>();
    }
}
