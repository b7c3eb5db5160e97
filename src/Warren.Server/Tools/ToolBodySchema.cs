using System.Net.Mime;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Warren.Tools;

namespace Warren.Server.Tools;

/// <summary>Describes the body that runs a tool: one of the inputs of all tools, those of plugins too.</summary>
internal static class ToolBodySchema
{
    /// <summary>The body.</summary>
    public static OpenApiRequestBody Of(ToolRegistry tools) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [MediaTypeNames.Application.Json] = new OpenApiMediaType { Schema = new OpenApiSchema { OneOf = [.. tools.List().Select(tool => Read(tool.InputSchema.GetRawText()))] } },
        },
    };

    private static OpenApiSchema Read(string schema) =>
        OpenApiModelFactory.Parse<OpenApiSchema>(schema, OpenApiSpecVersion.OpenApi3_1, new OpenApiDocument(), out _, OpenApiConstants.Json)
        ?? throw new InvalidOperationException("The schema of a tool is none of OpenAPI.");
}
