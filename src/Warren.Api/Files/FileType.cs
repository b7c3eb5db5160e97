using System.Text.Json.Serialization;

namespace Warren.Api.Files;

/// <summary>What a name in a sandbox's file system stands for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FileType>))]
public enum FileType
{
    /// <summary>A regular file: the only kind that is read and written.</summary>
    [JsonStringEnumMemberName("file")] File,

    /// <summary>A folder.</summary>
    [JsonStringEnumMemberName("folder")] Folder,

    /// <summary>A symbolic link.</summary>
    [JsonStringEnumMemberName("link")] Link,

    /// <summary>A named pipe.</summary>
    [JsonStringEnumMemberName("pipe")] Pipe,

    /// <summary>A socket.</summary>
    [JsonStringEnumMemberName("socket")] Socket,

    /// <summary>A block or character device.</summary>
    [JsonStringEnumMemberName("device")] Device,
}
