namespace Warren.Tools;

/// <summary>Marks a number of bytes: its schema has the format <c>bytes</c>, so that pages take it in any unit.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ByteCountAttribute : Attribute;
