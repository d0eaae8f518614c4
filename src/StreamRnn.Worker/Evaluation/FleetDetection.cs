using System.Text;
using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Detect;
using StreamRnn.Worker.Engine;

namespace StreamRnn.Worker.Evaluation;

/// <summary>
/// Runs all series of a suite as streams of one lane, which share its weights as a fleet's do. Rows come in the order of their time; where a series
/// has no clock, all come in the order of their number and no stream has a clock. At the same time the series' order decides.
/// </summary>
internal static class FleetDetection
{
    private const long RowsBetweenLooks = 4096;

    /// <summary>Runs them and returns what was recorded, in the series' order.</summary>
    /// <exception cref="BadInputException">A series can't be read, or has another number of features than the first.</exception>
    public static IReadOnlyList<SeriesRecord> Run(
        IReadOnlyList<SuiteSeries> series, LaneOptions baseLane, IncidentOptions windows, IEvaluationProgress? progress, CancellationToken cancellationToken)
    {
        var members = new List<Member>();
        try
        {
            members.AddRange(series.Select(entry => new Member(entry, baseLane.WarmUpEvents)));
            Member first = members[0];
            if (members.Find(member => member.File.Columns.Features.Count != first.File.Columns.Features.Count) is { } odd)
            {
                throw new BadInputException(odd.Series.File.ToString(), $"has {odd.File.Columns.Features.Count} columns of readings where {first.Series.File} has {first.File.Columns.Features.Count}; a fleet's streams have the same features");
            }

            LaneOptions lane = FileDetection.LaneFor(baseLane, members.Count, first.File.Columns.Features.Count, members.TrueForAll(member => member.File.Columns.Time >= 0));
            
            // Each series is scored by its own incidents, however many open at once.
            using var engine = new LaneEngine(lane, windows with { StormIncidents = 0, Groups = [] }, "fleet", partition: 0);
            Drive(members, engine, progress, cancellationToken);
            return [.. members.Select(member => member.Recorder.Finish())];
        }
        finally
        {
            members.ForEach(member => member.Dispose());
        }
    }

    private static void Drive(List<Member> members, LaneEngine engine, IEvaluationProgress? progress, CancellationToken cancellationToken)
    {
        var next = new PriorityQueue<Member, (long Time, int Order)>();
        bool hasClock = engine.Lane.Options.HasClock;
        for (int order = 0; order < members.Count; order++)
        {
            members[order].Order = order;
            Enqueue(members[order]);
        }

        long offset = 0;
        while (next.TryDequeue(out Member? member, out _))
        {
            long time = hasClock ? member.File.Time : member.File.Row * ReadingFile.EvenStepMilliseconds;
            engine.Process(new SensorEvent { Key = member.Key, Time = time, Values = member.File.Values, Offset = offset++ }, out bool isMissing);
            member.Conclude(isMissing ? null : engine.Scored, engine.Changes);
            Enqueue(member);
            if (offset % RowsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Advanced(RowsBetweenLooks);
            }
        }

        progress?.Advanced(offset % RowsBetweenLooks);

        void Enqueue(Member member)
        {
            if (member.File.Read())
            {
                next.Enqueue(member, (hasClock ? member.File.Time : member.File.Row, member.Order));
            }
            else
            {
                progress?.Finished();
            }
        }
    }

    /// <summary>Takes an event in; only a row without a reading, or one that repeats the row before it, may be turned away.</summary>
    private static void Process(this LaneEngine engine, in SensorEvent sensorEvent, out bool isMissing)
    {
        EventOutcome outcome = engine.Process(sensorEvent);
        isMissing = outcome is EventOutcome.Missing or EventOutcome.Duplicate;
        if (!isMissing && outcome is not (EventOutcome.Scored or EventOutcome.WarmingUp))
        {
            throw new InvalidOperationException($"The engine turned row {sensorEvent.Offset} away as {outcome}, though only a row without a reading or one that repeats the row before it may be.");
        }
    }

    /// <summary>One series on its way through the fleet.</summary>
    private sealed class Member : IDisposable
    {
        private readonly RowIncident incident = new();

        public Member(SuiteSeries series, int warmUpEvents)
        {
            Series = series;
            Key = Encoding.UTF8.GetBytes(series.Name);
            Recorder = new SeriesRecorder(series, warmUpEvents);
            File = ReadingFile.Open(series.File, timeColumn: null, isLabelled: series.Windows is null);
        }

        public SuiteSeries Series { get; }

        public byte[] Key { get; }

        public ReadingFile File { get; }

        public SeriesRecorder Recorder { get; }

        public int Order { get; set; }

        /// <summary>Records the row. Among the changes only what opens or goes on is its stream's for sure, and only that is recorded: another's row may end an incident.</summary>
        public void Conclude(ScoredEvent? scored, IReadOnlyList<IncidentChange> changes)
        {
            incident.Follow(changes);
            Recorder.Write(File, scored, incident);
        }

        public void Dispose() => File.Dispose();
    }
}
