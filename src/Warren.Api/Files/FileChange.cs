using System.Text.Json.Serialization;

namespace Warren.Api.Files;

/// <summary>What happened to a file.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FileChange>))]
public enum FileChange
{
    /// <summary>It is there now.</summary>
    [JsonStringEnumMemberName("created")] Created,

    /// <summary>Its content was changed.</summary>
    [JsonStringEnumMemberName("modified")] Modified,

    /// <summary>It is gone.</summary>
    [JsonStringEnumMemberName("deleted")] Deleted,

    /// <summary>It has another path now.</summary>
    [JsonStringEnumMemberName("moved")] Moved,

    /// <summary>Its mode, owner or times were changed.</summary>
    [JsonStringEnumMemberName("attributes")] Attributes,

    /// <summary>More happened at once than the kernel keeps: what is below the watched path may be otherwise than told.</summary>
    [JsonStringEnumMemberName("overflow")] Overflow,
}
