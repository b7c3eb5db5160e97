namespace Warren.Sandboxes;

/// <summary>Refuses sandboxes that would be more than somebody may have.</summary>
public interface ISandboxAdmission
{
    /// <summary>Fails where there would be more than may be. It is asked for one after the other, and must not block.</summary>
    /// <param name="owner">Whose sandbox is to be made, to be started again, or to become larger.</param>
    /// <param name="all">What there would be then, of all owners. Read while it is asked, not later.</param>
    /// <exception cref="Api.WarrenException">There would be too much of something.</exception>
    void Require(string owner, IEnumerable<SandboxRecord> all);
}
