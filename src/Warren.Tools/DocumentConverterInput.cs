using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Warren.Tools;

/// <summary>A document to convert.</summary>
public sealed record DocumentConverterInput : ToolInput
{
    /// <summary>The document.</summary>
    [Description("The document, as Base64."), MinLength(1)]
    public required byte[] FileContent { get; init; }

    /// <summary>Its name, whose ending says what it is.</summary>
    [Description("The document's name, whose ending says what it is, such as report.md or letter.docx."), Identifier(255)]
    public required string Filename { get; init; }

    /// <summary>What it is to become.</summary>
    [Description("The ending of what it is to become, such as html, docx, odt, epub, rst, txt or pdf.")]
    [RegularExpression("[a-z0-9]{1,10}")]
    public required string To { get; init; }
}
