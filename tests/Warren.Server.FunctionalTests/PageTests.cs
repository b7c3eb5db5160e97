using System.IO.Compression;
using System.Net;
using static Warren.Server.FunctionalTests.ServerFixture;

namespace Warren.Server.FunctionalTests;

public sealed class PageTests(PageServer server) : IClassFixture<PageServer>
{
    [Theory]
    [InlineData("/debug")]
    [InlineData("/debug/")]
    [InlineData("/debug/index.html")]
    [InlineData("/debug/code-execution")]
    [InlineData("/debug/code_execution")]
    [InlineData("/debug/code-execution/runs/abc")]
    public async Task Every_address_of_the_page_is_answered_with_it_without_a_credential(string path)
    {
        using var answer = await server.Anonymous.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(PageServer.Index, await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache", answer.Headers.CacheControl!.ToString());
        Assert.Contains("script-src 'self';", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task What_is_named_by_its_content_is_kept_for_ever_and_all_else_is_asked_for()
    {
        using var script = await server.Anonymous.GetAsync("/debug/assets/index-Ab3.js", Token);
        using var icon = await server.Anonymous.GetAsync("/debug/icon.svg", Token);

        Assert.Equal("public, max-age=31536000, immutable", script.Headers.CacheControl!.ToString());
        Assert.Equal("text/javascript; charset=utf-8", script.Content.Headers.ContentType!.ToString());
        Assert.Equal(PageServer.Script, await script.Content.ReadAsStringAsync(Token));
        Assert.Equal("no-cache", icon.Headers.CacheControl!.ToString());
        Assert.Equal("image/svg+xml", icon.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip;q=0.5, br;q=0", "gzip")]
    [InlineData("deflate", null)]
    [InlineData("br;q=high", null)]
    public async Task It_is_sent_as_the_build_has_compressed_it_to_who_takes_that(string accepted, string? coding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/debug/assets/index-Ab3.js");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);

        using var answer = await server.Anonymous.SendAsync(request, Token);

        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", Assert.Single(answer.Headers.Vary));
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        await using Stream plain = coding switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var reader = new StreamReader(plain);
        Assert.Equal(PageServer.Script, await reader.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task Who_has_it_already_gets_nothing_again()
    {
        using var first = await server.Anonymous.GetAsync("/debug", Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/debug");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await server.Anonymous.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Head_says_what_get_would_and_nothing_else_is_taken()
    {
        using var head = await server.Anonymous.SendAsync(new(HttpMethod.Head, "/debug/assets/index-Ab3.js"), Token);
        using var post = await server.Anonymous.PostAsync("/debug", null, Token);

        Assert.Equal((HttpStatusCode.OK, PageServer.Script.Length), (head.StatusCode, (int)head.Content.Headers.ContentLength!.Value));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
        // Only reading is public.
        Assert.Equal(HttpStatusCode.Unauthorized, post.StatusCode);
    }

    [Theory]
    [InlineData("/debug/assets")]
    [InlineData("/debug/assets/")]
    [InlineData("/debug/assets/index-Xy9.js")]
    [InlineData("/debug/assets/index-Ab3.js.br")]
    [InlineData("/debug/favicon.ico")]
    [InlineData("/debug/INDEX.HTML")]
    [InlineData("/debug/code-execution/index.html")]
    public async Task Folders_are_not_listed_and_what_is_no_file_of_it_is_not_found(string path)
    {
        using var answer = await server.Anonymous.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("/debug/../secret.txt")]
    [InlineData("/debug/assets/../../secret.txt")]
    [InlineData("/debug/..%2fsecret.txt")]
    [InlineData("/debug/%2e%2e/secret.txt")]
    [InlineData("/debug/..%5csecret.txt")]
    [InlineData("/debug//etc/passwd.txt")]
    [InlineData("/debug/%00/secret.txt")]
    public async Task No_path_leads_out_of_it(string target)
    {
        var answer = await RawHttp.GetAsync(server.Port, target, $"127.0.0.1:{server.Port}", Token);

        Assert.InRange(answer.Status, 400, 404);
        Assert.DoesNotContain(PageServer.Secret, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_root_leads_to_it()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Anonymous.BaseAddress };

        using var answer = await http.GetAsync("/", Token);

        Assert.Equal((HttpStatusCode.Redirect, "/debug"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
    }
}
