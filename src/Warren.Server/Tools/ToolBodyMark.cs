namespace Warren.Server.Tools;

/// <summary>Marks an endpoint whose body is one of a tool's, for the description of the API.</summary>
internal sealed class ToolBodyMark
{
    /// <summary>The one mark there is.</summary>
    public static ToolBodyMark Mark { get; } = new();
}
