namespace Warren.Images.Recipes;

/// <summary>A user of an image, with a group of the same name and id and a home folder.</summary>
/// <param name="Name">Name.</param>
/// <param name="Id">User id and group id.</param>
/// <param name="Home">Absolute path of the home folder.</param>
/// <param name="Shell">Absolute path of the login shell.</param>
public sealed record RecipeUser(string Name, int Id, string Home, string Shell);
