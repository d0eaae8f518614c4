namespace StreamRnn.Worker.Evaluation;

/// <summary>One series of a suite: a file, and where its labels stand.</summary>
/// <param name="Name">Its path below the suite's folder, with slashes, without <c>.gz</c>.</param>
/// <param name="File">The readings.</param>
/// <param name="Windows">Labelled spans of time; null where the file's last column holds the labels.</param>
internal sealed record SuiteSeries(string Name, FileInfo File, IReadOnlyList<TimeWindow>? Windows = null)
{
    /// <summary>Whether it may be tuned on.</summary>
    public SeriesHalf Half { get; } = Halving.HalfOf(Name);
}

/// <summary>A span of time that people labelled as one anomaly, both ends included, as their file writes them.</summary>
internal readonly record struct TimeWindow(string From, string To, long FromMilliseconds, long ToMilliseconds);
