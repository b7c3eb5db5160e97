using System.Text;

namespace Warren.Cli.Interactive;

/// <summary>Lines of a script, or of another program.</summary>
/// <param name="input">Where they come from.</param>
internal sealed class ScriptLines(Stream input) : ILineSource, IDisposable
{
    private readonly StreamReader _reader = new(input, Encoding.UTF8);

    /// <inheritdoc/>
    public bool IsInteractive => false;

    /// <inheritdoc/>
    public async Task<string?> ReadAsync(string prompt, CancellationToken cancellationToken) => await _reader.ReadLineAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
