using Warren.Api;

namespace Warren.Tools;

/// <summary>Converts documents with pandoc, and with LibreOffice what pandoc cannot read or write.</summary>
/// <param name="image">Reference of an image that has pandoc.</param>
public sealed class DocumentConverterTool(string image) : Tool<DocumentConverterInput>
{
    // Endings and pandoc's own names of what it reads and writes (pandoc.org/MANUAL.html, "General options").
    private static readonly Dictionary<string, string> Readers = new()
    {
        ["csv"] = "csv", ["docx"] = "docx", ["epub"] = "epub", ["htm"] = "html", ["html"] = "html", ["ipynb"] = "ipynb", ["latex"] = "latex",
        ["markdown"] = "markdown", ["md"] = "markdown", ["odt"] = "odt", ["org"] = "org", ["rst"] = "rst", ["rtf"] = "rtf", ["tex"] = "latex",
        ["textile"] = "textile", ["txt"] = "markdown", ["wiki"] = "mediawiki", ["xml"] = "docbook",
    };

    private static readonly Dictionary<string, string> Writers = new()
    {
        ["docx"] = "docx", ["epub"] = "epub3", ["htm"] = "html", ["html"] = "html", ["ipynb"] = "ipynb", ["latex"] = "latex", ["markdown"] = "markdown",
        ["md"] = "gfm", ["odt"] = "odt", ["org"] = "org", ["pptx"] = "pptx", ["rst"] = "rst", ["rtf"] = "rtf", ["tex"] = "latex", ["textile"] = "textile",
        ["txt"] = "plain", ["wiki"] = "mediawiki", ["xml"] = "docbook5",
    };

    // What LibreOffice reads beyond those, and writes.
    private static readonly HashSet<string> OfficeReads = ["doc", "docx", "odp", "ods", "odt", "ppt", "pptx", "rtf", "xls", "xlsx"];
    private static readonly HashSet<string> OfficeWrites = ["csv", "docx", "html", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"];

    // $1 the document, $2 what it is to become, $3 and $4 pandoc's names of these or empty.
    private const string Pandoc = """
        set -eu
        exec pandoc --standalone --from "$3" --to "$4" --output "$2" -- "$1"
        """;

    private const string Office = """
        set -eu
        command -v soffice >/dev/null || { echo "This conversion needs LibreOffice, which the image does not have." >&2; exit 69; }
        document=$1
        made=$(mktemp -d)
        if [ -n "$3" ]; then
            document=$made/$(basename "${2%.*}").odt
            pandoc --standalone --from "$3" --to odt --output "$document" -- "$1"
        fi
        HOME=$made soffice --headless --convert-to "${2##*.}" --outdir "$made/out" "$document" >&2
        mv -- "$made"/out/* "$2"
        """;

    /// <inheritdoc/>
    public override string Name => "document_converter";

    /// <inheritdoc/>
    public override string Description =>
        "Converts a document between formats such as Markdown, HTML, Word, OpenDocument, EPUB, reStructuredText, LaTeX and plain text.";

    /// <inheritdoc/>
    public override string? Image => image;

    /// <inheritdoc/>
    public override ToolPlan Plan(DocumentConverterInput input)
    {
        var (from, to) = (Path.GetExtension(input.Filename).TrimStart('.').ToLowerInvariant(), input.To);
        Dictionary<string, string[]> errors = [];
        if (!Readers.ContainsKey(from) && !OfficeReads.Contains(from))
            errors["filename"] = [$"The ending of the name has to say what the document is: one of {Join(Readers.Keys.Concat(OfficeReads))}."];
        if (!Writers.ContainsKey(to) && !OfficeWrites.Contains(to))
            errors["to"] = [$"This has to be one of {Join(Writers.Keys.Concat(OfficeWrites))}."];
        else if (from == to)
            errors["to"] = ["The document is that already."];
        if (errors.Count > 0)
            throw new WarrenException(errors);
        var (reader, writer) = (Readers.GetValueOrDefault(from), Writers.GetValueOrDefault(to));
        var script = reader is not null && writer is not null ? Pandoc : Office;
        var target = $"{Path.GetFileNameWithoutExtension(input.Filename)}.{to}";
        return new()
        {
            Command = ["/bin/sh", "-c", script, Name, ToolPlan.InWorkspace(input.Filename), ToolPlan.InWorkspace(target), reader ?? "", writer ?? ""],
            Files = [new(input.Filename, input.FileContent)],
        };
    }

    private static string Join(IEnumerable<string> endings) => string.Join(", ", endings.Distinct().Order(StringComparer.Ordinal));
}
