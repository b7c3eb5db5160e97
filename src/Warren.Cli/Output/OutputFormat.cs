namespace Warren.Cli.Output;

/// <summary>How a result is printed.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>As the API has it: one document, of a stream one a line.</summary>
    Json,

    /// <summary>As JSON has it, written as YAML.</summary>
    Yaml,

    /// <summary>Ids alone, one a line.</summary>
    Id,

    /// <summary>Names alone, one a line; the id of what has none.</summary>
    Name,
}
