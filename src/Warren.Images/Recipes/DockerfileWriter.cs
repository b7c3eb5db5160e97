using System.Text;

namespace Warren.Images.Recipes;

/// <summary>
/// Writes a recipe as a Dockerfile, for engines that build their own images. The result is kept beside the recipe. All
/// values were checked by <see cref="RecipeReader"/> to hold nothing that a Dockerfile or its shell would interpret.
/// </summary>
public static class DockerfileWriter
{
    /// <summary>The Dockerfile's text.</summary>
    public static string Write(Recipe recipe)
    {
        var text = new StringBuilder();
        text.Append("# Made from recipe.json; change that one.\n");
        text.Append($"FROM debian:{recipe.Suite}-slim\n");
        text.Append("ARG TARGETARCH\nARG NPM_REGISTRY=https://registry.npmjs.org\n");
        if (recipe.Packages.Count > 0)
            WriteDebian(text, recipe);
        if (recipe.Npm.Count > 0)
            WriteNpm(text, recipe);
        WriteUsers(text, recipe);
        foreach (var (name, value) in recipe.Environment)
            text.Append($"ENV {name}=\"{value}\"\n");
        text.Append($"WORKDIR {recipe.Workdir}\nUSER {recipe.User}\nCMD [\"/bin/bash\"]\n");
        return text.ToString();
    }

    private static void WriteDebian(StringBuilder text, Recipe recipe)
    {
        text.Append("RUN apt-get update \\\n && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends");
        foreach (var package in recipe.Packages)
            text.Append($" \\\n    {package}");
        text.Append(" \\\n && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*\n");
    }

    private static void WriteNpm(StringBuilder text, Recipe recipe)
    {
        text.Append("RUN set -eu; \\\n");
        text.Append("    add() { test \"$1\" = any || test \"$1\" = \"${TARGETARCH:-$(dpkg --print-architecture)}\" || return 0; \\\n");
        text.Append("      curl -fsSL -o /tmp/package.tgz \"$NPM_REGISTRY/$2/-/${2##*/}-$3.tgz\"; \\\n");
        text.Append("      echo \"$4  /tmp/package.tgz\" | sha512sum -c --quiet; \\\n");
        text.Append("      folder=\"/usr/local/lib/node_modules/$2\"; mkdir -p \"$folder\"; \\\n");
        text.Append("      tar -xzf /tmp/package.tgz -C \"$folder\" --strip-components=1 --no-same-owner; rm /tmp/package.tgz; \\\n");
        text.Append("      for left in $5; do rm -rf \"$folder/$left\"; done; \\\n");
        text.Append("      for bin in $6; do chmod 755 \"$folder/${bin#*=}\"; ln -s \"$folder/${bin#*=}\" \"/usr/local/bin/${bin%%=*}\"; done; }");
        foreach (var package in recipe.Npm)
            text.Append($"; \\\n    add {package.Architecture ?? "any"} {package.Name} {package.Version} \\\n      {HexOf(package.Integrity)} \\\n"
                + $"      \"{string.Join(' ', package.Exclude)}\" \"{string.Join(' ', package.Bin.Select(bin => $"{bin.Key}={bin.Value}"))}\"");
        text.Append('\n');
    }

    private static void WriteUsers(StringBuilder text, Recipe recipe)
    {
        foreach (var user in recipe.Users)
            text.Append($"RUN groupadd --gid {user.Id} {user.Name} \\\n"
                + $" && useradd --uid {user.Id} --gid {user.Id} --create-home --home-dir {user.Home} --shell {user.Shell} {user.Name}\n");
        foreach (var folder in recipe.Folders)
            text.Append($"RUN install -d -o {folder.Owner} -g {folder.Owner} -m 755 {folder.Path}\n");
        foreach (var path in recipe.Remove)
            text.Append($"RUN rm -f {path}\n");
    }

    private static string HexOf(string integrity) => Convert.ToHexStringLower(Convert.FromBase64String(integrity["sha512-".Length..]));
}
