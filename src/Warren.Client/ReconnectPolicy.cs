namespace Warren.Client;

/// <summary>How a stream is taken up again when the server goes away under it: soon at first, then less often, up to a limit.</summary>
public sealed record ReconnectPolicy
{
    /// <summary>How long the server may be away.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The first wait; each next one is twice as long.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest wait.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Told once when the server is away, and once when it is back.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
