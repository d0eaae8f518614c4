using System.Collections.Immutable;

namespace StreamRnn.Worker.Live;

/// <summary>The bounds of what the live page remembers; 48 bytes a point, allocated at start.</summary>
internal sealed record LiveFeedOptions
{
    /// <summary>Streams shown: the first that appear. 1 to 1,000.</summary>
    public int Streams { get; init; } = 32;

    /// <summary>Newest points kept of a stream, 2 to 100,000.</summary>
    public int Points { get; init; } = 600;

    /// <summary>Newest incidents kept, of all streams together, 1 to 10,000.</summary>
    public int Incidents { get; init; } = 200;

    /// <summary>What the features are called in an incident's reason; one without a name is called by its number.</summary>
    public ImmutableArray<string> FeatureNames { get; init; } = [];

    /// <summary>Captions and labelled windows, where there are any.</summary>
    public ImmutableArray<LiveNote> Notes { get; init; } = [];
}

/// <summary>What is known of a stream besides its readings, shown on its chart.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Caption">What is measured.</param>
/// <param name="Windows">Spans that people labelled, both ends in Unix milliseconds.</param>
internal sealed record LiveNote(string Stream, string Caption, ImmutableArray<(long From, long To)> Windows);
