using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Warren.Server.Observability;

/// <summary>Listens to the meters of this server, of ASP.NET and of the runtime, and keeps what they measure for <c>/metrics</c>.</summary>
internal sealed class MetricsCollector : IHostedService, IDisposable
{
    private static readonly string[] Meters =
        ["Warren.Sandboxes", "Warren.Server", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly ConcurrentDictionary<Instrument, MetricInstrument> _instruments = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();

    /// <summary>Creates it; it listens from its start on.</summary>
    /// <param name="own">Makes the meters of this server, which are told from those of others in the process by it.</param>
    public MetricsCollector(IMeterFactory own)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name) && (instrument.Meter.Scope is null || instrument.Meter.Scope == own))
                listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, static instrument => new(instrument)));
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((MetricInstrument)state!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((MetricInstrument)state!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((MetricInstrument)state!).Measure(value, tags));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everything that was measured, in the text format of Prometheus.</summary>
    public string Read()
    {
        using var text = new StringWriter();
        lock (_gate)
        {
            foreach (var instrument in _instruments.Values)
                instrument.BeginObservation();
            _listener.RecordObservableInstruments();
            foreach (var instrument in _instruments.Values.OrderBy(instrument => instrument.Name, StringComparer.Ordinal))
                instrument.Write(text);
        }
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
