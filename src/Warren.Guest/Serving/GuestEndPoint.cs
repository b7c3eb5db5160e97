using System.Net;

namespace Warren.Guest.Serving;

/// <summary>Names one of the two protocols that connections are sorted into.</summary>
internal sealed class GuestEndPoint(bool isHttp2) : EndPoint
{
    public bool IsHttp2 => isHttp2;

    public override string ToString() => isHttp2 ? "http2" : "http1";
}
