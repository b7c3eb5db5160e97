using System.Text.Json.Serialization;

namespace Warren.Api.Access;

/// <summary>What kind of someone rights are given to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PrincipalType>))]
public enum PrincipalType
{
    /// <summary>A person.</summary>
    [JsonStringEnumMemberName("account")] Account,

    /// <summary>A program.</summary>
    [JsonStringEnumMemberName("serviceAccount")] ServiceAccount,

    /// <summary>Somebody whom the identity provider vouches for, by the name <c>SUBJECT@ISSUER</c>.</summary>
    [JsonStringEnumMemberName("subject")] Subject,
}
