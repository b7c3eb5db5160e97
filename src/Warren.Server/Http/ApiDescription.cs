using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Warren.Api.Sandboxes;
using Warren.Server.Tools;
using Warren.Tools;

namespace Warren.Server.Http;

/// <summary>
/// The description of the API and a page to read and try it on. Both are public: they hold no secret, and trying a
/// call needs the token.
/// </summary>
public static class ApiDescription
{
    private const string Document = "/api-docs/openapi.json";

    /// <summary>Adds what the description needs.</summary>
    public static void Add(IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(SandboxCommand))
                schema.OneOf = [Text(), Texts()];
            else if (context.JsonTypeInfo.Type == typeof(NetworkPolicy))
                schema.OneOf = [Text("none", "allow_all"), new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema> { ["allow"] = Texts(), ["deny"] = Texts() },
                }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ToolBodyMark>().Any())
                operation.RequestBody = ToolBodySchema.Of(context.ApplicationServices.GetRequiredService<ToolRegistry>());
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Warren",
                Version = "v0",
                Description = "Isolated sandboxes for AI agents. Every call but /health needs the server's token "
                    + "(`warren auth token`) as `Authorization: Bearer` or `X-API-Key`.",
            };
            NameSessions(document);
            document.Servers = []; // The document is the same whatever address it is fetched from.
            return Task.CompletedTask;
        });
    });

    /// <summary>Serves the document and the pages.</summary>
    public static void Use(WebApplication app)
    {
        app.MapOpenApi(Document).AllowAnonymous();
        foreach (var prefix in new[] { "swagger-ui", "docs" })
            app.UseSwaggerUI(page =>
            {
                page.RoutePrefix = prefix;
                page.DocumentTitle = "Warren API";
                page.SwaggerEndpoint(Document, "Warren v0");
            });
    }

    // What is reached by a sandbox or by its session has one handler, whose parameter is called after the sandbox.
    private static void NameSessions(OpenApiDocument document)
    {
        const string asMapped = "/api/v0/sessions/{sandbox}";
        foreach (var (path, item) in document.Paths.Where(path => path.Key.StartsWith(asMapped, StringComparison.Ordinal)).ToList())
        {
            document.Paths.Remove(path);
            document.Paths["/api/v0/sessions/{session}" + path[asMapped.Length..]] = item;
            foreach (var parameter in (item.Operations ?? []).Values.SelectMany(operation => operation.Parameters ?? []).OfType<OpenApiParameter>())
                if (parameter is { In: ParameterLocation.Path, Name: "sandbox" })
                    parameter.Name = "session";
        }
    }

    private static OpenApiSchema Text(params string[] choices) => new()
    {
        Type = JsonSchemaType.String,
        Enum = choices.Length == 0 ? null : [.. choices.Select(choice => JsonValue.Create(choice))],
    };

    private static OpenApiSchema Texts() => new() { Type = JsonSchemaType.Array, Items = Text() };
}
