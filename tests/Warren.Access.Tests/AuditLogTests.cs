using Microsoft.Extensions.Logging;
using Warren.Access.Audit;
using Warren.Api;
using Warren.Api.Access;
using Warren.TestKit;

namespace Warren.Access.Tests;

public sealed class AuditLogTests
{
    private readonly ManualTime _time = new();
    private readonly FakeStore _store = new();
    private readonly ListLogger _logger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_of_many_callers_are_all_written()
    {
        var log = new AuditLog(_store, _time, _logger);
        using var end = new CancellationTokenSource();
        var writing = log.RunAsync(end.Token);
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => log.AddAsync(Entry(number), Token)));
        Assert.Equal(Enumerable.Range(0, 1000), _store.Entries.Select(entry => entry.Status).Order());
        await end.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task What_cannot_be_written_is_said_once_and_written_later()
    {
        var log = new AuditLog(_store, _time, _logger);
        using var end = new CancellationTokenSource();
        _store.Fails = true;
        var writing = log.RunAsync(end.Token);

        var failure = await Assert.ThrowsAsync<WarrenException>(() => log.AddAsync(Entry(1), Token));
        log.Add(Entry(2));
        while (_store.Tries < 3)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        _store.Fails = false;
        while (_store.Entries.Count < 2)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(ErrorCode.EngineUnavailable, failure.Code);
        Assert.Equal([1, 2], _store.Entries.Select(entry => entry.Status));
        Assert.Single(_logger.Lines, line => line.Contains("cannot be written", StringComparison.Ordinal));
        await end.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task What_is_left_at_the_end_is_written_or_goes_to_the_log()
    {
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();
        var log = new AuditLog(_store, _time, _logger);
        log.Add(Entry(7));
        await log.RunAsync(ended.Token);
        Assert.Equal([7], _store.Entries.Select(entry => entry.Status));

        _store.Fails = true;
        log.Add(Entry(8));
        await log.RunAsync(ended.Token);
        Assert.Contains(_logger.Lines, line => line.Contains("\"status\":8", StringComparison.Ordinal));
    }

    [Fact]
    public void What_there_is_no_room_for_goes_to_the_log()
    {
        var log = new AuditLog(_store, _time, _logger);
        for (var number = 0; number < 8193; number++)
            log.Add(Entry(number));
        Assert.Contains("\"status\":8192", Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }

    private static AuditEntry Entry(int number) => new()
    {
        Id = 0,
        Time = DateTimeOffset.UnixEpoch,
        Verb = "create",
        Resource = "sandboxes",
        Method = "POST",
        Path = "/",
        Result = AuditResult.Done,
        Status = number,
    };

    private sealed class FakeStore : IAuditStore
    {
        private readonly Lock _gate = new();
        private readonly List<AuditEntry> _entries = [];
        private volatile bool _fails;
        private volatile int _tries;

        public bool Fails { get => _fails; set => _fails = value; }

        public int Tries => _tries;

        public IReadOnlyList<AuditEntry> Entries
        {
            get
            {
                lock (_gate)
                    return [.. _entries];
            }
        }

        public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                _tries++;
                if (_fails)
                    throw new WarrenException(ErrorCode.EngineUnavailable, "The disk is full.");
                _entries.AddRange(entries);
            }
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditFilter filter, long? beyond, bool isOldestFirst, int limit, CancellationToken cancellationToken) =>
            Task.FromResult(Entries);
    }

    private sealed class ListLogger : ILogger<AuditLog>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
                Lines.Add(formatter(state, exception));
        }
    }
}
