namespace Warren.Bench.Figures;

/// <summary>What a figure is measured on.</summary>
/// <param name="Server">Warren.</param>
/// <param name="Bare">The baseline.</param>
/// <param name="Size">How many sandboxes run.</param>
/// <param name="Samples">How often each side takes its turn.</param>
/// <param name="IsFull">Whether it is the long run.</param>
internal sealed record Setting(BenchServer Server, BareRoot Bare, int Size, int Samples, bool IsFull);
