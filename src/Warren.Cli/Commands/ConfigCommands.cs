using System.CommandLine;
using Warren.Api;
using Warren.Api.Settings;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary><c>config show</c>.</summary>
internal static class ConfigCommands
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("config", "Show settings") { Show() };

    private static ExplainedCommand Show()
    {
        var set = new Option<bool>("--set") { Description = "Only what something sets, without the defaults" };
        var command = new ExplainedCommand("show", "Show every setting in force and where it comes from: a flag, the environment, .env, the configuration file, or nowhere; secrets are masked",
            "warren config show", "warren config show --set", "warren config show -o json")
        {
            set,
        };
        SettingOption.AddServer(command);
        command.SetAction(parsed =>
        {
            var reader = parsed.Settings();
            var state = Api.Local.StateFolder.Open(reader.Find(SettingCatalog.StateFolder).Value);
            var values = reader.Read(state).Values.Where(value => !parsed.GetValue(set) || value.Value is not null)
                .Select(value => Describe(value, state.Path)).ToList();
            foreach (var notice in reader.Notices)
                Screen.Notice(notice);
            Listing(values).Write(parsed.Format());
            if (parsed.Format() == OutputFormat.Table && Screen.IsTerminal)
                WriteNotes(values, reader.Find(SettingCatalog.ConfigFile).Value ?? state.ConfigFile);
            return 0;
        });
        return command;
    }

    // What a table has no room for.
    private static void WriteNotes(IEnumerable<SettingInfo> settings, string file)
    {
        Console.WriteLine($"\nConfiguration file: {file}{(File.Exists(file) ? "" : " (there is none)")}");
        foreach (var setting in settings.Where(setting => setting is { Origin: not null, Note: not null }))
            Console.WriteLine($"{setting.Name}: {setting.Note}");
    }

    private static SettingInfo Describe(SettingValue value, string stateFolder) => new()
    {
        Name = value.Setting.Name,
        Value = value.Shown ?? (value.Setting == SettingCatalog.StateFolder ? stateFolder : value.Setting.Default),
        Source = value.Source switch
        {
            SettingSource.Flag => "flag",
            SettingSource.Environment => "environment",
            SettingSource.DotEnv => ".env",
            SettingSource.ConfigFile => "config file",
            _ => "default",
        },
        Origin = value.Origin,
        Summary = value.Setting.Summary,
        Note = value.Setting.Note,
        Variables = value.Setting.Variables,
    };

    private static Listing<SettingInfo> Listing(IReadOnlyList<SettingInfo> settings) => new()
    {
        Items = settings,
        Json = WarrenJson.Wire.PageSettingInfo,
        Id = setting => setting.Name,
        Headings = ["SETTING", "VALUE~", "SOURCE"],
        Row = setting =>
        [
            setting.Name,
            new(setting.Value ?? "-", setting.Origin is null ? Tone.Faint : Tone.Plain),
            setting.Origin is null ? new Cell(setting.Source, Tone.Faint) : new Cell($"{setting.Source}: {setting.Origin}"),
        ],
    };
}
