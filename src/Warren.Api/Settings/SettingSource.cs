namespace Warren.Api.Settings;

/// <summary>Where a value comes from, the strongest last.</summary>
public enum SettingSource
{
    /// <summary>Nothing sets it.</summary>
    Default,

    /// <summary>The configuration file.</summary>
    ConfigFile,

    /// <summary>The file <c>.env</c> of the current folder.</summary>
    DotEnv,

    /// <summary>The environment.</summary>
    Environment,

    /// <summary>A flag of the command line.</summary>
    Flag,
}
