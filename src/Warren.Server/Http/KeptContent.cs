namespace Warren.Server.Http;

/// <summary>Marks endpoints that read what is kept of a sandbox, and need it neither running nor there.</summary>
internal sealed class KeptContent
{
    /// <summary>The mark.</summary>
    public static KeptContent Mark { get; } = new();

    private KeptContent()
    {
    }
}
