using System.Collections;
using Warren.Api.Local;
using Warren.Api.Settings;

namespace Warren.Server.Hosting;

/// <summary>
/// Finds the settings of a server's process. The configuration that ASP.NET Core makes is not used for that: to it a variable
/// <c>HOST</c> that some other program is for would be the flag <c>--host</c>.
/// </summary>
internal sealed partial class ServerSettings
{
    private readonly IConfiguration _flags;
    private readonly SettingsReader _reader;
    private IReadOnlyDictionary<Setting, SettingValue> _values = new Dictionary<Setting, SettingValue>();

    /// <summary>Reads flags and <c>.env</c>.</summary>
    public ServerSettings(string[] args)
    {
        _flags = new ConfigurationBuilder().AddCommandLine(args).Build();
        _reader = SettingsReader.OfProcess(SettingCatalog.OfServer
            .Where(setting => _flags[setting.Name] is { Length: > 0 })
            .ToDictionary(setting => setting.Name, setting => _flags[setting.Name]!));
    }

    /// <summary>Whether the server is to leave its terminal.</summary>
    public bool IsBackground => _flags["background"] is "true";

    /// <summary>The state folder that is meant.</summary>
    public StateFolder OpenState() => StateFolder.Open(_reader.Find(SettingCatalog.StateFolder).Value);

    /// <summary>All settings by their names, and what else has a name that can only be Warren's.</summary>
    public IConfiguration Read(StateFolder state)
    {
        _values = _reader.Read(state);
        // Flags that are no settings say what the process is to do.
        var found = _flags.AsEnumerable().ToDictionary(flag => flag.Key, flag => flag.Value, StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            if (Setting.IsOwn((string)variable.Key))
                found[(string)variable.Key] = (string?)variable.Value;
        foreach (var value in _values.Values.Where(value => value.Value is not null))
            foreach (var name in value.Setting.Variables.Prepend(value.Setting.Name))
                found[name] = value.Value;
        return new ConfigurationBuilder().AddInMemoryCollection(found).Build();
    }

    /// <summary>Says what whoever set something may not expect.</summary>
    public void Report(ILogger logger, ServerOptions options)
    {
        foreach (var notice in _reader.Notices)
            LogNotice(logger, notice);
        foreach (var value in _values.Values.Where(value => value is { Value: not null, Setting.Note: { } note } && note.StartsWith("Not used", StringComparison.Ordinal)))
            LogNotice(logger, $"{value.Origin}: {value.Setting.Note}");
        if (!BorderSettings.IsLoopback(options.Host))
            LogOpen(logger, options.Host.ToString());
    }

    [LoggerMessage(110, LogLevel.Warning, "{Notice}")]
    private static partial void LogNotice(ILogger logger, string notice);

    [LoggerMessage(111, LogLevel.Warning,
        "The server can be reached by other machines at {Address}, without encryption: tokens and what is worked on can be read on the way. A reverse proxy with https, and WARREN_PUBLIC_URL, keeps them secret.")]
    private static partial void LogOpen(ILogger logger, string address);
}
