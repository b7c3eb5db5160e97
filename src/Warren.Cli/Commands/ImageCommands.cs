using System.CommandLine;
using Warren.Api;
using Warren.Api.Images;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary><c>image</c> with what is below it.</summary>
internal static class ImageCommands
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("image", "List, build and import images") { List(), Build(), Import(), Delete() };

    private static Command List()
    {
        var command = new Command("list", "List images");
        command.Aliases.Add("ls");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var images = await client.Images.ListAsync(cancellationToken);
            new Listing<ImageInfo>
            {
                Items = images,
                Json = WarrenJson.Wire.PageImageInfo,
                Id = image => image.Digest,
                Name = image => image.Reference,
                Headings = ["REFERENCE~", "DIGEST", "SIZE", "AGE"],
                Row = image => [image.Reference, image.Digest[..19], Sizes.Format(image.Size), Ages.Format(image.CreatedAt)],
            }.Write(parsed.Format());
            return 0;
        });
        return command;
    }

    private static Command Build()
    {
        var reference = new Argument<string>("IMAGE") { Description = "The image", DefaultValueFactory = _ => "warren/worker" };
        var force = new Option<bool>("--force") { Description = "Also when its recipe has not changed, for newer packages" };
        var command = new Command("build", "Build one of Warren's own images") { reference, force };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var image = parsed.GetValue(reference)!;
            await ImageProvision.WatchAsync($"Building the image {image}", client.Images.BuildAsync(image, parsed.GetValue(force), cancellationToken));
            return 0;
        });
        return command;
    }

    private static Command Import()
    {
        var archive = new Argument<string>("ARCHIVE") { Description = "oci-archive:FILE or docker-archive:FILE" };
        var name = new Argument<string?>("NAME") { Description = "Reference it gets; default the one in the archive", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("import", "Import an image from a file") { archive, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var text = parsed.GetValue(archive)!;
            var kind = text.Split("-archive:")[0];
            if (kind is not ("oci" or "docker") || kind.Length == text.Length)
                throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' is no archive; write oci-archive:FILE or docker-archive:FILE.");
            await using var file = LocalFile.Open(text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            await ImageProvision.WatchAsync("Importing", client.Images.ImportAsync(parsed.GetValue(name), kind, file, cancellationToken));
            return 0;
        });
        return command;
    }

    private static Command Delete()
    {
        var references = new Argument<string[]>("IMAGE") { Description = "The images", Arity = ArgumentArity.OneOrMore };
        var command = new Command("delete", "Delete images") { references };
        command.Aliases.Add("rm");
        command.Aliases.Add("remove"); // Its name in the versions before.
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            foreach (var reference in parsed.GetValue(references)!)
                await client.Images.RemoveAsync(reference, cancellationToken);
            return 0;
        });
        return command;
    }
}
