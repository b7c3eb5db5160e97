namespace Warren.Server.Http;

/// <summary>Marks an endpoint below a sandbox, <c>{sandbox}</c> in its route, that signed links open.</summary>
public sealed class SignedLinkTarget
{
    /// <summary>The one mark there is.</summary>
    public static SignedLinkTarget Mark { get; } = new();
}
