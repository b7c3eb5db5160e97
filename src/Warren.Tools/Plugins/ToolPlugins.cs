using System.Reflection;
using System.Runtime.Loader;
using Warren.Api;

namespace Warren.Tools.Plugins;

/// <summary>
/// Loads tools from assemblies. What is in the folder runs with all rights of the server, so only its own user, or root,
/// may be able to write there.
/// </summary>
public static class ToolPlugins
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Every tool of the assemblies <c>FOLDER/*.dll</c> and <c>FOLDER/NAME/NAME.dll</c>; none where there is no such folder.</summary>
    /// <exception cref="WarrenException">InvalidRequest: one cannot be loaded, has no tool, or could have been written by somebody else.</exception>
    public static IReadOnlyList<ITool> Load(string folder) =>
        Directory.Exists(folder) ? [.. Assemblies(folder).SelectMany(LoadAssembly)] : [];

    private static IEnumerable<string> Assemblies(string folder)
    {
        RequireOwn(folder);
        foreach (var below in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            RequireOwn(below);
            if (Path.Combine(below, $"{Path.GetFileName(below)}.dll") is var main && File.Exists(main))
                yield return main;
        }
        foreach (var file in Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal))
            yield return file;
    }

    private static void RequireOwn(string path)
    {
        if ((File.GetUnixFileMode(path) & OthersWrite) != 0)
            throw Wrong(path, "others can write there, and what is in it runs with the server's rights; take that from them (chmod go-w)");
    }

    private static List<ITool> LoadAssembly(string path)
    {
        RequireOwn(path);
        try
        {
            var assembly = new PluginContext(path).LoadFromAssemblyPath(Path.GetFullPath(path));
            var tools = assembly.GetExportedTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(ITool)))
                .Select(type => (ITool)Activator.CreateInstance(type)!)
                .ToList();
            return tools.Count > 0 ? tools : throw Wrong(path, $"it has no public class that is an {nameof(ITool)} and can be made without arguments");
        }
        catch (Exception failure) when (failure is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException
            or ReflectionTypeLoadException or MissingMethodException or TargetInvocationException)
        {
            throw Wrong(path, (failure as TargetInvocationException)?.InnerException?.Message ?? failure.Message);
        }
    }

    private static WarrenException Wrong(string path, string why) =>
        new(ErrorCode.InvalidRequest, $"The tool plugin {path} cannot be loaded: {why}.");

    // What the server has itself is shared, so that a plugin's ITool is the server's; the rest comes from beside the plugin.
    private sealed class PluginContext(string path) : AssemblyLoadContext(Path.GetFileName(path))
    {
        private readonly AssemblyDependencyResolver _beside = new(Path.GetFullPath(path));

        protected override Assembly? Load(AssemblyName name)
        {
            if (Default.Assemblies.Any(assembly => assembly.GetName().Name == name.Name))
                return null;
            return _beside.ResolveAssemblyToPath(name) is { } found ? LoadFromAssemblyPath(found) : null;
        }
    }
}
