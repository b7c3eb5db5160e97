using System.Globalization;
using System.Reflection;

namespace Warren.Storage.Migrating;

/// <summary>
/// The steps that this version knows. They are resources, from files <c>Migrations/DATABASE/0001-what.sql</c>, with the way
/// back in <c>0001-what.down.sql</c>. Numbers may be missing.
/// </summary>
internal static class MigrationFiles
{
    private const string Back = ".down";

    /// <summary>Those for a database, in their order.</summary>
    /// <param name="database">Name of the folder: <c>Sqlite</c> or <c>Postgres</c>.</param>
    public static IReadOnlyList<Migration> Of(string database)
    {
        var assembly = typeof(MigrationFiles).Assembly;
        var folder = database + "/";
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).ToHashSet();
        return [.. names.Where(name => !name.EndsWith(Back, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => new Migration(
            int.Parse(name.AsSpan(folder.Length, 4), NumberStyles.None, CultureInfo.InvariantCulture),
            name[folder.Length..],
            Read(assembly, name),
            names.Contains(name + Back) ? Read(assembly, name + Back) : null))];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
