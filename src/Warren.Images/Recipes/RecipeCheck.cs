using System.Text.Json;
using System.Text.RegularExpressions;
using Warren.Api;

namespace Warren.Images.Recipes;

/// <summary>
/// Collects everything that is wrong with a recipe. Values also go into a Dockerfile, so each kind allows only
/// characters that mean nothing there.
/// </summary>
internal sealed partial class RecipeCheck
{
    private readonly Dictionary<string, List<string>> _errors = [];

    /// <summary>Throws when anything was wrong.</summary>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
            throw new WarrenException(_errors.ToDictionary(field => field.Key, field => field.Value.ToArray()));
    }

    public void Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
            _errors[field] = messages = [];
        messages.Add(message);
    }

    public void Unknown(string field, Dictionary<string, JsonElement>? unknown)
    {
        foreach (var name in unknown?.Keys ?? Enumerable.Empty<string>())
            Add(field.Length == 0 ? name : $"{field}.{name}", "is no field of a recipe");
    }

    public string Text(string field, string? value, Regex form, string expected)
    {
        if (value is null || !form.IsMatch(value))
            Add(field, $"must be {expected}");
        return value ?? "";
    }

    public string AbsolutePath(string field, string? value)
    {
        var path = Text(field, value, PathForm(), "an absolute path of letters, digits, '.', '_', '-', '+' and '@'");
        if (path.Split('/').Contains(".."))
            Add(field, "must have no '..' in it");
        return path;
    }

    public string RelativePath(string field, string? value) => AbsolutePath(field, value is null ? null : "/" + value).TrimStart('/');

    /// <summary>Checks each of a list that may be missing, and each field of it by number.</summary>
    public List<TOut> Each<TIn, TOut>(string field, IEnumerable<TIn?>? values, Func<string, TIn, TOut> check)
        where TIn : class
    {
        List<TOut> checkedOnes = [];
        foreach (var (index, value) in (values ?? []).Index())
        {
            if (value is null)
                Add($"{field}[{index}]", "must not be null");
            else
                checkedOnes.Add(check($"{field}[{index}]", value));
        }
        return checkedOnes;
    }

    public void Unique(string field, IEnumerable<string> values)
    {
        foreach (var twice in values.GroupBy(value => value).Where(group => group.Count() > 1))
            Add(field, $"has '{twice.Key}' twice");
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,31}\z")]
    public static partial Regex NameForm();

    // Debian policy 5.6.1.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9+.-]+\z")]
    public static partial Regex DebianPackageForm();

    [GeneratedRegex(@"\A(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*\z")]
    public static partial Regex NpmPackageForm();

    [GeneratedRegex(@"\A[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?\z")]
    public static partial Regex VersionForm();

    // A SHA-512 digest has 64 bytes.
    [GeneratedRegex(@"\Asha512-[A-Za-z0-9+/]{86}==\z")]
    public static partial Regex IntegrityForm();

    [GeneratedRegex(@"\A(amd64|arm64)\z")]
    public static partial Regex ArchitectureForm();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    public static partial Regex VariableForm();

    [GeneratedRegex(@"\A[A-Za-z0-9 ./:_,=@%+-]*\z")]
    public static partial Regex VariableValueForm();

    [GeneratedRegex(@"\A(/[A-Za-z0-9._+@-]+)+\z")]
    private static partial Regex PathForm();
}
