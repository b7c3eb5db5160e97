using System.ComponentModel.DataAnnotations;

namespace Warren.Tools;

/// <summary>Text without null characters, which no argument of a program can have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NoNullAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not string text || !text.Contains('\0', StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => "This must not have null characters.";
}
