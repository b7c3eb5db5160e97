namespace Warren.Server.Auth;

/// <summary>What showed who a caller is.</summary>
internal enum Credential
{
    /// <summary>The token, in a header.</summary>
    Token,

    /// <summary>The cookie of a browser that signed in.</summary>
    Session,

    /// <summary>A ticket for one WebSocket.</summary>
    Ticket,

    /// <summary>A signed link.</summary>
    Link,
}
