using System.Text;
using StreamRnn.Core.Streams;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>A score says how often a normal stream reaches it: counted over normal streams of several kinds.</summary>
public sealed class LaneScoreMeaningTests
{
    private const int Streams = 36;
    private const int Days = 21;
    private const int CountedFrom = 5;
    private const int BlockRows = 64;

    private static readonly double[] scores = [0.5, 0.9, 0.97];

    [Fact]
    public void Process_NormalStreamsForWeeks_ReachAScoreAboutAsOftenAsItSays()
    {
        using Lane lane = new(new LaneOptions { Memory = StreamMemory.Lean, Capacity = Streams });
        EventBatch batch = new(Streams, 1);
        ScoredBatch scored = new(Streams, 1);
        byte[][] keys = [.. Enumerable.Range(0, Streams).Select(stream => Encoding.UTF8.GetBytes($"pump-{stream}"))];
        Func<int, double>[] series = [.. Enumerable.Range(0, Streams).Select(Of)];
        double[] highest = new double[Streams];
        int[] reached = new int[scores.Length];
        long offset = 0;
        for (int i = 0; i < Days * PagerSeries.Day; i++)
        {
            batch.Clear();
            for (int stream = 0; stream < Streams; stream++)
            {
                batch.Add(new SensorEvent { Key = keys[stream], Time = PagerSeries.TimeOf(i), Values = [series[stream](i)], Offset = offset++ });
            }

            lane.Process(batch, scored);
            for (int stream = 0; stream < Streams; stream++)
            {
                highest[stream] = Math.Max(highest[stream], scored[stream].Score);
                if (i % BlockRows != BlockRows - 1)
                {
                    continue;
                }

                for (int s = 0; s < scores.Length; s++)
                {
                    reached[s] += i >= CountedFrom * PagerSeries.Day && highest[stream] >= scores[s] ? 1 : 0;
                }

                highest[stream] = 0;
            }
        }

        double streamDays = Streams * (Days - CountedFrom);
        double[] ratios = [.. scores.Select((score, s) => reached[s] / (streamDays * (1 - score) / score))];
        Assert.All(ratios, ratio => Assert.True(ratio is > 1 / 2.5 and < 2.5, string.Join(", ", ratios)));
    }

    /// <summary>Six kinds in turn, each stream with a size, an hour and noise of its own.</summary>
    private static Func<int, double> Of(int stream)
    {
        var random = new Random(stream);
        double size = Math.Pow(10, (random.NextDouble() * 4) - 1);
        double noise = 0.02 + (0.2 * random.NextDouble());
        int hour = random.Next(PagerSeries.Day);
        double wandering = 0;
        return (stream % 6) switch
        {
            0 => i => size * (3 + Daily(i + hour) + (noise * NoisySeries.Normal(random))),
            1 => i => size * (2 + ((i / PagerSeries.Day % 7 < 5 ? 1 : 0.3) * (1 + Daily(i + hour))) + (noise * NoisySeries.Normal(random))),
            2 => i => NoisySeries.Poisson(random, 20 * (1.5 + Daily(i + hour))),
            3 => i => size * (10 + (wandering = (0.995 * wandering) + (0.1 * NoisySeries.Normal(random))) + (noise * NoisySeries.Normal(random))),
            4 => i => size * ((i + hour) % 45 < 15 ? 2 + (noise * NoisySeries.Normal(random)) : 1 + (noise * NoisySeries.Normal(random) / 2)),
            _ => i => size * (5 + Math.Sin((i + hour) * 2 * Math.PI / 30) + (noise * NoisySeries.Normal(random))),
        };
    }

    private static double Daily(int i) => Math.Sin(i * 2 * Math.PI / PagerSeries.Day);
}
