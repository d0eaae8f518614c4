namespace StreamRnn.Worker.Evaluation.Scorers;

/// <summary>Rows that people labelled as one anomaly.</summary>
/// <param name="First">Its first row, 0-based.</param>
/// <param name="Last">Its last row, itself included.</param>
internal readonly record struct LabelledRange(int First, int Last)
{
    /// <summary>Rows in it.</summary>
    public int Length => Last - First + 1;

    /// <summary>The runs of labelled rows, in their order.</summary>
    public static IReadOnlyList<LabelledRange> Of(ReadOnlySpan<bool> labels)
    {
        var ranges = new List<LabelledRange>();
        for (int row = 0; row < labels.Length; row++)
        {
            if (!labels[row])
            {
                continue;
            }

            int first = row;
            while (row + 1 < labels.Length && labels[row + 1])
            {
                row++;
            }

            ranges.Add(new LabelledRange(first, row));
        }

        return ranges;
    }
}
