using System.Text.Json.Serialization;

namespace Warren.Api.Sandboxes;

/// <summary>What follows the end of an entrypoint.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RestartPolicy>))]
public enum RestartPolicy
{
    /// <summary>Nothing; it runs once for every start of its sandbox.</summary>
    [JsonStringEnumMemberName("never")] Never,

    /// <summary>It is started again unless it ended with exit code 0.</summary>
    [JsonStringEnumMemberName("on-failure")] OnFailure,

    /// <summary>It is started again however it ended.</summary>
    [JsonStringEnumMemberName("always")] Always,
}
