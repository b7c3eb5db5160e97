using Warren.Server.Links;

namespace Warren.Server.Http;

/// <summary>What endpoints say of the border that they lie at.</summary>
public static class BorderConventions
{
    /// <summary>
    /// Its answers are a sandbox's own: no cookie opens it, signed links do, and browsers are kept from rendering them in
    /// the server's origin.
    /// </summary>
    public static TBuilder ServesSandboxContent<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(SandboxContent.Mark).TakesSignedLinks(SandboxLinkTarget.Mark);

    /// <summary>Signed links open it beside every other credential.</summary>
    public static TBuilder TakesSignedLinks<TBuilder>(this TBuilder endpoint, SignedLinkTarget target)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(target);

    /// <summary>It reads what is kept of a sandbox, whatever state that is in: a session is not woken for it.</summary>
    public static TBuilder ReadsWhatIsKept<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(KeptContent.Mark);

    /// <summary>Only who may do this to that kind of thing may call it.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder endpoint, string verb, string resource)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessRequirement(verb, resource));

    /// <summary>Whoever has shown who they are may call it; about others than themselves its handler decides.</summary>
    public static TBuilder RequiresSignIn<TBuilder>(this TBuilder endpoint, string resource = "auth")
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(AccessRequirement.SignIn(resource));
}
