using StreamRnn.Benchmarks.Lanes;
using StreamRnn.Benchmarks.Targets;
using StreamRnn.Core.Streams;

namespace StreamRnn.Benchmarks.Tests;

public sealed class ScoringShareTests
{
    [Fact]
    public void Run_AnEventTakenApart_HasTheLanesScoresBitByBit()
    {
        var report = new Report(TextWriter.Null);

        Assert.True(ScoringShare.Run(report, rounds: 1, new LaneOptions { Memory = StreamMemory.Lean, HiddenUnits = 32, Learn = false }));
        Assert.Equal(TargetCatalogue.ScoringShare.Name, Assert.Single(report.Results.Targets).Name);
    }
}
