using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Warren.Sessions.Secrets;

namespace Warren.Server.Observability;

/// <summary>Formats as another one does, without credentials and the secrets of sessions: whatever a library logs of a request, no link in it can be used.</summary>
internal sealed class MaskingFormatter(string name, Func<ConsoleFormatter> inner, KnownSecrets secrets) : ConsoleFormatter(Of(name))
{
    private ConsoleFormatter? _inner;

    /// <summary>The name of the one around another one.</summary>
    public static string Of(string name) => name + "-masked";

    /// <summary>The one around another one that is registered.</summary>
    public static MaskingFormatter Around(IServiceProvider services, string name) =>
        new(name, () => services.GetServices<ConsoleFormatter>().First(formatter => formatter.Name == name), services.GetRequiredService<KnownSecrets>());

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var text = new StringWriter();
        (_inner ??= inner()).Write(logEntry, scopeProvider, text);
        textWriter.Write(secrets.Mask(SecretMask.Apply(text.ToString())));
    }
}
