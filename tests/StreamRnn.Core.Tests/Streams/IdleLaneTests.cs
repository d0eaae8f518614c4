using StreamRnn.Core.Networks;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>Streams that have become constant: what follows their changes decays, and must end at 0 instead of among subnormal numbers.</summary>
public sealed class IdleLaneTests
{
    /// <summary>Enough for a part that keeps 0.98 of itself an event to come from 1 to below the smallest normal double, 2e-308; slower ones have tests of their own.</summary>
    private const int Events = 36_000;

    private const int Active = 1000;

    public static TheoryData<StreamMemory, bool, string> Lanes => new(
        from memory in (StreamMemory[])[StreamMemory.Lean, StreamMemory.Rich]
        from learn in (bool[])[true, false]
        from past in (string[])["always 5", "5, once 9", "0, once 9", "a wave, then 5", "a wave, then 0", "a wave, then missing"]
        select (memory, learn, past));

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Process_ConstantReadings_LeavesNoSubnormalNumberInRowOrWeights(StreamMemory memory, bool learn, string past)
    {
        // The second feature keeps events coming where the first is missing.
        using Lane lane = new(new LaneOptions { Memory = memory, Learn = learn, Capacity = 1, Features = 2 });
        var row = new RowNumbers(lane, 0);
        var scored = new ScoredEvent(2);
        double[] values = new double[2];
        for (int i = 0; i < Events; i++)
        {
            bool once = i == Active / 2;
            double wave = Math.Sin(0.3 * i);
            (values[0], values[1]) = past switch
            {
                "always 5" => (5, 5),
                "5, once 9" => (once ? 9 : 5, 5),
                "0, once 9" => (once ? 9 : 0, 0),
                "a wave, then 5" => i < Active ? (wave, 5) : (5, 5),
                "a wave, then 0" => i < Active ? (wave, -wave) : (0, 0),
                _ => i < Active ? (wave, -wave) : (double.NaN, 0),
            };
            lane.Process(new SensorEvent { Key = "idle"u8, Time = i * 300_000L, Offset = i, Values = values }, scored);
            if (i % 500 == 499)
            {
                Assert.Empty(row.Subnormals());
            }
        }

        Assert.Equal(learn, lane.Counters.TrainingSteps > 0);
    }

    [Fact]
    public void Process_ReadingMissingForLong_LetsWhatStandsForItEndAtZero()
    {
        // Each forecast of the missing reading is half of the one before, which stood for the reading there.
        using Lane lane = new(new LaneOptions { Memory = StreamMemory.Lean, Learn = false, Capacity = 1, Features = 2 });
        lane.Weights.Parameters[new ForecastHead(lane.Layout.Network).InputIndex(0, 0)] = 0.5f;
        var row = new RowNumbers(lane, 0);
        var scored = new ScoredEvent(2);
        for (int i = 0; i < 400; i++)
        {
            double value = i < 100 ? i : double.NaN;
            lane.Process(new SensorEvent { Key = "idle"u8, Time = i, Offset = i, Values = [value, 0] }, scored);
            Assert.Empty(row.Subnormals());
        }
    }
}
