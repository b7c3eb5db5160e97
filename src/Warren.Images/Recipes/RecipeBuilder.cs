using System.Text.Json;
using Warren.Api.Images;
using Warren.Images.Layers;
using Warren.Images.Store;

namespace Warren.Images.Recipes;

/// <summary>Builds an image of one layer by a recipe, without a container engine.</summary>
internal sealed class RecipeBuilder(ContentStore store, UnpackLimits limits, HttpClient http, TimeProvider time)
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>Builds the image, unless it was built of the same recipe and <paramref name="force"/> is not given.</summary>
    public async Task<StoredReference> BuildAsync(
        Recipe recipe, ImageReference name, bool force, IProgress<ImageProgress>? progress, CancellationToken cancellationToken)
    {
        using var building = await store.LockAsync($"build-{recipe.Name}", cancellationToken).ConfigureAwait(false);
        if (!force && store.FindReference(name.Tagged) is { } built && built.RecipeDigest == recipe.Digest && store.IsComplete(built))
        {
            progress?.Report(new() { Message = $"{name.Tagged} is built already", Step = 1, Steps = 1 });
            return built;
        }
        using var temporary = store.MakeTemporary();
        var root = temporary.File("root");
        List<NpmPackage> npm = [.. recipe.Npm.Where(package => (package.Architecture ?? OciPlatform.Host.Architecture) == OciPlatform.Host.Architecture)];
        var report = Reporter(progress, DebianRoot.Steps + npm.Count + 3);
        await DebianRoot.MakeAsync(recipe, root, report, cancellationToken).ConfigureAwait(false);
        using (var tree = new LayerTree(root))
        {
            foreach (var (index, package) in npm.Index())
            {
                report(DebianRoot.Steps + index + 1, $"install {package.Name} {package.Version} from npm");
                await AddAsync(package, temporary, tree, cancellationToken).ConfigureAwait(false);
            }
            report(DebianRoot.Steps + npm.Count + 1, "add users and clean up");
            await new RootFinisher(recipe, root, tree, time.GetUtcNow()).FinishAsync(cancellationToken).ConfigureAwait(false);
        }
        report(DebianRoot.Steps + npm.Count + 2, "pack the layer");
        var stored = await RegisterAsync(recipe, name, root, temporary, cancellationToken).ConfigureAwait(false);
        report(DebianRoot.Steps + npm.Count + 3, $"built {name.Tagged}");
        return stored;
    }

    private static Action<int, string> Reporter(IProgress<ImageProgress>? progress, int steps) =>
        (step, message) => progress?.Report(new() { Message = message, Step = step, Steps = steps });

    private async Task AddAsync(NpmPackage package, TemporaryFolder temporary, LayerTree tree, CancellationToken cancellationToken)
    {
        var file = temporary.File("npm.tgz");
        await new NpmRegistry(http, NpmRegistry.ForHost()).FetchAsync(package, file, cancellationToken).ConfigureAwait(false);
        await Task.Run(() => Unpack(package, file, tree, cancellationToken), cancellationToken).ConfigureAwait(false);
        File.Delete(file);
        foreach (var (program, target) in package.Bin)
        {
            var attributes = new EntryAttributes(0, 0, default, time.GetUtcNow());
            tree.MakeLink(new($"usr/local/bin/{program}"), $"../lib/node_modules/{package.Name}/{target}", attributes);
        }
    }

    private void Unpack(NpmPackage package, string file, LayerTree tree, CancellationToken cancellationToken)
    {
        using var packed = File.OpenRead(file);
        using var guarded = GuardedStream.Open(packed, limits);
        new NpmUnpacker(tree, limits, package).Unpack(guarded, cancellationToken);
    }

    private async Task<StoredReference> RegisterAsync(
        Recipe recipe, ImageReference name, string root, TemporaryFolder temporary, CancellationToken cancellationToken)
    {
        var file = temporary.File("layer.tar.gz");
        var (diff, packed, size) = await Task.Run(() => LayerTar.Pack(root, file, cancellationToken), cancellationToken).ConfigureAwait(false);
        using var adding = await store.LockForAddingAsync(cancellationToken).ConfigureAwait(false);
        store.AdoptLayer(root, diff);
        store.AdoptBlob(file, packed);
        var config = store.AddDocument(JsonSerializer.SerializeToUtf8Bytes(Describe(recipe, diff), StoreJson.Default.OciImage), ConfigType);
        var layer = new OciDescriptor { MediaType = LayerType, Digest = packed.ToString(), Size = size };
        var manifest = store.AddDocument(JsonSerializer.SerializeToUtf8Bytes(
            new OciManifest { MediaType = ManifestType, Config = config, Layers = [layer] }, StoreJson.Default.OciManifest), ManifestType);
        var reference = new StoredReference
        {
            Reference = name.Tagged,
            Digest = manifest.Digest!,
            CreatedAt = time.GetUtcNow(),
            RecipeDigest = recipe.Digest,
        };
        store.WriteReference(reference);
        return reference;
    }

    private OciImage Describe(Recipe recipe, Digest diff) => new()
    {
        Created = time.GetUtcNow(),
        Architecture = OciPlatform.Host.Architecture,
        OperatingSystem = OciPlatform.Host.OperatingSystem,
        Config = new()
        {
            Environment = [.. recipe.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
            WorkingFolder = recipe.Workdir,
            User = recipe.User,
            Command = ["/bin/bash"],
        },
        Root = new() { Type = "layers", DiffDigests = [diff.ToString()] },
    };
}
