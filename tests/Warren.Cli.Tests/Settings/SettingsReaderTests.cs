using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Settings;

namespace Warren.Cli.Tests.Settings;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-settings-");
    private readonly StateFolder _state;

    public SettingsReaderTests() => _state = StateFolder.Open(Path.Combine(_folder.FullName, "state"));

    [Theory]
    [InlineData(SettingSource.Flag, "1", "--port")]
    [InlineData(SettingSource.Environment, "2", "WARREN_PORT")]
    [InlineData(SettingSource.DotEnv, "3", "WARREN_PORT")]
    [InlineData(SettingSource.ConfigFile, "4", "port")]
    [InlineData(SettingSource.Default, null, null)]
    public void The_strongest_source_counts(SettingSource strongest, string? value, string? origin)
    {
        Dictionary<string, string> flags = [], environment = [];
        if (strongest >= SettingSource.Flag)
            flags["port"] = "1";
        if (strongest >= SettingSource.Environment)
            environment["WARREN_PORT"] = "2";
        if (strongest >= SettingSource.DotEnv)
            Write(".env", "WARREN_PORT=3\n");
        if (strongest >= SettingSource.ConfigFile)
            Write("state/config.json", """{ "port": 4 }""");

        var found = Read("port", environment, flags);

        Assert.Equal((value, strongest, origin), (found.Value, found.Source, found.Origin));
    }

    [Fact]
    public void A_name_of_a_replaced_system_in_a_stronger_place_counts_more_than_our_own_in_a_weaker_one()
    {
        Write(".env", "WARREN_LOG_LEVEL=error\n");

        Assert.Equal("AGENT_LOG_LEVEL", Read("log-level", new() { ["AGENT_LOG_LEVEL"] = "debug" }).Origin);
    }

    [Theory]
    [InlineData("host", "RAWORC_HOST", "10.0.0.1")]
    [InlineData("port", "RAWORC_PORT", "9001")]
    [InlineData("port", "PORT", "9001")]
    [InlineData("image", "HOST_AGENT_IMAGE", "other")]
    [InlineData("cpu-limit", "HOST_AGENT_CPU_LIMIT", "0.5")]
    [InlineData("memory-limit", "HOST_AGENT_MEMORY_LIMIT", "536870912")]
    [InlineData("disk-limit", "HOST_AGENT_DISK_LIMIT", "1073741824")]
    [InlineData("volumes", "HOST_AGENT_VOLUMES_PATH", "/var/lib/volumes")]
    [InlineData("log-level", "RUST_LOG", "info")]
    [InlineData("state-dir", "AGENT_STATE_DIR", "/var/lib/agent")]
    [InlineData("log-level", "AGENT_LOG_LEVEL", "warn")]
    [InlineData("key", "AGENT_API_KEY", "secret")]
    [InlineData("docker-socket", "DOCKER_SOCKET_PATH", "/var/run/docker.sock")]
    [InlineData("artifacts", "AA_STORAGE_PATH", "/var/lib/artifacts")]
    [InlineData("debug-ui", "DEBUG_UI", "true")]
    [InlineData("database-url", "DATABASE_URL", "postgresql://host/db")]
    [InlineData("jwt-secret", "JWT_SECRET", "0123456789")]
    public void Names_of_replaced_systems_are_honoured(string setting, string variable, string value) =>
        Assert.Equal((value, variable), (Read(setting, new() { [variable] = value }).Value, Read(setting, new() { [variable] = value }).Origin));

    [Theory]
    [InlineData("debug", "debug")]
    [InlineData("hyper=warn,info", "info")]
    [InlineData("raworc=debug", null)]
    [InlineData("off", null)]
    public void Of_RUST_LOG_the_level_for_everything_counts(string text, string? level) =>
        Assert.Equal(level, Read("log-level", new() { ["RUST_LOG"] = text }).Value);

    [Fact]
    public void An_env_file_of_another_program_sets_nothing_and_that_is_said()
    {
        Write(".env", "DATABASE_URL=postgresql://shop:pw@db/shop\nPORT=3000\n");
        var reader = Reader([], []);

        Assert.Null(reader.Find(Named("database-url")).Value);
        Assert.Contains("DATABASE_URL", Assert.Single(reader.Notices), StringComparison.Ordinal);
        Assert.DoesNotContain("pw", reader.Notices[0], StringComparison.Ordinal);
    }

    [Fact]
    public void With_one_name_of_our_own_all_of_an_env_file_counts()
    {
        Write(".env", "DATABASE_URL=postgresql://warren:pw@db/warren\nWARREN_PORT=9001\n");

        Assert.Equal(SettingSource.DotEnv, Read("database-url", []).Source);
    }

    [Theory]
    [InlineData("WARREN_GUEST", "guest")]
    [InlineData("WARREN_TOOL_PLUGINS", "tool-plugins")]
    [InlineData("WARREN_MOUNT_ROOTS", "mount-roots")]
    [InlineData("WARREN_CONFIG", "config")]
    public void No_env_file_names_programs_or_folders_that_the_server_uses_with_its_rights(string variable, string setting)
    {
        Write(".env", $"WARREN_PORT=1\n{variable}=/tmp/evil\n");

        Assert.Null(Read(setting, []).Value);
        Assert.Equal("/opt/fine", Reader(new() { [variable] = "/opt/fine" }, []).Find(Named(setting)).Value);
    }

    [Fact]
    public void An_env_file_that_others_can_write_does_not_count()
    {
        Write(".env", "WARREN_PORT=1\n");
        File.SetUnixFileMode(Path.Combine(_folder.FullName, ".env"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        var reader = Reader([], []);

        Assert.Null(reader.Find(Named("port")).Value);
        Assert.Contains("chmod go-w", Assert.Single(reader.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void An_env_file_that_is_a_link_or_somebody_elses_does_not_count()
    {
        Write("real", "WARREN_PORT=1\n");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, ".env"), Path.Combine(_folder.FullName, "real"));
        Assert.Null(Read("port", []).Value);
        if (FileOwner.Current != 0)
            return; // Only root gives files away.

        File.Delete(Path.Combine(_folder.FullName, ".env"));
        Write(".env", "WARREN_PORT=1\n");
        FileOwner.Give(Path.Combine(_folder.FullName, ".env"), 12345, 12345);

        Assert.Null(Read("port", []).Value);
        Assert.Equal("1", Read("port", new() { ["SUDO_UID"] = "12345" }).Value); // For them the server is started.
    }

    [Fact]
    public void A_file_that_is_named_has_to_be_there()
    {
        var refused = Assert.Throws<WarrenException>(() => Read("port", new() { ["WARREN_CONFIG"] = "/nowhere/config.json" }));

        Assert.Equal(ErrorCode.InvalidRequest, refused.Code);
        Assert.Contains("WARREN_CONFIG", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://warren:hunter2@db:5432/warren?password=hunter2", "postgresql://warren:***@db:5432/warren")]
    [InlineData("host=db password=hunter2", "***")]
    [InlineData("hunter2", "***")]
    public void Secrets_are_masked(string value, string shown) => Assert.Equal(shown, Read("database-url", new() { ["DATABASE_URL"] = value }).Shown);

    public void Dispose() => _folder.Delete(recursive: true);

    private static Setting Named(string name) => SettingCatalog.All.Single(setting => setting.Name == name);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder.FullName, file), text);

    private SettingValue Read(string setting, Dictionary<string, string> environment, Dictionary<string, string>? flags = null) =>
        Reader(environment, flags ?? []).Read(_state)[Named(setting)];

    private SettingsReader Reader(Dictionary<string, string> environment, Dictionary<string, string> flags) =>
        new(flags, environment.GetValueOrDefault, _folder.FullName);
}
