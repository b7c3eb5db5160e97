using System.Net;
using System.Text;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Client;
using Warren.TestKit.Fakes;

namespace Warren.Server.FunctionalTests;

public sealed class SandboxTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    private SandboxClient Sandboxes => server.Client.Sandboxes;

    [Fact]
    public async Task A_sandbox_is_made_found_by_name_and_destroyed()
    {
        var made = await Sandboxes.CreateAsync(new() { Name = "box" }, Token);

        Assert.Equal(SandboxState.Running, made.State);
        Assert.Equal(made.Id, (await Sandboxes.GetAsync("box", Token)).Id);
        await Sandboxes.DeleteAsync("box", Token);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<WarrenException>(() => Sandboxes.GetAsync(made.Id, Token))).Code);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_body_is_said_at_once()
    {
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v0/sandboxes", """{"cpus":1,"memory":"much","env":{"A":1},"network":"some","name":"a","name":"b"}""");

        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("INVALID_REQUEST", problem.RootElement.GetProperty("code").GetString());
        Assert.Equal(["cpus", "memory", "env", "network", "name"], problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.DoesNotContain("System.", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE", "/api/v0/version", null, HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/v0/nothing", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/v0/sandboxes", "{", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/v0/sandboxes", "[]", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v0/sandboxes?limit=x", null, HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v0/sandboxes?limit=0", null, HttpStatusCode.BadRequest)]
    public async Task Every_refusal_is_problem_details(string method, string path, string? body, HttpStatusCode status)
    {
        using var answer = await server.SendAsync(new HttpMethod(method), path, body);

        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Lists_come_in_pages_and_by_label()
    {
        foreach (var number in Enumerable.Range(0, 5))
            await Sandboxes.CreateAsync(new() { Labels = new Dictionary<string, string> { ["page"] = "yes", ["number"] = $"{number}" } }, Token);

        using var answer = await server.SendAsync(HttpMethod.Get, "/api/v0/sandboxes?label=page&limit=2");
        var first = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Token), WarrenJson.Wire.PageSandboxSnapshot)!;
        using var more = await server.SendAsync(HttpMethod.Get, $"/api/v0/sandboxes?label=page&limit=3&cursor={first.NextCursor}");
        var rest = JsonSerializer.Deserialize(await more.Content.ReadAsStringAsync(Token), WarrenJson.Wire.PageSandboxSnapshot)!;

        Assert.Equal(["0", "1", "2", "3", "4"], first.Items.Concat(rest.Items).Select(box => box.Spec.Labels!["number"]));
        Assert.Null(rest.NextCursor);
        Assert.Single(await Sandboxes.ListAsync(["page=yes", "number=3"], Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_stream_loses_no_byte_and_splits_no_character()
    {
        byte[] output = [.. Encoding.UTF8.GetBytes("äöü€😀\n"), 0xFF, 0x00, 0xC3];
        server.Engine.Run = _ => new FakeProgram { Stdout = output, Stderr = "oops"u8.ToArray(), ExitCode = 3 };
        var box = await Sandboxes.CreateAsync(new(), Token);

        var messages = await Sandboxes.StreamAsync(box.Id, new() { Command = new(["x"]) }, Token).ToListAsync(Token);

        Assert.IsType<ExecMessage.Started>(messages[0]);
        Assert.Equal(3, Assert.IsType<ExecMessage.Exit>(messages[^1]).Value.ExitCode);
        Assert.Equal(output, messages.OfType<ExecMessage.Output>().Where(piece => !piece.IsError).SelectMany(piece => piece.Bytes.ToArray()));
        Assert.Equal("oops"u8.ToArray(), messages.OfType<ExecMessage.Output>().Where(piece => piece.IsError).SelectMany(piece => piece.Bytes.ToArray()));
    }

    [Fact]
    public async Task Whoever_goes_away_ends_the_program()
    {
        var (runs, killed) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Engine.Run = _ => new FakeProgram
        {
            Wait = async token =>
            {
                using var end = token.Register(killed.SetResult);
                runs.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
        };
        var box = await Sandboxes.CreateAsync(new(), Token);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = Sandboxes.RunAsync(box.Id, new() { Command = new(["x"]) }, leave.Token);
        await runs.Task.WaitAsync(Token);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await killed.Task.WaitAsync(Token);
    }
}
