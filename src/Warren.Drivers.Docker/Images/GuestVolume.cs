using System.Formats.Tar;
using System.Net;
using Warren.Drivers.Docker.Engine;
using Warren.Drivers.GuestFiles;

namespace Warren.Drivers.Docker.Images;

/// <summary>
/// The volume that every sandbox sees read-only as <c>/.warren</c>. It is filled through the engine, so that it need not be on this host. A mount, and not
/// files in each container: nobody in a sandbox can put another program in the guest's place, and its disk has room for its own files alone.
/// </summary>
internal sealed class GuestVolume(EngineClient engine, ContainerNames names, ContainerPlans plans, GuestFolder folder) : IDisposable
{
    // Written last, so that it is there only with all others.
    private const string Mark = "ready";
    private readonly SemaphoreSlim _gate = new(1);
    private volatile string? _ready;

    /// <summary>Sees to it that the volume is there.</summary>
    /// <param name="image">An image that the engine has, by its id.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Its name.</returns>
    public async Task<string> EnsureAsync(string image, CancellationToken cancellationToken)
    {
        if (_ready is { } there)
            return there;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _ready ??= await FillAsync(image, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Has the volume looked at again before it is used next: an operator may have removed it.</summary>
    public void Forget() => _ready = null;

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<string> FillAsync(string image, CancellationToken cancellationToken)
    {
        var digest = Path.GetFileName(folder.Location);
        var (volume, filler) = (names.GuestVolume(digest), names.Filler(digest));
        await engine.DoAsync("volumes/create", new VolumePlan(volume, names.Labels), EngineJson.Default.VolumePlan, cancellationToken);
        await RemoveAsync($"containers/{filler}?force=1", cancellationToken); // Of a server that was killed.
        await engine.PostAsync($"containers/create?name={filler}", plans.Filler(image, volume), EngineJson.Default.ContainerPlan, EngineJson.Default.Created, cancellationToken);
        try
        {
            var path = Uri.EscapeDataString(Guest.Protocol.GuestProtocol.Folder);
            if (!await engine.ExistsAsync($"containers/{filler}/archive?path={path}%2F{Mark}", cancellationToken))
                (await engine.SendTarAsync(HttpMethod.Put, $"containers/{filler}/archive?path={path}", WriteAsync, cancellationToken)).Dispose();
        }
        finally
        {
            await RemoveAsync($"containers/{filler}?force=1", CancellationToken.None);
        }
        await RemoveOldAsync(volume, cancellationToken);
        return volume;
    }

    // Those of earlier versions, as soon as no sandbox is left that was made with them.
    private async Task RemoveOldAsync(string current, CancellationToken cancellationToken)
    {
        var all = await engine.GetAsync($"volumes?filters={names.Filter}", EngineJson.Default.VolumeList, cancellationToken);
        foreach (var volume in all.Volumes ?? [])
            if (volume.Name != current)
                await RemoveAsync($"volumes/{volume.Name}", cancellationToken);
    }

    private async Task RemoveAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await engine.DoAsync(HttpMethod.Delete, path, TimeSpan.Zero, cancellationToken);
        }
        catch (EngineRefusal refusal) when (refusal.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // It is gone, or still in use.
        }
    }

    private async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        await using var tar = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        foreach (var file in Directory.GetFiles(folder.Location))
        {
            await using var content = File.OpenRead(file);
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, Path.GetFileName(file)) { DataStream = content, Mode = File.GetUnixFileMode(file) }, cancellationToken);
        }
        await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, Mark) { Mode = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead }, cancellationToken);
    }
}
