namespace StreamRnn.Worker.Evaluation.Plots;

/// <summary>Many rows on few columns of pixels: each column keeps its lowest and its highest value, so that no peak is lost and the plot stays small.</summary>
internal readonly struct PixelColumns
{
    private readonly int rows;

    /// <summary>Lays so many rows on at most <paramref name="width"/> columns.</summary>
    public PixelColumns(int rows, int width) => (this.rows, Count) = (rows, Math.Min(rows, width));

    /// <summary>Columns.</summary>
    public int Count { get; }

    /// <summary>The rows of a column.</summary>
    public Range RowsOf(int column) => (int)((long)column * rows / Count)..(int)((column + 1L) * rows / Count);

    /// <summary>Where a row lies on an axis of length 1.</summary>
    public double Place(int row) => rows > 1 ? row / (rows - 1.0) : 0.5;

    /// <summary>The lowest and the highest finite value of a column; NaN where there is none.</summary>
    public (double Lowest, double Highest) Extent(ReadOnlySpan<double> values, int column)
    {
        (double lowest, double highest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values[RowsOf(column)])
        {
            if (double.IsFinite(value))
            {
                (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
            }
        }

        return lowest <= highest ? (lowest, highest) : (double.NaN, double.NaN);
    }
}
