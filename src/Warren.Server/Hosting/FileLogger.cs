using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Warren.Server.Hosting;

/// <summary>
/// Logs lines of JSON into a file. Past 16 MiB it becomes <c>.1</c>, the one before <c>.2</c>, and so on to <c>.4</c>.
/// </summary>
public sealed class FileLogger : ILoggerProvider, ISupportExternalScope
{
    private const long MaxBytes = 16 << 20;
    private const int Kept = 4;
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly ConsoleFormatter _formatter;
    private IExternalScopeProvider? _scopes;
    private StreamWriter _file;

    /// <summary>Opens the file to append to it; its folder is made where it is missing.</summary>
    public FileLogger(string path, ConsoleFormatter formatter)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _path = path;
        _formatter = formatter;
        _file = Open(path);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _file.Dispose();
    }

    private static StreamWriter Open(string path) =>
        new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };

    private void Write<TState>(in LogEntry<TState> entry)
    {
        lock (_gate)
        {
            if (_file.BaseStream.Position > MaxBytes)
                Rotate();
            _formatter.Write(entry, _scopes, _file);
        }
    }

    private void Rotate()
    {
        _file.Dispose();
        for (var age = Kept; age > 0; age--)
            if ((age == 1 ? _path : $"{_path}.{age - 1}") is var younger && File.Exists(younger))
                File.Move(younger, $"{_path}.{age}", overwrite: true);
        _file = Open(_path);
    }

    private sealed class Category(FileLogger owner, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => owner._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Write(new LogEntry<TState>(logLevel, name, eventId, state, exception, formatter));
    }
}
