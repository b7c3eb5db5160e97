using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        if (errors.Count == 0)
            return new(document.Deserialize(type)!);
        AddRest(context.RequestServices.GetService<IBodyRules<T>>(), document.RootElement, type, errors);
        throw new WarrenException(errors);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    // What is of the right kind may still be out of range: that is said in the same round.
    private static void AddRest(IBodyRules<T>? rules, JsonElement body, JsonTypeInfo<T> type, Dictionary<string, string[]> errors)
    {
        if (rules is null || body.ValueKind != JsonValueKind.Object)
            return;
        var wrong = errors.Keys.Select(path => path.Split('.', '[')[0]).ToHashSet();
        var rest = new JsonObject(body.EnumerateObject().Where(member => !wrong.Contains(member.Name))
            .Select(member => KeyValuePair.Create(member.Name, JsonSerializer.SerializeToNode(member.Value))));
        try
        {
            rules.Check(rest.Deserialize(type)!);
        }
        catch (WarrenException failure)
        {
            foreach (var (field, messages) in failure.Errors)
                errors.TryAdd(field, messages);
        }
        catch (JsonException)
        {
            // What is missing was said already.
        }
    }

    private static async Task<JsonDocument> ParseAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
        }
        catch (JsonException failure)
        {
            throw StrictJson.NoJson(failure);
        }
    }
}
