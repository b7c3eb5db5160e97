using Microsoft.Extensions.DependencyInjection.Extensions;
using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Sandboxes;
using Warren.Drivers.Docker;
using Warren.Drivers.Docker.Engine;
using Warren.Drivers.Oci;
using Warren.Images;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Execs;
using Warren.Sandboxes.Leases;
using Warren.Server.Http;
using Warren.Server.Sandboxes;
using Warren.Storage;
using Warren.Storage.Postgres;
using Warren.Storage.Sqlite;

namespace Warren.Server.Hosting;

/// <summary>Registers sandboxes, images and drivers.</summary>
internal static class SandboxServices
{
    /// <summary>Adds them; a driver or setting that is registered already takes the place of the standard one.</summary>
    public static void Add(IServiceCollection services, ServerOptions options, StateFolder state)
    {
        string folder(string name) => Path.Combine(state.Path, name);
        services.TryAddSingleton(provider => OpenStorage(options, state, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ILeases>(provider => new SqlLeases(provider.GetRequiredService<SqlStorage>()));
        services.TryAddSingleton<ISandboxStore>(provider => new SqlSandboxStore(provider.GetRequiredService<SqlStorage>()));
        services.AddSingleton(provider => OpenImages(
            options, state, token => ImagesInUseAsync(provider.GetRequiredService<ISandboxStore>(), token), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => CreateDriver(
            options, state, InstallationId.ReadOrCreate(state), provider.GetRequiredService<ImageService>, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(new SandboxServiceOptions { DefaultDriver = options.Driver, DefaultImage = options.DefaultImage, MaxIdle = options.MaxIdle });
        services.TryAddSingleton(new OutputOptions { Folder = folder("output") });
        services.AddSandboxes();
        services.AddSingleton<IBodyRules<SandboxSpec>, SandboxSpecRules>();
        services.AddHostedService(provider => new SandboxHost(
            provider.GetRequiredService<SandboxService>(), provider.GetRequiredService<ISandboxStore>(), provider.GetRequiredService<ILeases>(), folder("sandboxes")));
    }

    /// <summary>The driver that makes sandboxes.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="state">The state folder.</param>
    /// <param name="installation">The installation's id.</param>
    /// <param name="images">The image store, for a driver that needs it.</param>
    /// <param name="time">The clock.</param>
    public static ISandboxDriver CreateDriver(ServerOptions options, StateFolder state, string installation, Func<ImageService> images, TimeProvider time) =>
        options.Driver == DriverSettings.Docker ? CreateDockerDriver(options, state, installation, images, time) : CreateOciDriver(options, state, installation, time);

    /// <summary>The image store.</summary>
    public static ImageService OpenImages(ServerOptions options, StateFolder state, Func<CancellationToken, Task<IReadOnlyCollection<string>>>? inUse, TimeProvider time) => new(
        new() { StateFolder = Path.Combine(state.Path, "images"), RecipesFolder = options.RecipesFolder, ImagesInUse = inUse }, new HttpClient(), time);

    private static DockerDriver CreateDockerDriver(ServerOptions options, StateFolder state, string installation, Func<ImageService> images, TimeProvider time) => new(
        new()
        {
            InstallationId = installation,
            StateFolder = Path.Combine(state.Path, "docker"),
            GuestBinary = options.Guest,
            Engine = options.Engine ?? EngineAddress.Standard,
            AllowedLacks = options.AllowedLacks,
        },
        images,
        time);

    private static OciDriver CreateOciDriver(ServerOptions options, StateFolder state, string installation, TimeProvider time) => new(
        new()
        {
            InstallationId = installation,
            StateFolder = Path.Combine(state.Path, "oci"),
            GuestBinary = options.Guest,
            MountRoots = options.MountRoots,
            VolumesFolder = options.VolumesFolder,
            ProtectedFolders = options.VolumesFolder is { } volumes ? [state.Path, volumes] : [state.Path],
            FirstHostId = options.FirstHostId ?? OciDriverOptions.DefaultFirstHostId,
        },
        time);

    // What runs on this host would have no record in the other database, and would be removed for that.
    private static SqlStorage OpenStorage(ServerOptions options, StateFolder state, TimeProvider time)
    {
        var file = Path.Combine(state.Path, DatabaseSettings.FileName);
        if (options.Database is not { } database)
            return new SqliteStorage(file, time);
        if (new SqliteSchema(file, time).HasSandboxes())
            throw new WarrenException(ErrorCode.Conflict,
                $"DATABASE_URL is set, but the sandboxes of this state folder are in its {DatabaseSettings.FileName}. Start without DATABASE_URL and delete them, or move that file away: they are removed then.");
        return new PostgresStorage(database, InstallationId.ReadOrCreate(state), time);
    }

    private static async Task<IReadOnlyCollection<string>> ImagesInUseAsync(ISandboxStore store, CancellationToken cancellationToken) =>
        [.. (await store.LoadAsync(cancellationToken)).Select(record => record.Snapshot.ImageDigest)];
}
