using System.Globalization;
using Warren.Api.Local;

namespace Warren.Api.Settings;

/// <summary>
/// Finds what is set, in order of strength: flags, the environment, the file <c>.env</c> of the current folder, the
/// configuration file. A value that is empty sets nothing.
/// </summary>
public sealed class SettingsReader
{
    private readonly IReadOnlyDictionary<string, string> _flags;
    private readonly Func<string, string?> _environment;
    private readonly IReadOnlyDictionary<string, string> _dotEnv;
    private readonly List<string> _notices = [];

    /// <summary>Reads the files that need no state folder.</summary>
    /// <param name="flags">Values by setting's name.</param>
    /// <param name="environment">A variable's value.</param>
    /// <param name="folder">The current folder; null reads no <c>.env</c>.</param>
    /// <exception cref="WarrenException">The file <c>.env</c> cannot be read.</exception>
    public SettingsReader(IReadOnlyDictionary<string, string> flags, Func<string, string?> environment, string? folder)
    {
        (_flags, _environment) = (flags, environment);
        var found = folder is null ? new Dictionary<string, string>() : DotEnv.Read(folder, Owners(environment), _notices);
        _dotEnv = found.Keys.Any(IsOwnSetting) ? found : OfAnotherProgram(found);
    }

    /// <summary>For this process: its environment, its current folder.</summary>
    public static SettingsReader OfProcess(IReadOnlyDictionary<string, string> flags) => new(flags, Environment.GetEnvironmentVariable, CurrentFolder());

    /// <summary>Why something that is there does not count, for people.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>What flags, environment and <c>.env</c> say, without the configuration file.</summary>
    public SettingValue Find(Setting setting) => Find(setting, new Dictionary<Setting, string>());

    /// <summary>Everything, with the configuration file.</summary>
    /// <exception cref="WarrenException">That file cannot be read.</exception>
    public IReadOnlyDictionary<Setting, SettingValue> Read(StateFolder state)
    {
        var named = Find(SettingCatalog.ConfigFile).Value;
        var file = ConfigFile.Read(named ?? state.ConfigFile, named is not null);
        return SettingCatalog.All.ToDictionary(setting => setting, setting => Find(setting, file));
    }

    private SettingValue Find(Setting setting, IReadOnlyDictionary<Setting, string> file)
    {
        if (_flags.GetValueOrDefault(setting.Name) is { Length: > 0 } flag)
            return new(setting, flag, SettingSource.Flag, "--" + setting.Name);
        foreach (var variable in setting.Variables)
            if (Meant(variable, _environment(variable)) is { } value)
                return new(setting, value, SettingSource.Environment, variable);
        foreach (var variable in setting.IsPrivileged ? [] : setting.Variables)
            if (Meant(variable, _dotEnv.GetValueOrDefault(variable)) is { } value)
                return new(setting, value, SettingSource.DotEnv, variable);
        return file.GetValueOrDefault(setting) is { Length: > 0 } kept
            ? new(setting, kept, SettingSource.ConfigFile, setting.Key)
            : new(setting, null, SettingSource.Default, null);
    }

    private static string? CurrentFolder()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (IOException)
        {
            return null; // It was removed; then there is nothing in it either.
        }
    }

    private static string? Meant(string variable, string? value) =>
        string.IsNullOrEmpty(value) ? null : variable == "RUST_LOG" ? RustLog.Level(value) : value;

    // Where the server runs as root for somebody who used sudo(8), the file is theirs.
    private static HashSet<uint> Owners(Func<string, string?> environment)
    {
        HashSet<uint> owners = [0, FileOwner.Current];
        if (FileOwner.Current == 0 && uint.TryParse(environment("SUDO_UID"), NumberStyles.None, CultureInfo.InvariantCulture, out var user))
            owners.Add(user);
        return owners;
    }

    private static bool IsOwnSetting(string variable) => Setting.IsOwn(variable) && SettingCatalog.All.Any(setting => setting.Variables.Contains(variable));

    // DATABASE_URL, PORT and the like are set by many a project for itself: its database is not ours to fill.
    private Dictionary<string, string> OfAnotherProgram(IReadOnlyDictionary<string, string> found)
    {
        var shared = SettingCatalog.All.SelectMany(setting => setting.Variables).Where(found.ContainsKey).ToList();
        if (shared.Count > 0)
            _notices.Add($"The file .env of this folder is taken for another program's, and its {string.Join(", ", shared)} does not count: "
                + "that needs a line there with a name of Warren's own, such as WARREN_PORT.");
        return [];
    }
}
