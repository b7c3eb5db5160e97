namespace Warren.Api.Settings;

/// <summary>What is in force for a setting.</summary>
/// <param name="Setting">Which.</param>
/// <param name="Value">Its value as it was written; null where nothing sets it.</param>
/// <param name="Source">Where that is from.</param>
/// <param name="Origin">The very flag, variable or key that sets it; null where nothing does.</param>
public sealed record SettingValue(Setting Setting, string? Value, SettingSource Source, string? Origin)
{
    private const string Mask = "***";

    /// <summary>The value for people: of a secret nothing but that it is there, of an address with a password all but that.</summary>
    public string? Shown => Value is null || !Setting.IsSecret ? Value : MaskedAddress(Value) ?? Mask;

    // Of what is no address with a user, nothing can be shown: it may be anything. Queries may hold passwords, too.
    private static string? MaskedAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { UserInfo: { Length: > 0 } user, Host.Length: > 0 }
            ? $"{url.Scheme}://{user.Split(':')[0]}:{Mask}@{url.Authority}{url.AbsolutePath}"
            : null;
}
