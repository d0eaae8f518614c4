using System.Globalization;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Detect;
using StreamRnn.Worker.Evaluation.MadeFleets;
using StreamRnn.Worker.Fleet;
using StreamRnn.Worker.Fleet.Writing;

namespace StreamRnn.Worker.Tests.Evaluation.MadeFleets;

public sealed class FleetRunTests
{
    private static readonly FleetOptions fleet = new() { Streams = 6, Days = 2, Anomalies = 1, CleanShare = 0, WildShare = 0.5, GlitchShare = 0.5 };
    private static readonly LaneOptions lean = new() { Memory = StreamMemory.Lean };

    [Theory]
    [InlineData(StreamMemory.Lean)]
    [InlineData(StreamMemory.Rich)]
    public void Run_AStream_IsWhatDetectWritesOfItsFile(StreamMemory memory)
    {
        using var folder = new EvaluateFolder();
        var lane = new LaneOptions { Memory = memory };
        var stream = new MadeStream(fleet, 0);
        new FleetFolder(folder.Folder("made")).WriteReadings(stream, CancellationToken.None);
        Assert.Equal(0, new DetectRunner(lane, new IncidentOptions(), progress: null).Run(
            [new FileInfo(folder.PathOf($"made/readings/{stream.Name}.csv"))], folder.Folder("out"), null, TextWriter.Null, CancellationToken.None));

        StreamRecord record = Assert.Single(new FleetRun(fleet with { Streams = 1 }, lane, new IncidentOptions(), progress: null).Run(isFleet: false, CancellationToken.None).Streams);

        string[][] rows = [.. folder.Read($"out/{stream.Name}.csv").TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        Assert.Equal(Column("score"), record.Scores);
        Assert.Equal(Column("event"), record.Events);
        Assert.Equal(rows.Skip(1).Count(row => row[^1].Length > 0), record.Incidents.Sum(incident => incident.Alarms.Count));
        Assert.NotEmpty(record.Incidents);

        double[] Column(string name) => [.. rows.Skip(1).Select(row => double.Parse(row[Array.IndexOf(rows[0], name)], CultureInfo.InvariantCulture))];
    }

    [Fact]
    public void Run_EachStreamAloneOrAllInOneLane_HaveATwinWhereTheyAreDisturbed()
    {
        foreach (bool isFleet in (bool[])[false, true])
        {
            (IReadOnlyList<StreamRecord> streams, IReadOnlyList<StreamRecord?> twins) = new FleetRun(fleet, lean, new IncidentOptions(), progress: null).Run(isFleet, CancellationToken.None);

            Assert.All(streams.Zip(twins), pair =>
            {
                Assert.Equal(pair.First.Stream.Disturbance is null, pair.Second is null);
                Assert.Equal(pair.First.Times, pair.Second?.Times ?? pair.First.Times);
                if (pair.First.Stream.Disturbance?.Kind == DisturbanceKind.WildReading)
                {
                    Assert.NotEqual(pair.First.Events, pair.Second!.Events);
                }
            });
        }
    }

    [Fact]
    public void Run_Cancelled_EndsAtOnce() => Assert.ThrowsAny<OperationCanceledException>(() =>
        new FleetRun(fleet, lean, new IncidentOptions(), progress: null).Run(isFleet: false, new CancellationToken(canceled: true)));
}
