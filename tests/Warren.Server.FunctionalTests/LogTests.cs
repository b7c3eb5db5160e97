using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Warren.Server.Hosting;

namespace Warren.Server.FunctionalTests;

public sealed class LogTests
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public void Every_message_has_an_id_of_its_own()
    {
        var messages = Directory.EnumerateFiles(AppContext.BaseDirectory, "Warren.*.dll")
            .Where(file => !Path.GetFileName(file).Contains("Test", StringComparison.Ordinal))
            .SelectMany(file => Assembly.LoadFrom(file).GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(entry => entry.Message is not null)
            .ToList();

        Assert.True(messages.Count >= 6);
        Assert.DoesNotContain(messages, entry => entry.Message!.EventId <= 0);
        Assert.Empty(messages.GroupBy(entry => entry.Message!.EventId).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(entry => $"{entry.Method.DeclaringType}.{entry.Method.Name}"))}"));
    }

    [Fact]
    public async Task The_log_has_trace_ids_and_event_ids_and_no_credential()
    {
        await using var server = new Fixture();
        await server.InitializeAsync();
        await server.Client.Sandboxes.CreateAsync(new(), Token);
        server.Engine.FailNext("create", new IOException("boom"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v0/sandboxes?warren-link=secret-1&warren-ticket=secret-2&code=secret-3") { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-API-Key", server.AccessToken);
        request.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
        using var failed = await server.Anonymous.SendAsync(request, Token);
        Assert.Equal(500, (int)failed.StatusCode);

        var lines = await ReadAsync(Path.Combine(server.StateFolder, "logs", "server.log"));

        var text = string.Join('\n', lines);
        Assert.DoesNotContain("secret-", text, StringComparison.Ordinal);
        Assert.DoesNotContain(server.AccessToken, text, StringComparison.Ordinal);
        Assert.Contains("warren-link=***", text, StringComparison.Ordinal); // ASP.NET itself logs the query at this level.
        var fault = JsonDocument.Parse(lines.First(line => line.Contains("boom", StringComparison.Ordinal))).RootElement;
        Assert.Equal(100, fault.GetProperty("EventId").GetInt32());
        Assert.Contains("4bf92f3577b34da6a3ce929d0e0e4736", fault.GetProperty("Scopes").ToString(), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return (await reader.ReadToEndAsync(Token)).Split('\n');
    }

    private sealed class Fixture : ServerFixture
    {
        protected override ServerOptions Configure(ServerOptions options) => options with { Background = true, LogLevel = LogLevel.Debug };
    }
}
