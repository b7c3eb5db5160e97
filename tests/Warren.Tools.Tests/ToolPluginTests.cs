using Warren.Api;
using Warren.TestKit;
using Warren.Tools.Plugins;

namespace Warren.Tools.Tests;

public sealed class ToolPluginTests : IDisposable
{
    private const string Plugin = "Warren.Tools.Plugin";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Plugin_is_loaded_from_a_folder_of_its_own_and_from_the_folder_itself()
    {
        var own = _folder.CreateSubdirectory(Plugin);
        Copy(Path.Combine(own.FullName, $"{Plugin}.dll"));
        var tool = Assert.Single(ToolPlugins.Load(_folder.FullName));
        Assert.Equal("word_count", tool.Name);
        Assert.Equal("text", new ToolRegistry([tool]).List()[0].InputSchema.GetProperty("properties").EnumerateObject().First().Name);

        own.Delete(recursive: true);
        Copy(Path.Combine(_folder.FullName, "any-name.dll"));
        Assert.Single(ToolPlugins.Load(_folder.FullName));
    }

    [Fact]
    public void No_folder_and_an_empty_one_have_no_tools()
    {
        Assert.Empty(ToolPlugins.Load(Path.Combine(_folder.FullName, "none")));
        Assert.Empty(ToolPlugins.Load(_folder.FullName));
    }

    [Fact]
    public void What_is_no_assembly_or_has_no_tool_is_named()
    {
        var file = Path.Combine(_folder.FullName, "broken.dll");
        File.WriteAllText(file, "no assembly");
        Assert.Contains("broken.dll", Refusal(), StringComparison.Ordinal);

        File.Copy(typeof(WarrenException).Assembly.Location, file, overwrite: true);
        Assert.Contains("no public class", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_can_write_is_refused()
    {
        var file = Path.Combine(_folder.FullName, $"{Plugin}.dll");
        Copy(file);
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherWrite);
        Assert.Contains("others can write there", Refusal(), StringComparison.Ordinal);

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(_folder.FullName, File.GetUnixFileMode(_folder.FullName) | UnixFileMode.GroupWrite);
        Assert.Contains("others can write there", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tools_of_one_name_and_odd_names_are_refused()
    {
        Assert.Contains("two tools", Assert.Throws<WarrenException>(() => new ToolRegistry([new ShellTool(), new ShellTool()])).Message, StringComparison.Ordinal);
        Assert.Contains("../x", Assert.Throws<WarrenException>(() => new ToolRegistry([new OddTool()])).Message, StringComparison.Ordinal);
    }

    private string Refusal() => Assert.Throws<WarrenException>(() => ToolPlugins.Load(_folder.FullName)).Message;

    private static void Copy(string target)
    {
        // Built in the configuration that these tests were built in.
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        File.Copy(Path.Combine(Repository.Root, "artifacts", "bin", Plugin, configuration, $"{Plugin}.dll"), target);
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private sealed class OddTool : Tool<ShellInput>
    {
        public override string Name => "../x";

        public override string Description => "";

        public override ToolPlan Plan(ShellInput input) => new() { Command = ["true"] };
    }
}
