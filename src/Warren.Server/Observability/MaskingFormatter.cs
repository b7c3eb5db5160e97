using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Warren.Server.Observability;

/// <summary>Formats as another one does, without credentials: whatever a library logs of a request, no link in it can be used.</summary>
internal sealed class MaskingFormatter(string name, ConsoleFormatter inner) : ConsoleFormatter(name)
{
    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var text = new StringWriter();
        inner.Write(logEntry, scopeProvider, text);
        textWriter.Write(SecretMask.Apply(text.ToString()));
    }
}
