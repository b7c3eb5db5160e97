using System.CommandLine;
using Warren.Api.Settings;

namespace Warren.Cli.Commands;

/// <summary>A flag that sets a setting, for whatever of the server or the command line reads it.</summary>
internal sealed class SettingOption : Option<string?>
{
    /// <summary>Makes it.</summary>
    public SettingOption(Setting setting, params string[] aliases)
        : base("--" + setting.Name, aliases)
    {
        Setting = setting;
        HelpName = setting.HelpName;
        Description = $"{setting.Summary}; default ${setting.Variables[0]}" + (setting.Default is { } standard ? $", else {standard}" : "");
    }

    /// <summary>What it sets.</summary>
    public Setting Setting { get; }

    /// <summary>One for everything that a server is started with.</summary>
    public static void AddServer(Command command)
    {
        foreach (var setting in SettingCatalog.OfServer.Where(setting => setting != SettingCatalog.StateFolder && !setting.IsSecret))
            command.Add(setting.Name == "port" ? new SettingOption(setting, "-p") : new SettingOption(setting));
    }

    /// <summary>What a command line sets.</summary>
    public static Dictionary<string, string> Given(ParseResult parsed) => parsed.RootCommandResult.Command.Options
        .Concat(parsed.CommandResult.Command.Options)
        .OfType<SettingOption>()
        .Distinct()
        .Where(option => parsed.GetValue(option) is { Length: > 0 })
        .ToDictionary(option => option.Setting.Name, option => parsed.GetValue(option)!);
}
