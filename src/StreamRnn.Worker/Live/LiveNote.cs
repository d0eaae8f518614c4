using System.Collections.Immutable;

namespace StreamRnn.Worker.Live;

/// <summary>What is known of a stream besides its readings, shown on its chart.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Caption">What is measured.</param>
/// <param name="Windows">Spans that people labelled, both ends in Unix milliseconds.</param>
internal sealed record LiveNote(string Stream, string Caption, ImmutableArray<(long From, long To)> Windows);
