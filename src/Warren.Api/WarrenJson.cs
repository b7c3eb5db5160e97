using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Warren.Api.Access;
using Warren.Api.Auth;
using Warren.Api.Files;
using Warren.Api.Images;
using Warren.Api.Local;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Api.Settings;
using Warren.Api.Tools;

namespace Warren.Api;

/// <summary>
/// The JSON form of every wire type. As it is, it skips members it does not know, as a client of a newer server
/// must; the server reads requests more strictly.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(AccountChange))]
[JsonSerializable(typeof(AccountRequest))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(ApiKeyCreated))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(Login))]
[JsonSerializable(typeof(OidcExchange))]
[JsonSerializable(typeof(OidcStatus))]
[JsonSerializable(typeof(Page<Account>))]
[JsonSerializable(typeof(Page<ApiKey>))]
[JsonSerializable(typeof(Page<AuditEntry>))]
[JsonSerializable(typeof(Page<Quota>))]
[JsonSerializable(typeof(Page<Role>))]
[JsonSerializable(typeof(Page<RoleBinding>))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(Quota))]
[JsonSerializable(typeof(QuotaRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(Role))]
[JsonSerializable(typeof(RoleBinding))]
[JsonSerializable(typeof(RoleBindingRequest))]
[JsonSerializable(typeof(RoleRequest))]
[JsonSerializable(typeof(ServiceAccountRequest))]
[JsonSerializable(typeof(Caller))]
[JsonSerializable(typeof(DatabaseStatus))]
[JsonSerializable(typeof(ExecChunk))]
[JsonSerializable(typeof(ExecDropped))]
[JsonSerializable(typeof(ExecExit))]
[JsonSerializable(typeof(ExecRequest))]
[JsonSerializable(typeof(ExecResult))]
[JsonSerializable(typeof(ExecSignalRequest))]
[JsonSerializable(typeof(ExecStarted))]
[JsonSerializable(typeof(FileEntry))]
[JsonSerializable(typeof(FileEvent))]
[JsonSerializable(typeof(FileFolderRequest))]
[JsonSerializable(typeof(FileMatch))]
[JsonSerializable(typeof(FileModeRequest))]
[JsonSerializable(typeof(FileMoveRequest))]
[JsonSerializable(typeof(FileReplaceRequest))]
[JsonSerializable(typeof(FileReplaceResult))]
[JsonSerializable(typeof(FileSearchRequest))]
[JsonSerializable(typeof(FileSearchResult))]
[JsonSerializable(typeof(FileTreeResult))]
[JsonSerializable(typeof(FileWatch))]
[JsonSerializable(typeof(FileWatchRequest))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(LogEntry))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(Page<HostCheck>))]
[JsonSerializable(typeof(ImageBuildRequest))]
[JsonSerializable(typeof(ImageProgress))]
[JsonSerializable(typeof(Link))]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(Page<ExecStatus>))]
[JsonSerializable(typeof(Page<FileEntry>))]
[JsonSerializable(typeof(Page<FileWatch>))]
[JsonSerializable(typeof(Page<ImageInfo>))]
[JsonSerializable(typeof(Page<SandboxSnapshot>))]
[JsonSerializable(typeof(Page<SandboxStatistics>))]
[JsonSerializable(typeof(Page<SettingInfo>))]
[JsonSerializable(typeof(Page<TerminalInfo>))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(RenewRequest))]
[JsonSerializable(typeof(SandboxEvent))]
[JsonSerializable(typeof(SandboxEventPage))]
[JsonSerializable(typeof(SandboxPatch))]
[JsonSerializable(typeof(SandboxStatistics))]
[JsonSerializable(typeof(ServerInfo))]
[JsonSerializable(typeof(ServerStatus))]
[JsonSerializable(typeof(TerminalMessage))]
[JsonSerializable(typeof(TerminalRequest))]
[JsonSerializable(typeof(TerminalSize))]
[JsonSerializable(typeof(Ticket))]
[JsonSerializable(typeof(TicketRequest))]
[JsonSerializable(typeof(Page<ToolArtifact>))]
[JsonSerializable(typeof(Page<ToolInfo>))]
[JsonSerializable(typeof(Page<ToolRun>))]
[JsonSerializable(typeof(ToolLinkRequest))]
[JsonSerializable(typeof(ToolList))]
[JsonSerializable(typeof(ToolResult))]
[JsonSerializable(typeof(ToolRunStarted))]
[JsonSerializable(typeof(ToolRunsDeleted))]
[JsonSerializable(typeof(Agent))]
[JsonSerializable(typeof(AgentPatch))]
[JsonSerializable(typeof(AgentSpec))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(MessageCount))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(MessagesDeleted))]
[JsonSerializable(typeof(Page<Agent>))]
[JsonSerializable(typeof(Page<Message>))]
[JsonSerializable(typeof(Page<Secret>))]
[JsonSerializable(typeof(Page<Session>))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(SecretSpec))]
[JsonSerializable(typeof(SecretUpdate))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(SessionPatch))]
[JsonSerializable(typeof(SessionRemix))]
[JsonSerializable(typeof(SessionSpec))]
[JsonSerializable(typeof(SessionStateRequest))]
[JsonSerializable(typeof(VersionInfo))]
public sealed partial class WarrenJson : JsonSerializerContext
{
    /// <summary>
    /// The context to read and write with. Quotes and the like are not escaped beyond what JSON needs: the result
    /// is never put into a page.
    /// </summary>
    public static WarrenJson Wire =>
        field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>As <see cref="Wire"/>, with what is null too, as the server answers by itself.</summary>
    public static WarrenJson Answer =>
        field ??= new(new JsonSerializerOptions(Wire.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never });
}
