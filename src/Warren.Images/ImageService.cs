using System.Collections.Concurrent;
using Warren.Api;
using Warren.Api.Images;
using Warren.Images.Archives;
using Warren.Images.Recipes;
using Warren.Images.Store;

namespace Warren.Images;

/// <summary>The images of this host: builds, imports, lists, removes them, and readies them for sandboxes.</summary>
public sealed class ImageService
{
    private const string OwnPrefix = "warren/";
    private readonly ImageServiceOptions _options;
    private readonly TimeProvider _time;
    private readonly ContentStore _store;
    private readonly ImageImporter _importer;
    private readonly RecipeBuilder _builder;
    private readonly RecipeReader _recipes;
    private readonly ConcurrentDictionary<Digest, DateTimeOffset> _prepared = new();

    /// <summary>Opens the store, and removes what a crash has left half made.</summary>
    /// <param name="options">Folders and limits.</param>
    /// <param name="http">Fetches npm packages; stays the caller's.</param>
    /// <param name="time">The clock.</param>
    public ImageService(ImageServiceOptions options, HttpClient http, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _store = new(options.StateFolder, time);
        _importer = new(_store, options.Limits, time);
        _builder = new(_store, options.Limits, http, time);
        _recipes = new(options.RecipesFolder);
    }

    /// <summary>Names of the recipes, such as <c>worker</c>.</summary>
    public IReadOnlyList<string> Recipes => _recipes.List();

    /// <summary>Every image that has a name, by name.</summary>
    public Task<IReadOnlyList<ImageInfo>> ListAsync(CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<ImageInfo>>(() => [.. _store.ReadReferences().Select(Describe)], cancellationToken);

    /// <summary>What is known of an image.</summary>
    /// <exception cref="WarrenException">It is not here; the message says how to get it.</exception>
    public Task<ImageInfo> GetAsync(string reference, CancellationToken cancellationToken) =>
        Task.Run(() => Describe(Resolve(reference)), cancellationToken);

    /// <summary>Builds an image by its recipe; nothing happens when it was built of this recipe already.</summary>
    /// <param name="recipe">Name of the recipe, or of its image: <c>worker</c> or <c>warren/worker</c>.</param>
    /// <param name="force">Builds it also when the recipe has not changed, for newer Debian packages.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellationToken">Ends the build; nothing of it is left then.</param>
    /// <exception cref="WarrenException">The recipe is not there or wrong, the host cannot build, or the build failed.</exception>
    public async Task<ImageInfo> BuildAsync(
        string recipe, bool force, IProgress<ImageProgress>? progress, CancellationToken cancellationToken)
    {
        var name = recipe.StartsWith(OwnPrefix, StringComparison.Ordinal) ? recipe[OwnPrefix.Length..] : recipe;
        var read = _recipes.Read(name);
        var image = ImageReference.Parse(OwnPrefix + name);
        var before = _store.FindReference(image.Tagged);
        var built = await _builder.BuildAsync(read, image, force, progress, cancellationToken).ConfigureAwait(false);
        if (before is not null && before.Digest != built.Digest)
            await CollectAsync(cancellationToken).ConfigureAwait(false);
        return Describe(built);
    }

    /// <summary>Imports an image from an archive on this host.</summary>
    /// <param name="file">Path of the archive, a tar that may be gzip-compressed.</param>
    /// <param name="kind">Its form.</param>
    /// <param name="reference">Name to give it; null takes the one in the archive.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellationToken">Ends the import; nothing of it is left then.</param>
    /// <exception cref="WarrenException">The archive is no such image, not for this host, or would do harm.</exception>
    public async Task<ImageInfo> ImportAsync(
        string file, ArchiveKind kind, string? reference, IProgress<ImageProgress>? progress, CancellationToken cancellationToken)
    {
        FileStream archive;
        try
        {
            archive = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WarrenException(ErrorCode.NotFound, "The archive cannot be read.", failure);
        }
        await using (archive)
            return await ImportSeekableAsync(archive, kind, reference, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Imports an image from an archive that is being received; otherwise like the import of a file.</summary>
    /// <exception cref="WarrenException">As there, or the archive is larger than an image may be.</exception>
    public async Task<ImageInfo> ImportAsync(
        Stream archive, ArchiveKind kind, string? reference, IProgress<ImageProgress>? progress, CancellationToken cancellationToken)
    {
        using var temporary = _store.MakeTemporary();
        await using var received = new FileStream(temporary.File("archive"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 20);
        var buffer = new byte[128 << 10];
        for (int count; (count = await archive.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            await received.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            if (received.Position > _options.Limits.MaxBytes)
                throw new WarrenException(ErrorCode.TooLarge, $"The archive is larger than {_options.Limits.MaxBytes} bytes.");
        }
        return await ImportSeekableAsync(received, kind, reference, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes an image's name away, and removes what no other image and no sandbox needs. What a sandbox still uses goes with a
    /// later removal.
    /// </summary>
    /// <exception cref="WarrenException">There is no image of that name.</exception>
    public async Task RemoveAsync(string reference, CancellationToken cancellationToken)
    {
        var found = Resolve(reference);
        if (found.Reference != ImageReference.Parse(reference).Tagged)
            throw new WarrenException(ErrorCode.InvalidRequest, "An image is removed by its name.");
        _store.DeleteReference(found.Reference);
        await CollectAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes what no name and no sandbox needs.</summary>
    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        using var removing = await _store.LockForRemovingAsync(cancellationToken).ConfigureAwait(false);
        var inUse = _options.ImagesInUse is { } ask ? await ask(cancellationToken).ConfigureAwait(false) : [];
        foreach (var (digest, at) in _prepared)
            if (_time.GetUtcNow() - at > _options.PreparedGrace)
                _prepared.TryRemove(digest, out _);
        var needed = _store.ReadReferences().Select(reference => reference.Digest).Concat(inUse)
            .Select(digest => Digest.Parse(digest)).Concat(_prepared.Keys).ToHashSet();
        await Task.Run(() => _store.Collect(needed), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Readies an image for a sandbox.</summary>
    /// <param name="reference">Name, name with digest, or the manifest's digest alone, as a sandbox has it on record.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="WarrenException">It is not here; the message says how to get it.</exception>
    public async Task<PreparedImage> PrepareAsync(string reference, CancellationToken cancellationToken)
    {
        using var adding = await _store.LockForAddingAsync(cancellationToken).ConfigureAwait(false);
        var digest = Digest.Parse(Resolve(reference).Digest);
        _prepared[digest] = _time.GetUtcNow();
        var manifest = _store.FindManifest(digest)!;
        var image = _store.ReadImage(manifest);
        List<string> layers = [];
        foreach (var (layer, diff) in manifest.Layers!.Zip(image.Root!.DiffDigests!.Select(Digest.Parse)))
        {
            await _importer.UnpackLayerAsync(_store.BlobPath(Digest.Parse(layer.Digest)), diff, cancellationToken).ConfigureAwait(false);
            layers.Add(_store.LayerPath(diff));
        }
        return new(reference, digest.ToString(), layers, ConfigOf(image));
    }

    /// <summary>The id by which a container engine knows an image that it was given by <see cref="WriteDockerArchiveAsync"/>.</summary>
    /// <param name="digest">Digest of its manifest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="WarrenException">NotFound: it is not here.</exception>
    public Task<string> EngineIdAsync(string digest, CancellationToken cancellationToken) =>
        Task.Run(() => DockerArchiveWriter.IdOf(_store.ReadImage(RequireManifest(digest))).ToString(), cancellationToken);

    /// <summary>Writes an image as container engines take it (<c>docker load</c>), without what it says of how it is to be run.</summary>
    /// <param name="digest">Digest of its manifest.</param>
    /// <param name="output">Where to; stays the caller's.</param>
    /// <param name="cancellationToken">Ends it in the middle.</param>
    /// <exception cref="WarrenException">NotFound: it is not here.</exception>
    public async Task WriteDockerArchiveAsync(string digest, Stream output, CancellationToken cancellationToken)
    {
        using var adding = await _store.LockForAddingAsync(cancellationToken).ConfigureAwait(false); // Nothing is removed meanwhile.
        var manifest = RequireManifest(digest);
        await new DockerArchiveWriter(_store).WriteAsync(manifest, _store.ReadImage(manifest), output, cancellationToken).ConfigureAwait(false);
    }

    private OciManifest RequireManifest(string digest) => _store.FindManifest(Digest.Parse(digest)) is { Layers: not null } manifest
        ? manifest
        : throw new WarrenException(ErrorCode.NotFound, $"The content of image {digest} is gone; build or import it again.");

    private static ImageConfig ConfigOf(OciImage image)
    {
        Dictionary<string, string> environment = [];
        foreach (var variable in image.Config?.Environment ?? [])
            if (variable?.Split('=', 2) is [{ Length: > 0 } name, var value])
                environment[name] = value;
        return new(environment, NullIfEmpty(image.Config?.WorkingFolder), NullIfEmpty(image.Config?.User));
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private async Task<ImageInfo> ImportSeekableAsync(
        Stream archive, ArchiveKind kind, string? reference, IProgress<ImageProgress>? progress, CancellationToken cancellationToken)
    {
        var name = reference is null ? null : ImageReference.Parse(reference);
        var done = false;
        try
        {
            using var adding = await _store.LockForAddingAsync(cancellationToken).ConfigureAwait(false);
            var stored = await _importer.ImportAsync(archive, kind, name, progress, cancellationToken).ConfigureAwait(false);
            done = true;
            return Describe(stored);
        }
        finally
        {
            // Layers that were made before a later one was refused have no name.
            if (!done)
                await CollectAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private StoredReference Resolve(string text)
    {
        if (Digest.TryParse(text) is { } digest && FindByDigest(text, digest) is { } stored)
            return stored;
        var reference = ImageReference.Parse(text);
        if (reference.Digest is { } wanted)
        {
            if (FindByDigest(reference.Tagged, Digest.Parse(wanted)) is { } exact)
                return exact;
        }
        else if (_store.FindReference(reference.Tagged) is { } named)
        {
            return named;
        }
        throw Missing(reference);
    }

    private StoredReference? FindByDigest(string name, Digest digest) =>
        _store.ReadReferences().FirstOrDefault(reference => reference.Digest == digest.ToString())
        ?? (_store.FindManifest(digest) is { Config: not null, Layers: not null } manifest
            ? new() { Reference = name, Digest = digest.ToString(), CreatedAt = _store.ReadImage(manifest).Created ?? default }
            : null);

    private WarrenException Missing(ImageReference reference)
    {
        if (!reference.Name.StartsWith(OwnPrefix, StringComparison.Ordinal))
            return new(ErrorCode.CapabilityMissing,
                $"Image {reference} is not here, and pulling from registries is not available yet; import an archive with `warren image import`.");
        var recipe = reference.Name[OwnPrefix.Length..];
        return Recipes.Contains(recipe) && reference is { Tag: "latest", Digest: null }
            ? new(ErrorCode.NotFound, $"Image {reference} is not built yet; build it with `warren image build {recipe}`.")
            : new(ErrorCode.NotFound, $"There is no image {reference}; there are recipes for: {string.Join(", ", Recipes)}.");
    }

    private ImageInfo Describe(StoredReference reference)
    {
        var manifest = _store.FindManifest(Digest.Parse(reference.Digest))
            ?? throw new WarrenException(ErrorCode.NotFound, $"The content of image {reference.Reference} is gone; build or import it again.");
        return new()
        {
            Reference = reference.Reference,
            Digest = reference.Digest,
            Size = manifest.Layers!.Sum(layer => layer.Size),
            CreatedAt = reference.CreatedAt,
        };
    }
}
