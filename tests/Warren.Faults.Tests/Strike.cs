namespace Warren.Faults.Tests;

/// <summary>A deed at a step.</summary>
/// <param name="Step">Where.</param>
/// <param name="Deed">What.</param>
/// <param name="Pass">How often the step is let pass first.</param>
internal sealed record Strike(Step Step, Deed Deed, int Pass)
{
    public override string ToString() => $"{Deed} {Step}{(Pass > 0 ? $", let pass {Pass}" : "")}";
}
