namespace Warren.Images.Recipes;

/// <summary>A folder of an image.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Owner">User of the recipe that owns it, or <c>root</c>.</param>
public sealed record RecipeFolder(string Path, string Owner);
