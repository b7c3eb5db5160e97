using System.Globalization;
using System.Text;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Server.Auth;
using Warren.Server.Http;
using Warren.Server.Ports;

namespace Warren.Server.Links;

/// <summary>
/// Makes and checks links that hold their own permission: for one method, path and query of one sandbox or run, until a time.
/// Its id, which is never used again, is part of what is signed: a link ends with it.
/// </summary>
internal sealed class SignedLinks(SigningKeys keys, TimeProvider clock)
{
    private const string Purpose = "link";
    private const int LongestSeconds = 86_400, StandardSeconds = 3600, MaxQuery = 32;

    /// <summary>Reads what a link is asked for.</summary>
    /// <exception cref="WarrenException">No link can be made for it.</exception>
    public (LinkTarget Target, DateTimeOffset ExpiresAt) Read(string sandboxId, LinkRequest request)
    {
        Dictionary<string, string[]> errors = [];
        var method = request.Method ?? "GET";
        var isFile = request.Path == "/files" || request.Path.StartsWith("/files/", StringComparison.Ordinal);
        if (!isFile && !request.Path.StartsWith("/ports/", StringComparison.Ordinal))
            errors["path"] = ["This has to lead to a file or a port of the sandbox: it begins with /files or /ports/."];
        else if (request.Path.Length > 4096 || request.Path.Any(char.IsControl) || request.Path.Split('/').Any(part => part is "." or ".."))
            errors["path"] = ["This has to be at most 4096 characters long, without control characters and without '.' and '..' as a part."];
        if (method is not ("GET" or "PUT") && (isFile || method is not ("POST" or "PATCH" or "DELETE")))
            errors["method"] = ["A link is for GET (and HEAD) or PUT, or to a port also for POST, PATCH or DELETE."];
        var expiresAt = ReadExpiry(request.ExpiresInSeconds, errors);
        if (request.Query is { Count: > MaxQuery } || request.Query?.Keys.Any(name => name.Length == 0 || name.StartsWith("warren-", StringComparison.OrdinalIgnoreCase)) == true)
            errors["query"] = [$"At most {MaxQuery} parameters can be given; their names are not empty and do not begin with 'warren-'."];
        if (errors.Count > 0)
            throw new WarrenException(errors);
        var query = Sort((request.Query ?? new Dictionary<string, string>()).Select(pair => (pair.Key, pair.Value)));
        // A port's own path begins with a slash, whether or not one was given.
        var path = PortPath.TryParse(request.Path, out var port) ? port.ToString() : request.Path;
        return (new(sandboxId, method, path, query), expiresAt);
    }

    /// <summary>When a link ends that is asked for now.</summary>
    /// <param name="seconds">How long it is to work; null for an hour.</param>
    /// <param name="errors">Takes what is wrong with that.</param>
    public DateTimeOffset ReadExpiry(int? seconds, Dictionary<string, string[]> errors)
    {
        if (seconds is < 1 or > LongestSeconds)
            errors["expiresInSeconds"] = [$"This has to be a number from 1 to {LongestSeconds} (a day)."];
        return clock.GetUtcNow() + TimeSpan.FromSeconds(seconds ?? StandardSeconds);
    }

    /// <summary>The permission, to be put into the query as <see cref="CredentialNames.Link"/>.</summary>
    public string Sign(LinkTarget target, DateTimeOffset expiresAt)
    {
        var end = expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{end}.{keys.Sign(Purpose, Message(target, end))}";
    }

    /// <summary>Until when a permission holds for a target; null where it does not hold.</summary>
    public DateTimeOffset? Check(string permission, LinkTarget target)
    {
        if (permission.Split('.', 2) is not [var end, var signature]
            || !keys.Verify(Purpose, Message(target, end), signature)
            || !long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return null;
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return expiresAt > clock.GetUtcNow() ? expiresAt : null;
    }

    /// <summary>Who owns what a request has a link to; null where it has none.</summary>
    /// <exception cref="WarrenException">The link is not valid for this request.</exception>
    public async ValueTask<string?> FindAsync(HttpContext context, SignedLinkTarget mark)
    {
        if (context.Request.Query[CredentialNames.Link] is not [{ } permission])
            return null;
        var (path, prefix) = (context.Request.Path.Value!, mark.Prefix(context));
        var target = path.StartsWith(prefix, StringComparison.Ordinal)
            ? new LinkTarget(mark.Subject(context), Method(context.Request), path[prefix.Length..], Query(context.Request.Query))
            : null;
        return target is not null && Check(permission, target) is not null && await mark.FindOwnerAsync(context) is { } owner ? owner : throw Invalid();
    }

    /// <summary>The parameters of a request but for our own.</summary>
    public static IReadOnlyList<(string Name, string Value)> Query(IQueryCollection query) => Sort(query
        .Where(pair => pair.Key != CredentialNames.Link)
        .SelectMany(pair => pair.Value.Select(value => (pair.Key, value ?? ""))));

    /// <summary>The method that a link has to allow.</summary>
    public static string Method(HttpRequest request) => HttpMethods.IsHead(request.Method) ? "GET" : request.Method;

    /// <summary>What a caller is told whose link does not hold.</summary>
    public static WarrenException Invalid() => new(ErrorCode.Unauthenticated,
        "The link is not valid: it is too old, what it leads to is gone, or it was made for another method, path or query. POST .../links of a sandbox or a run of a tool makes one.");

    private static List<(string Name, string Value)> Sort(IEnumerable<(string Name, string Value)> query) =>
        [.. query.OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)];

    private static string Message(LinkTarget target, string end)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in target.Query)
            query.Append(SigningKeys.Join(name, value));
        return SigningKeys.Join(target.Subject, target.Method, target.Path, query.ToString(), end);
    }
}
