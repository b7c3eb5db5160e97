using System.Text.Json.Serialization;

namespace Warren.Api.Access;

/// <summary>What came of a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuditResult>))]
public enum AuditResult
{
    /// <summary>It was done.</summary>
    [JsonStringEnumMemberName("done")] Done,

    /// <summary>The caller may not do it, or showed nothing valid.</summary>
    [JsonStringEnumMemberName("refused")] Refused,

    /// <summary>It was wrong or failed.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}
