using System.Text;
using System.Text.Json;
using Warren.Api;
using Warren.Images.Layers;
using Warren.Images.Native;

namespace Warren.Images.Store;

/// <summary>
/// The folder that holds images: <c>blobs/sha256/</c> content by digest, <c>layers/</c> layers unpacked by the digest of
/// their tar, <c>refs/</c> names. Whatever has its final name in it is complete: it was made in <c>tmp/</c>, flushed and renamed.
/// </summary>
internal sealed class ContentStore
{
    private readonly string _folder;
    private readonly TimeProvider _time;

    public ContentStore(string folder, TimeProvider time)
    {
        (_folder, _time) = (Path.GetFullPath(folder), time);
        foreach (var part in (string[])["blobs/sha256", "layers", "refs", "locks", "tmp"])
            Directory.CreateDirectory(Path.Combine(_folder, part));
        TemporaryFolder.RemoveLeftovers(Path.Combine(_folder, "tmp"));
    }

    public string BlobPath(Digest digest) => Path.Combine(_folder, "blobs", "sha256", digest.Hex);

    public string LayerPath(Digest diff) => Path.Combine(_folder, "layers", diff.Hex);

    public bool HasLayer(Digest diff) => Directory.Exists(LayerPath(diff));

    public bool HasBlob(Digest digest) => File.Exists(BlobPath(digest));

    public TemporaryFolder MakeTemporary() => TemporaryFolder.Make(Path.Combine(_folder, "tmp"));

    /// <summary>Held by whoever adds to the store, so that nothing is collected before a name points to it.</summary>
    public Task<FileLock> LockForAddingAsync(CancellationToken cancellationToken) => LockAsync("store", shared: true, cancellationToken);

    /// <summary>Held while what nobody needs is removed.</summary>
    public Task<FileLock> LockForRemovingAsync(CancellationToken cancellationToken) => LockAsync("store", shared: false, cancellationToken);

    /// <summary>A lock of the store by name, held alone.</summary>
    public Task<FileLock> LockAsync(string name, CancellationToken cancellationToken) => LockAsync(name, shared: false, cancellationToken);

    /// <summary>Makes an unpacked layer unless it is there; who asks for the same one meanwhile waits and takes it.</summary>
    /// <param name="diff">Digest of the layer's tar.</param>
    /// <param name="make">Makes the folder at the path that it is given, and verifies it; what it leaves on a failure is removed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task MakeLayerAsync(Digest diff, Action<string> make, CancellationToken cancellationToken)
    {
        if (HasLayer(diff))
            return;
        using var held = await LockAsync($"layer-{diff.Hex}", cancellationToken).ConfigureAwait(false);
        if (HasLayer(diff))
            return;
        using var temporary = MakeTemporary();
        var root = temporary.File("root");
        await Task.Run(() => make(root), cancellationToken).ConfigureAwait(false);
        AdoptLayer(root, diff);
    }

    /// <summary>Moves a complete layer to its place; one that is there already stays.</summary>
    public void AdoptLayer(string root, Digest diff)
    {
        if (HasLayer(diff))
            return;
        // Without this a power failure could leave the name without the content.
        using (var handle = Libc.Open(root, Libc.ReadOnly | Libc.Folder | Libc.CloseOnExec, 0))
            Libc.Check(Libc.SyncFileSystem(handle));
        Directory.Move(root, LayerPath(diff));
        SyncFolder(Path.Combine(_folder, "layers"));
    }

    /// <summary>Moves a file whose digest was verified to its place.</summary>
    public void AdoptBlob(string file, Digest digest)
    {
        using (var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.FlushToDisk(handle);
        File.Move(file, BlobPath(digest), overwrite: true);
        SyncFolder(Path.Combine(_folder, "blobs", "sha256"));
    }

    /// <summary>Stores a document and says where it is.</summary>
    public OciDescriptor AddDocument(byte[] json, string mediaType)
    {
        var digest = Digest.Of(json);
        using var temporary = MakeTemporary();
        var file = temporary.File("document");
        File.WriteAllBytes(file, json);
        AdoptBlob(file, digest);
        return new() { MediaType = mediaType, Digest = digest.ToString(), Size = json.Length };
    }

    /// <summary>Reads an image's manifest; null when the store has none of that digest.</summary>
    public OciManifest? FindManifest(Digest digest) => HasBlob(digest)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(BlobPath(digest)), StoreJson.Default.OciManifest)
        : null;

    /// <summary>Reads the configuration that a manifest of the store names.</summary>
    public OciImage ReadImage(OciManifest manifest) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(BlobPath(Digest.Parse(manifest.Config?.Digest))), StoreJson.Default.OciImage)!;

    /// <summary>Whether everything of an image is there.</summary>
    public bool IsComplete(StoredReference reference) => FindManifest(Digest.Parse(reference.Digest)) is { } manifest
        && manifest.Layers!.All(layer => HasBlob(Digest.Parse(layer.Digest)))
        && ReadImage(manifest).Root!.DiffDigests!.All(diff => HasLayer(Digest.Parse(diff)));

    /// <summary>Every name, in order.</summary>
    public IReadOnlyList<StoredReference> ReadReferences() =>
        [.. Directory.EnumerateFiles(Path.Combine(_folder, "refs")).Select(ReadReference).OfType<StoredReference>()
            .OrderBy(reference => reference.Reference, StringComparer.Ordinal)];

    public StoredReference? FindReference(string reference) => ReadReference(ReferencePath(reference));

    /// <summary>Lets a name stand for an image, in place of another if it did; the change is there wholly or not at all.</summary>
    public void WriteReference(StoredReference reference)
    {
        using var temporary = MakeTemporary();
        var file = temporary.File("reference");
        using (var stream = new FileStream(file, FileMode.CreateNew))
        {
            JsonSerializer.Serialize(stream, reference, StoreJson.Default.StoredReference);
            stream.Flush(flushToDisk: true);
        }
        File.Move(file, ReferencePath(reference.Reference), overwrite: true);
        SyncFolder(Path.Combine(_folder, "refs"));
    }

    public void DeleteReference(string reference)
    {
        File.Delete(ReferencePath(reference));
        SyncFolder(Path.Combine(_folder, "refs"));
    }

    /// <summary>Removes every blob and layer that none of these images needs. The caller holds the store for removing.</summary>
    public void Collect(IEnumerable<Digest> needed)
    {
        HashSet<string> blobs = [], layers = [];
        foreach (var digest in needed)
        {
            if (FindManifest(digest) is not { } manifest)
                continue;
            blobs.UnionWith([digest.Hex, Digest.Parse(manifest.Config!.Digest).Hex]);
            blobs.UnionWith(manifest.Layers!.Select(layer => Digest.Parse(layer.Digest).Hex));
            layers.UnionWith(ReadImage(manifest).Root!.DiffDigests!.Select(diff => Digest.Parse(diff).Hex));
        }
        foreach (var blob in Directory.EnumerateFiles(Path.Combine(_folder, "blobs", "sha256")))
            if (!blobs.Contains(Path.GetFileName(blob)))
                File.Delete(blob);
        foreach (var layer in Directory.EnumerateDirectories(Path.Combine(_folder, "layers")))
            if (!layers.Contains(Path.GetFileName(layer)))
                DeleteLayer(layer);
    }

    private static StoredReference? ReadReference(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), StoreJson.Default.StoredReference);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static void SyncFolder(string folder)
    {
        using var handle = Libc.Open(folder, Libc.ReadOnly | Libc.Folder | Libc.CloseOnExec, 0);
        Libc.Check(Libc.Sync(handle));
    }

    private void DeleteLayer(string layer)
    {
        // Renamed first, so that a crash does not leave half a layer under its name.
        using var temporary = MakeTemporary();
        Directory.Move(layer, temporary.File("root"));
        File.Delete(Path.Combine(_folder, "locks", $"layer-{Path.GetFileName(layer)}"));
    }

    private Task<FileLock> LockAsync(string name, bool shared, CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(Path.Combine(_folder, "locks", name), shared, _time, cancellationToken);

    private string ReferencePath(string reference) =>
        Path.Combine(_folder, "refs", Digest.Of(Encoding.UTF8.GetBytes(reference)).Hex + ".json");
}
