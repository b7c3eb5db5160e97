namespace Warren.Bench.Figures;

/// <summary>One promise of the budgets, and how it is measured.</summary>
internal interface IFigure
{
    /// <summary>Its number, such as <c>P5</c>.</summary>
    string Name { get; }

    /// <summary>Whether it is measured once, whatever the size; else for each.</summary>
    bool IsMeasuredOnce => true;

    /// <summary>Measures both sides by turns.</summary>
    Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken);
}
