using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Scoring;

/// <summary>How near the lean forms come to the rich ones on real readings.</summary>
[Trait("Category", "Shared")]
public sealed class LeanTests
{
    [Theory]
    [InlineData("realKnownCause/nyc_taxi.csv")]
    [InlineData("realKnownCause/machine_temperature_system_failure.csv")]
    [InlineData("realKnownCause/ambient_temperature_system_failure.csv")]
    [InlineData("realAWSCloudwatch/ec2_cpu_utilization_5f5533.csv")]
    [InlineData("realAWSCloudwatch/rds_cpu_utilization_e47b3b.csv")]
    [InlineData("realKnownCause/cpu_utilization_asg_misconfiguration.csv")]
    public void LeanParts_OnRealReadings_StayNearTheRichOnes(string file)
    {
        NabSeries series = NabSeries.Read(file);
        PartsRun rich = PartsRun.Over(StreamMemory.Rich, series.Values, series.Times);
        PartsRun lean = PartsRun.Over(StreamMemory.Lean, series.Values, series.Times, rich["predictor_error"]);
        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        foreach (string column in new[] { "sharp_ewma", "sharp_profile", "N", "E", "event" })
        {
            foreach ((int from, int to) in new[] { (150, 1000), (1000, series.Values.Length) })
            {
                double difference = 0, size = 0, leanSize = 0, largest = 0;
                for (int row = from; row < to; row++)
                {
                    double d = Math.Abs(rich[column][row] - lean[column][row]);
                    difference += d;
                    size += rich[column][row];
                    leanSize += lean[column][row];
                    largest = Math.Max(largest, d);
                }

                output.WriteLine($"{column,-14} {from,5}..{to,6} mean rich {size / (to - from):F5} lean {leanSize / (to - from):F5} |difference| {difference / (to - from):F5} largest {largest:F4}");
            }
        }
    }
}
