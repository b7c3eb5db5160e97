using System.Net;
using Warren.Server.Hosting;
using static Warren.Server.FunctionalTests.ServerFixture;

namespace Warren.Server.FunctionalTests;

/// <summary>A server that other machines reach; addresses of 127.0.0.0/8 stand for those of a network here.</summary>
public sealed class ListeningTests(ListeningTests.Fixture server) : IClassFixture<ListeningTests.Fixture>
{
    private const string Name = "warren.test";

    [Theory]
    [InlineData("127.0.0.1", "localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.2", Name, HttpStatusCode.OK)]
    [InlineData("127.0.0.2", "127.0.0.2", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.2", "rebound.example", HttpStatusCode.MisdirectedRequest)]
    public async Task It_answers_there_to_the_names_that_it_knows(string address, string name, HttpStatusCode expected)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{address}:{Fixture.ListenPort}/api/v0/version");
        request.Headers.Host = $"{name}:{Fixture.ListenPort}";
        request.Headers.Add("X-API-Key", server.AccessToken);

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Nobody_is_let_in_without_a_credential()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.2:{Fixture.ListenPort}/api/v0/version");
        request.Headers.Host = Name;

        using var answer = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    public sealed class Fixture : ServerFixture
    {
        /// <summary>One that was free a moment ago: with an address of its own the port has to be named.</summary>
        public static int ListenPort { get; } = FreePort();

        protected override ServerOptions Configure(ServerOptions options) => options with { Host = IPAddress.Parse("127.0.0.2"), Port = ListenPort, Hosts = [Name] };

        private static int FreePort()
        {
            using var listener = new System.Net.Sockets.TcpListener(IPAddress.Any, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
