using System.Text.Json;
using System.Text.Json.Serialization;

namespace Warren.Images.Recipes;

/// <summary>A <c>recipe.json</c> as it was written: everything may be missing or wrong, and what is unknown is kept to be told of.</summary>
internal sealed record RecipeDocument
{
    public string? Suite { get; init; }

    public List<string?>? Packages { get; init; }

    public List<NpmEntry?>? Npm { get; init; }

    public List<UserEntry?>? Users { get; init; }

    public List<FolderEntry?>? Folders { get; init; }

    public List<string?>? Remove { get; init; }

    public Dictionary<string, string?>? Environment { get; init; }

    public string? Workdir { get; init; }

    public string? User { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    internal sealed record NpmEntry
    {
        public string? Name { get; init; }

        public string? Version { get; init; }

        public string? Integrity { get; init; }

        public string? Architecture { get; init; }

        public Dictionary<string, string?>? Bin { get; init; }

        public List<string?>? Exclude { get; init; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Unknown { get; set; }
    }

    internal sealed record UserEntry
    {
        public string? Name { get; init; }

        public int? Id { get; init; }

        public string? Home { get; init; }

        public string? Shell { get; init; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Unknown { get; set; }
    }

    internal sealed record FolderEntry
    {
        public string? Path { get; init; }

        public string? Owner { get; init; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Unknown { get; set; }
    }
}
