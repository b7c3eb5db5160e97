using System.Text.Json;
using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Api.Settings;
using Warren.Cli.Hosting;
using Warren.Cli.Smoke;

namespace Warren.Cli.Tests;

public sealed class SmokeWalkTests : IDisposable
{
    private static readonly SandboxSnapshot Sandbox = new()
    {
        Id = "ponmlkjihgfedcba",
        Spec = new() { Image = "warren/worker", Driver = "oci", Runtime = "runc" },
        ImageDigest = "sha256:0",
        State = SandboxState.Running,
        DesiredState = DesiredState.Running,
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        ChangedAt = DateTimeOffset.UnixEpoch,
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-smoke-");
    private bool _deleted;

    [Fact]
    public async Task A_server_that_does_what_it_is_for_passes_every_step()
    {
        var (steps, walk) = await WalkAsync(Good);

        Assert.Null(walk.Failure);
        Assert.Equal(["server", "authenticate", "create a session", "see its sandbox", "execute", "clean up"], steps.Select(step => step.Name));
        Assert.All(steps, step => Assert.True(step.Passed, step.Result));
    }

    [Fact]
    public async Task The_first_step_that_fails_ends_it_and_what_was_made_is_removed()
    {
        var (steps, walk) = await WalkAsync((method, path, name) => path.EndsWith("/exec", StringComparison.Ordinal)
            ? Json("""{"exitCode":1,"stdout":"","stderr":"read-only file system","id":"x","timedOut":false,"oomKilled":false,"durationMs":1}""")
            : Good(method, path, name));

        Assert.Equal(("execute", ErrorCode.SandboxFailed), (walk.FailedStep, walk.Failure!.Code));
        Assert.Contains("read-only file system", walk.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(("clean up", true), (steps[^1].Name, steps[^1].Passed));
        Assert.True(_deleted);
    }

    [Fact]
    public async Task A_session_in_error_is_a_failure_with_its_reason_and_is_removed()
    {
        var (_, walk) = await WalkAsync((method, path, name) =>
            method == "POST" && path == "/api/v0/sessions" ? Json(Of(name, SessionState.Error)) : Good(method, path, name));

        Assert.Equal("create a session", walk.FailedStep);
        Assert.Contains("No image.", walk.Failure!.Message, StringComparison.Ordinal);
        Assert.True(_deleted);
    }

    [Fact]
    public async Task A_credential_that_is_refused_ends_it_before_anything_is_made()
    {
        var (steps, walk) = await WalkAsync((method, path, name) => path == "/api/v0/auth/me" ? Refusal(401, "UNAUTHENTICATED", "Not you.") : Good(method, path, name));

        Assert.Equal(("authenticate", ErrorCode.Unauthenticated), (walk.FailedStep, walk.Failure!.Code));
        Assert.Equal(2, steps.Count);
    }

    [Fact]
    public async Task What_cannot_be_removed_is_a_failure()
    {
        var (_, walk) = await WalkAsync((method, path, name) => method == "DELETE" ? Refusal(503, "ENGINE_UNAVAILABLE", "The disk is full.") : Good(method, path, name));

        Assert.Equal(("clean up", "The disk is full."), (walk.FailedStep, walk.Failure!.Message));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(List<SmokeStep> Steps, SmokeWalk Walk)> WalkAsync(Func<string, string, string, string> answer)
    {
        var name = "";
        await using var scripted = new ScriptedServer(request =>
        {
            var words = request.Split(' ');
            // The name is in the body of the creation, and in every path behind it.
            if (words[1].Split('/') is [_, "api", "v0", "sessions", var given, ..] && given.StartsWith("smoke-", StringComparison.Ordinal))
                name = given;
            return answer(words[0], words[1], name);
        });
        var state = StateFolder.Open(_folder.FullName);
        var settings = new SettingsReader(new Dictionary<string, string> { ["server"] = scripted.Address.ToString() }, variable => variable == "WARREN_API_KEY" ? "key" : null, null);
        var walk = new SmokeWalk(new ServerProcess(state, new ServerAccess(state, settings.Read(state)), mayAsk: false), image: null, TimeProvider.System);
        List<SmokeStep> steps = [];
        await walk.RunAsync(steps.Add, TestContext.Current.CancellationToken);
        return (steps, walk);
    }

    private string Good(string method, string path, string name)
    {
        switch (method, path)
        {
            case ("GET", "/health/ready"):
                return Json("""{"status":"ok","time":"2026-01-01T00:00:00Z"}""");
            case ("GET", "/api/v0/auth/me"):
                return Json("""{"name":"local","credential":"token","principalType":"account","roles":[]}""");
            case ("GET", "/api/v0/version"):
                return Json("""{"version":"1.2.3","api":"v0","defaultImage":"warren/worker"}""");
            case ("POST", "/api/v0/sessions"):
                return Json(Of(name, SessionState.Ready));
            case ("GET", "/api/v0/sandboxes/ponmlkjihgfedcba"):
                return Json(JsonSerializer.Serialize(Sandbox, WarrenJson.Wire.SandboxSnapshot));
            case ("POST", _) when path.EndsWith("/exec", StringComparison.Ordinal):
                return Json($$"""{"exitCode":0,"stdout":"{{name}}\nLinux 6.1\n","stderr":"","id":"x","timedOut":false,"oomKilled":false,"durationMs":1}""");
            case ("DELETE", _):
                _deleted = true;
                return "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
            default:
                return _deleted ? Refusal(404, "NOT_FOUND", "There is no such session.") : Json(Of(name, SessionState.Ready));
        }
    }

    private static string Of(string name, SessionState state) => JsonSerializer.Serialize(
        new Session
        {
            Id = "abcdefghijklmnop",
            Name = name,
            Workspace = "default",
            State = state,
            AgentIds = [],
            IdleTimeoutSeconds = 300,
            Labels = new Dictionary<string, string>(),
            Image = "warren/worker",
            Cpu = 0.5,
            Memory = 512 << 20,
            Disk = 1 << 30,
            Network = NetworkPolicy.None,
            Secrets = [],
            Setup = [],
            SetupStatus = SetupStatus.Completed,
            SandboxId = Sandbox.Id,
            CreatedBy = "local",
            CreatedAt = DateTimeOffset.UnixEpoch,
            LastActivityAt = DateTimeOffset.UnixEpoch,
            Reason = "No image.",
            Version = 1,
        },
        WarrenJson.Wire.Session);

    private static string Refusal(int status, string code, string detail) =>
        Answer($"{status} No", $$"""{"title":"","status":{{status}},"detail":"{{detail}}","code":"{{code}}"}""", "application/problem+json");

    private static string Json(string body) => Answer("200 OK", body, "application/json");

    private static string Answer(string status, string body, string type) =>
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
}
