using System.Globalization;

namespace Warren.Client;

/// <summary>Which part of a log is wanted.</summary>
public sealed record LogQuery
{
    /// <summary>Only what was written from then on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only that many of the last lines.</summary>
    public int? Tail { get; init; }

    /// <summary>Only what this exec wrote.</summary>
    public string? Exec { get; init; }

    /// <summary>Only <c>stdout</c> or <c>stderr</c>.</summary>
    public string? Stream { get; init; }

    /// <summary>Only what is behind this number.</summary>
    public long? After { get; init; }

    /// <summary>Whether what is written from then on is wanted too.</summary>
    internal bool Follow { get; init; }

    /// <summary>As a query of an address.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        Add("since", Since?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add("tail", Tail?.ToString(CultureInfo.InvariantCulture));
        Add("exec", Exec);
        Add("stream", Stream);
        Add("after", After?.ToString(CultureInfo.InvariantCulture));
        Add("follow", Follow ? "true" : null);
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);

        void Add(string name, string? value)
        {
            if (value is not null)
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }
    }
}
