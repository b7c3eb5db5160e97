namespace Warren.Access;

/// <summary>What showed who a caller is.</summary>
public enum Credential
{
    /// <summary>The installation's token, in a header.</summary>
    Token,

    /// <summary>A token that a password or a provider gave, in a header.</summary>
    Login,

    /// <summary>A key, in a header.</summary>
    Key,

    /// <summary>The cookie of a browser that signed in.</summary>
    Session,

    /// <summary>A ticket for one WebSocket.</summary>
    Ticket,

    /// <summary>A signed link.</summary>
    Link,
}
