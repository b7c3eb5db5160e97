namespace Warren.TestKit;

/// <summary>Where a <see cref="TcpProxy"/> cuts a connection.</summary>
public enum ProxyCut
{
    /// <summary>Nowhere.</summary>
    Not,

    /// <summary>Before what was sent, which does not arrive.</summary>
    Before,

    /// <summary>Behind what was sent, which arrives; its answer does not.</summary>
    After,
}
