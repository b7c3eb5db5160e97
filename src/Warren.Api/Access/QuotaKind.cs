using System.Text.Json.Serialization;

namespace Warren.Api.Access;

/// <summary>What a quota is of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuotaKind>))]
public enum QuotaKind
{
    /// <summary>All that is in a workspace.</summary>
    [JsonStringEnumMemberName("workspace")] Workspace,

    /// <summary>All that an account owns.</summary>
    [JsonStringEnumMemberName("account")] Account,
}
