using System.Diagnostics;
using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Live;
using StreamRnn.Worker.Tests.Demo;

namespace StreamRnn.Worker.Tests.Live;

public sealed class LiveFeedTests
{
    private readonly ScoredEvent scored = new(1);

    [Fact]
    public void Scored_MoreStreamsThanRoom_KeepsTheFirst()
    {
        LiveFeed feed = new(new LiveFeedOptions { Streams = 3, Points = 4 });

        for (int stream = 0; stream < 10; stream++)
        {
            Write(feed, $"stream-{stream}", 0, stream);
        }

        Assert.Equal(["stream-0", "stream-1", "stream-2"], feed.Streams.Select(stream => stream.Name));
    }

    [Fact]
    public void Scored_MorePointsThanRoom_KeepsTheNewestInOrder()
    {
        LiveFeed feed = new(new LiveFeedOptions { Streams = 2, Points = 4 });

        for (int row = 0; row < 10; row++)
        {
            Write(feed, "a", row, row);
            Write(feed, "b", row, -row);
        }

        LivePoint[] points = new LivePoint[8];
        int count = feed.Streams[0].Copy(0, points, out long next);
        Assert.Equal([6.0, 7, 8, 9], points[..count].Select(point => point.Reading));
        Assert.Equal(10, next);
        Assert.Equal(0, feed.Streams[0].Copy(next, points, out _));
        count = feed.Streams[1].Copy(8, points, out _);
        Assert.Equal([-8.0, -9], points[..count].Select(point => point.Reading));
    }

    [Fact]
    public void Scored_AfterAStreamsFirstEvent_AllocatesNothing()
    {
        const int Events = 10_000;
        LiveFeed feed = new(new LiveFeedOptions { Streams = 2, Points = 64 });
        byte[] known = "known-stream"u8.ToArray();
        byte[] refused = "one-stream-too-many"u8.ToArray();
        Write(feed, "first", 0, 0);
        double[] values = [1];
        Run(1);
        int rounds = 0;

        Assert.Equal(0, Allocations.OfEachRound(_ =>
        {
            rounds++;
            Run(Events);
        }));
        Assert.Equal(rounds * Events + 1, feed.Streams[1].Total);

        void Run(int events)
        {
            for (int row = 0; row < events; row++)
            {
                feed.Scored(new SensorEvent { Key = known, Time = row, Values = values, Offset = row }, scored);
                feed.Scored(new SensorEvent { Key = refused, Time = row, Values = values, Offset = row }, scored);
            }
        }
    }

    [Fact]
    public async Task Copy_WhileAThreadWrites_SeesWholePointsWithoutGaps()
    {
        const int Events = 300_000;
        LiveFeed feed = new(new LiveFeedOptions { Streams = 1, Points = 512 });
        Write(feed, "a", 0, 0);
        Task writer = Task.Run(
            () =>
            {
                for (int row = 1; row < Events; row++)
                {
                    Write(feed, "a", row, row);
                }
            },
            TestContext.Current.CancellationToken);
        LivePoint[] points = new LivePoint[600];
        long next = 0;
        long seen = 0;

        long start = Stopwatch.GetTimestamp();
        while (next < Events)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Wait.Patience, $"{next} of {Events} points came.");
            int count = feed.Streams[0].Copy(next, points, out long after);
            Assert.InRange(count, 0, 512);
            for (int index = 0; index < count; index++)
            {
                long sequence = after - count + index;
                LivePoint point = points[index];
                Assert.Equal((sequence, sequence, sequence + 0.5), (point.Time, point.Reading, point.Upper));
            }

            Assert.True(after >= next);
            next = after;
            seen += count;
        }

        await writer;
        Assert.InRange(seen, 512, Events);
    }

    [Fact]
    public void Scored_SeveralThreadsWithTheirOwnStreams_AdmitsEachOnce()
    {
        const int Streams = 24;
        LiveFeed feed = new(new LiveFeedOptions { Streams = Streams, Points = 8 });

        Parallel.For(0, Streams, stream =>
        {
            ScoredEvent own = new(1);
            byte[] key = Encoding.UTF8.GetBytes($"stream-{stream}");
            for (int row = 0; row < 100; row++)
            {
                feed.Scored(new SensorEvent { Key = key, Time = row, Values = [row], Offset = row }, own);
            }
        });

        Assert.Equal(Streams, feed.Streams.Select(stream => stream.Name).Distinct().Count());
        Assert.All(feed.Streams, stream => Assert.Equal(100, stream.Total));
    }

    [Fact]
    public void Changed_MoreIncidentsThanRoom_ForgetsTheOldest()
    {
        LiveFeed feed = new(new LiveFeedOptions { Incidents = 2 });

        feed.Changed(SyntheticIncident.Change("a", "pump", 1));
        feed.Changed(SyntheticIncident.Change("b", "pump", 2));
        feed.Changed(SyntheticIncident.Change("c", "pump", 3));

        Assert.Equal(["b", "c"], feed.IncidentsAfter(0, out _).Select(incident => incident.Newest.IncidentId));
    }

    [Fact]
    public void IncidentsAfter_VersionReadBefore_ReturnsOnlyWhatChangedSince()
    {
        LiveFeed feed = new(new LiveFeedOptions());
        feed.Changed(SyntheticIncident.Change("a", "pump", 1));
        feed.Changed(SyntheticIncident.Change("b", "pump", 2));
        feed.IncidentsAfter(0, out long version);

        feed.Changed(SyntheticIncident.Change("a", "pump", 1, IncidentState.Resolve, 9));

        LiveIncident changed = Assert.Single(feed.IncidentsAfter(version, out long newest));
        Assert.Equal(("a", IncidentState.Resolve), (changed.Newest.IncidentId, changed.Newest.State));
        Assert.Empty(feed.IncidentsAfter(newest, out _));
    }

    [Theory]
    [InlineData(0, 600, 200)]
    [InlineData(1_001, 600, 200)]
    [InlineData(32, 1, 200)]
    [InlineData(32, 100_001, 200)]
    [InlineData(32, 600, 0)]
    public void Constructor_BoundOutsideItsRange_Throws(int streams, int points, int incidents) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new LiveFeed(new LiveFeedOptions { Streams = streams, Points = points, Incidents = incidents }));

    private void Write(LiveFeed feed, string stream, long row, double value)
    {
        scored.Forecast[0] = value;
        scored.Lower[0] = value - 0.5;
        scored.Upper[0] = value + 0.5;
        feed.Scored(
            new SensorEvent { Key = Encoding.UTF8.GetBytes(stream), Time = row, Values = [value], Offset = row }, scored);
    }
}
