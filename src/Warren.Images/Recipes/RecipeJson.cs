using System.Text.Json;
using System.Text.Json.Serialization;

namespace Warren.Images.Recipes;

/// <summary>JSON of recipes, which people write by hand.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(RecipeDocument))]
internal sealed partial class RecipeJson : JsonSerializerContext;
