namespace Warren.Bench.Figures;

/// <summary>One promise of the budgets, and how it is measured.</summary>
internal interface IFigure
{
    /// <summary>Its number, such as <c>P5</c>.</summary>
    string Name { get; }

    /// <summary>Measures both sides by turns.</summary>
    Task<Result> MeasureAsync(Setting setting, CancellationToken cancellationToken);
}
