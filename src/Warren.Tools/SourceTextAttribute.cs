namespace Warren.Tools;

/// <summary>Marks text that is a program: its schema has the format <c>code</c>, so that pages offer an editor for it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SourceTextAttribute : Attribute;
