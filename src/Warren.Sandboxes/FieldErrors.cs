using System.Globalization;
using Warren.Api;

namespace Warren.Sandboxes;

/// <summary>Collects what is wrong; what the host lacks has another code than what the caller got wrong.</summary>
internal sealed class FieldErrors
{
    private static readonly string[] Units = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    private readonly Dictionary<string, List<string>> _errors = [];
    private bool _onlyMissing = true;

    /// <summary>Adds what the caller got wrong.</summary>
    public void Add(string field, string message) => Add(field, message, missing: false);

    /// <summary>Adds what the driver or the host cannot do.</summary>
    public void Missing(string field, string message) => Add(field, message, missing: true);

    /// <summary>Adds a number that is out of its range.</summary>
    public void Range(string field, double value, double least, double most, string unit)
    {
        if (!(value >= least && value <= most))
            Add(field, string.Create(CultureInfo.InvariantCulture, $"must be from {least} to {most} {unit}, not {value}"));
    }

    /// <summary>Adds a size in bytes that is out of its range.</summary>
    public void Range(string field, long value, long least, long most)
    {
        if (value < least || value > most)
            Add(field, $"must be from {Size(least)} to {Size(most)}, not {Size(value)}");
    }

    /// <summary>Throws everything that was added.</summary>
    public void ThrowIfAny()
    {
        if (_errors.Count == 0)
            return;
        throw new WarrenException(_errors.ToDictionary(field => field.Key, field => field.Value.ToArray()),
            _onlyMissing ? ErrorCode.CapabilityMissing : ErrorCode.InvalidRequest);
    }

    // The number as it stands in the request, and as a person reads it.
    private static string Size(long bytes)
    {
        var (value, unit) = ((double)bytes, -1);
        while (Math.Abs(value) >= 1024 && unit < Units.Length - 1)
            (value, unit) = (value / 1024, unit + 1);
        return unit < 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes ({value:0.##} {Units[unit]})");
    }

    private void Add(string field, string message, bool missing)
    {
        _onlyMissing &= missing;
        if (!_errors.TryGetValue(field, out var messages))
            _errors[field] = messages = [];
        messages.Add(message);
    }
}
