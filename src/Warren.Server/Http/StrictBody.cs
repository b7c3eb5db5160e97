using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Warren.Api;

namespace Warren.Server.Http;

/// <summary>
/// A JSON body in which nothing is unknown, given twice, missing or of the wrong kind; everything that is wrong is
/// reported at once.
/// </summary>
/// <param name="Value">What was read.</param>
/// <typeparam name="T">A type of <see cref="WarrenJson"/>.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "Minimal APIs look for these static methods on the type of a parameter.")]
public sealed record StrictBody<T>(T Value) : IEndpointParameterMetadataProvider
    where T : class
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="WarrenException">It is wrong; every fault is named by its field.</exception>
    public static async ValueTask<StrictBody<T>?> BindAsync(HttpContext context)
    {
        using var document = await ParseAsync(context.Request, context.RequestAborted);
        var type = (JsonTypeInfo<T>)WarrenJson.Wire.GetTypeInfo(typeof(T))!;
        var errors = new Dictionary<string, string[]>();
        StrictJson.Check(document.RootElement, type, "", errors);
        return errors.Count == 0 ? new(document.Deserialize(type)!) : throw new WarrenException(errors);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    private static async Task<JsonDocument> ParseAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
        }
        catch (JsonException failure)
        {
            throw new WarrenException(ErrorCode.InvalidRequest,
                $"The body is no JSON: it fails in line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}.", failure);
        }
    }
}
