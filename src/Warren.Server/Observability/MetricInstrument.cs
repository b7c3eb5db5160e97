using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Warren.Server.Observability;

/// <summary>What was measured by one instrument, by labels, in the words of Prometheus.</summary>
internal sealed class MetricInstrument
{
    private const int MostSeries = 2000;

    private static readonly double[] StandardBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    // Of a request only these: the others are always the same, or are said by them.
    private static readonly string[] RequestLabels = ["http.route", "http.request.method", "http.response.status_code"];

    [ThreadStatic]
    private static StringBuilder? Labels;

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new();
    private readonly string[]? _wanted;
    private readonly double[]? _bounds;
    private readonly bool _replaces;
    private readonly string _description;

    /// <summary>Creates it; nothing is measured yet.</summary>
    public MetricInstrument(Instrument instrument)
    {
        var kind = instrument.GetType().Name.Split('`')[0];
        _replaces = instrument.IsObservable;
        Type = kind switch
        {
            "Histogram" => "histogram",
            "Counter" or "ObservableCounter" => "counter",
            _ => "gauge",
        };
        _bounds = Type != "histogram" ? null : (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? StandardBounds;
        _wanted = instrument.Meter.Name == "Microsoft.AspNetCore.Hosting" ? RequestLabels : null;
        _description = (instrument.Description ?? "").Replace('\n', ' ').Replace('\\', '/');
        Name = FullName(instrument);
    }

    /// <summary>Its name, such as <c>warren_execs_started_total</c>.</summary>
    public string Name { get; }

    /// <summary><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</summary>
    public string Type { get; }

    /// <summary>Takes a measurement.</summary>
    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels ??= new();
        labels.Clear();
        foreach (var (name, tag) in tags)
            if (tag is not null && (_wanted is null || _wanted.Contains(name)))
                AppendLabel(labels, name, Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "");
        if (Find(labels) is not { } series)
            return;
        if (_bounds is not null)
            series.Observe(value);
        else if (_replaces)
            series.Set(value);
        else
            series.Add(value);
    }

    /// <summary>Forgets what was observed: what is not observed again is no more.</summary>
    public void BeginObservation()
    {
        if (_replaces)
            _series.Clear();
    }

    /// <summary>Writes it in the text format of Prometheus, version 0.0.4.</summary>
    public void Write(TextWriter text)
    {
        if (_series.IsEmpty)
            return;
        text.Write($"# HELP {Name} {_description}\n# TYPE {Name} {Type}\n");
        foreach (var (labels, series) in _series.OrderBy(series => series.Key, StringComparer.Ordinal))
        {
            var (sum, count, buckets) = series.Read();
            if (_bounds is null)
            {
                text.Write(string.Create(CultureInfo.InvariantCulture, $"{Name}{Braced(labels)} {sum}\n"));
                continue;
            }
            var (all, separator) = (0L, labels.Length == 0 ? "" : ",");
            for (var bucket = 0; bucket < buckets.Length; bucket++)
            {
                all += buckets[bucket];
                var bound = bucket < _bounds.Length ? _bounds[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf";
                text.Write(string.Create(CultureInfo.InvariantCulture, $"{Name}_bucket{{{labels}{separator}le=\"{bound}\"}} {all}\n"));
            }
            text.Write(string.Create(CultureInfo.InvariantCulture, $"{Name}_sum{Braced(labels)} {sum}\n{Name}_count{Braced(labels)} {count}\n"));
        }
    }

    private MetricSeries? Find(StringBuilder labels)
    {
        Span<char> text = labels.Length <= 512 ? stackalloc char[labels.Length] : new char[labels.Length];
        labels.CopyTo(0, text, labels.Length);
        var known = _series.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(text, out var series))
            return series;
        // Labels come from code, not from callers; should one not, memory stays bounded.
        return _series.Count < MostSeries ? _series.GetOrAdd(text.ToString(), _ => new(_bounds)) : null;
    }

    private static void AppendLabel(StringBuilder labels, string name, string value)
    {
        if (labels.Length > 0)
            labels.Append(',');
        foreach (var letter in name)
            labels.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        labels.Append("=\"");
        foreach (var letter in value)
            _ = letter switch
            {
                '\\' => labels.Append(@"\\"),
                '"' => labels.Append("\\\""),
                '\n' => labels.Append(@"\n"),
                _ => labels.Append(letter),
            };
        labels.Append('"');
    }

    private static string Braced(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    // Units are part of names there (https://prometheus.io/docs/practices/naming/).
    private static string FullName(Instrument instrument)
    {
        var name = string.Concat(instrument.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return instrument.GetType().Name.Split('`')[0] is "Counter" or "ObservableCounter" ? name + "_total" : name;
    }
}
