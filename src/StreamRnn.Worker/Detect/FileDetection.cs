using StreamRnn.Alerting;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Engine;

namespace StreamRnn.Worker.Detect;

/// <summary>Runs a fresh engine once over one file. A row is handed on before the next one is read, so no row can depend on a later one.</summary>
internal sealed class FileDetection : IDisposable
{
    /// <summary>All rows of a file are its stream's, however far out of order: nothing is late. Far below the largest integer, so that sums don't overflow.</summary>
    private const long AnyLateness = long.MaxValue / 4;

    private readonly ReadingFile file;
    private readonly IDetectionOutput output;
    private readonly LaneEngine engine;
    private readonly RowIncident incident = new();

    public FileDetection(ReadingFile file, IDetectionOutput output, LaneOptions baseLane, IncidentOptions windows)
    {
        this.file = file;
        this.output = output;
        engine = new LaneEngine(LaneFor(baseLane, 1, file.Columns.Features.Count, file.Columns.Time >= 0), windows, "file", partition: 0);
    }

    /// <summary>Rows done.</summary>
    public long Rows { get; private set; }

    /// <summary>Incidents opened.</summary>
    public long Incidents => incident.Opened;

    /// <summary>Rows that were not taken in, since each repeats the one before it.</summary>
    public long Repetitions => engine.Lane.Counters[EventOutcome.Duplicate];

    /// <summary>A lane for so many files, which takes in every row of theirs.</summary>
    public static LaneOptions LaneFor(LaneOptions baseLane, int files, int features, bool hasClock) => baseLane with
    {
        Capacity = files,
        Features = features,
        HasClock = hasClock,
        LatenessMilliseconds = AnyLateness,
    };

    /// <summary>Takes the next row through the engine to the output; false at the end of the file.</summary>
    /// <exception cref="BadInputException">The row can't be read.</exception>
    public bool Step()
    {
        if (!file.Read())
        {
            return false;
        }

        EventOutcome outcome = engine.Process(new SensorEvent { Key = "file"u8, Time = file.Time, Values = file.Values, Offset = file.Row });
        bool isTakenIn = outcome is EventOutcome.Scored or EventOutcome.WarmingUp;
        if (!isTakenIn && outcome is not (EventOutcome.Missing or EventOutcome.Duplicate))
        {
            throw new InvalidOperationException($"The engine turned row {file.Row} away as {outcome}, though only a row without a reading or one that repeats the row before it may be.");
        }

        incident.Follow(engine.Changes);
        output.Write(file, isTakenIn ? engine.Scored : null, incident);
        Rows++;
        return true;
    }

    public void Dispose() => engine.Dispose();
}

/// <summary>Takes what the engine said of a file, row by row.</summary>
internal interface IDetectionOutput
{
    /// <summary>Takes the row that <paramref name="file"/> stands on. <paramref name="scored"/> is null where the engine did not take the row in: no reading of it exists, or it repeats the row before it; all three are valid for this call.</summary>
    void Write(ReadingFile file, ScoredEvent? scored, RowIncident incident);
}
