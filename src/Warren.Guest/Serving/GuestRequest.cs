using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Warren.Guest.Protocol;

namespace Warren.Guest.Serving;

/// <summary>One call: what was asked, and where the answer goes.</summary>
internal sealed class GuestRequest(IFeatureCollection features)
{
    private readonly IHttpRequestFeature _request = features.GetRequiredFeature<IHttpRequestFeature>();
    private readonly IHttpResponseFeature _response = features.GetRequiredFeature<IHttpResponseFeature>();
    private readonly IHttpRequestLifetimeFeature _lifetime = features.GetRequiredFeature<IHttpRequestLifetimeFeature>();

    public string Method => _request.Method;
    public string Path => _request.Path;
    public bool HasAnswered => _response.HasStarted;
    public CancellationToken Aborted => _lifetime.RequestAborted;

    /// <summary>The socket of a call that has its connection to itself; null where others share it.</summary>
    public Socket? OwnSocket => _request.Protocol == "HTTP/1.1" ? features.Get<IConnectionSocketFeature>()?.Socket : null;

    public PipeReader Body => features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
    public PipeWriter Answer => features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;

    /// <summary>Sends what was written together with the end of the answer.</summary>
    public Task CompleteAsync() => features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync();

    /// <summary>Cuts the answer off, so that the client sees that it is not whole.</summary>
    public void Abort() => _lifetime.Abort();

    /// <summary>A number of the query.</summary>
    public long ReadNumber(string name, long? fallback = null)
    {
        foreach (var pair in _request.QueryString.TrimStart('?').Split('&'))
            if (pair.StartsWith(name, StringComparison.Ordinal) && pair.AsSpan(name.Length) is ['=', .. var text])
                return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw GuestFailure.Invalid($"{name} must be a number");
        return fallback ?? throw GuestFailure.Invalid($"{name} is missing");
    }

    /// <summary>Reads the whole body as one message.</summary>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> type)
    {
        var read = await Body.ReadAtLeastAsync(GuestProtocol.MaxMessage + 1, Aborted);
        try
        {
            return read.Buffer.Length <= GuestProtocol.MaxMessage
                ? Parse(read.Buffer, type)
                : throw new GuestFailure(GuestErrorCode.TooLarge, $"a message has at most {GuestProtocol.MaxMessage} bytes");
        }
        finally
        {
            Body.AdvanceTo(read.Buffer.End);
        }
    }

    /// <summary>A text of the query, as it stands there.</summary>
    public string? ReadText(string name)
    {
        foreach (var pair in _request.QueryString.TrimStart('?').Split('&'))
            if (pair.StartsWith(name, StringComparison.Ordinal) && pair.AsSpan(name.Length) is ['=', .. var text])
                return text.ToString();
        return null;
    }

    /// <summary>Says how long the answer's body is; it is written by <see cref="Answer"/>.</summary>
    public void AnnounceLength(long length) => _response.Headers.ContentLength = length;

    public async Task AnswerAsync<T>(T message, JsonTypeInfo<T> type, int status = 200)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(message, type);
        _response.StatusCode = status;
        _response.Headers.ContentType = "application/json";
        _response.Headers.ContentLength = payload.Length;
        await Answer.WriteAsync(payload);
    }

    private static T Parse<T>(ReadOnlySequence<byte> message, JsonTypeInfo<T> type)
    {
        var reader = new Utf8JsonReader(message);
        try
        {
            return JsonSerializer.Deserialize(ref reader, type) ?? throw GuestFailure.Invalid("the message is null");
        }
        catch (JsonException failure)
        {
            throw GuestFailure.Invalid($"the message is malformed: {failure.Message}");
        }
    }

    public void AnswerEmpty() => _response.StatusCode = 204;

    public Task AnswerFailureAsync(GuestFailure failure) =>
        AnswerAsync(new GuestError(failure.Code, failure.Message), GuestJson.Default.GuestError, StatusOf(failure));

    /// <summary>The status of HTTP that stands for a failure.</summary>
    public static int StatusOf(GuestFailure failure) => failure.Code switch
    {
        GuestErrorCode.InvalidRequest => 400,
        GuestErrorCode.NotFound => 404,
        GuestErrorCode.Conflict => 409,
        GuestErrorCode.TooLarge => 413,
        GuestErrorCode.TooManyRequests => 429,
        GuestErrorCode.Forbidden => 403,
        GuestErrorCode.CrossDevice => 400,
        GuestErrorCode.PreconditionFailed => 412,
        GuestErrorCode.DiskFull => 507,
        _ => 500,
    };
}
