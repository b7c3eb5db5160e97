using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Warren.Server.Http;

/// <summary>As <see cref="StrictBody{T}"/>, but there need not be one.</summary>
/// <param name="Value">What was read; null for an empty body.</param>
/// <typeparam name="T">A type of <see cref="Api.WarrenJson"/>.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "Minimal APIs look for these static methods on the type of a parameter.")]
public sealed record OptionalBody<T>(T? Value) : IEndpointParameterMetadataProvider
    where T : class
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="Api.WarrenException">It is wrong; every fault is named by its field.</exception>
    public static async ValueTask<OptionalBody<T>?> BindAsync(HttpContext context) =>
        context.Request.ContentLength is 0 || (context.Request.ContentLength is null && !context.Request.Headers.ContainsKey("Transfer-Encoding"))
            ? new(Value: null)
            : new((await StrictBody<T>.BindAsync(context))!.Value);

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T), isOptional: true));
}
