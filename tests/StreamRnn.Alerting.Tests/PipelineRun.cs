using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Alerting.Tests;

/// <summary>A pipeline with its changes kept, driven as a lane drives it.</summary>
internal sealed class PipelineRun : IDisposable
{
    /// <summary>The defaults but for a threshold in the middle, which leaves room for scores above and below.</summary>
    public static readonly IncidentOptions Defaults = new() { OpenThreshold = 0.5 };

    private readonly List<IncidentChange> changes = [];
    private readonly List<SummaryChange> summaries = [];

    public PipelineRun(IncidentOptions? options = null) => Pipeline = new IncidentPipeline(options ?? Defaults, changes.Add, summaries.Add);

    public IncidentPipeline Pipeline { get; private set; }

    public IReadOnlyList<IncidentChange> Changes => changes;

    public IReadOnlyList<SummaryChange> Summaries => summaries;

    /// <summary>The changes that a pager would get.</summary>
    public IEnumerable<IncidentChange> Alerts => changes.Where(change => change.Withheld == Withholding.None);

    public string StateHash()
    {
        using var hash = new StateHash();
        Pipeline.AddTo(hash);
        return hash.ToString();
    }

    /// <summary>Puts a new pipeline in the place of this one, which goes on from what was saved of it.</summary>
    public void Restart()
    {
        WindowsState saved = Pipeline.Save();
        Pipeline.Dispose();
        Pipeline = new IncidentPipeline(Pipeline.Options, changes.Add, summaries.Add, saved);
    }

    public void Advance(long watermark) => Pipeline.Advance(watermark);

    /// <summary>An exceedance whose event moves the watermark to its own time, or to <paramref name="watermark"/> where the stream lags.</summary>
    public void Exceed(Exceedance exceedance, long? watermark = null)
    {
        Pipeline.Advance(watermark ?? exceedance.Time);
        Pipeline.Push(exceedance);
    }

    /// <summary>Each change as stream, state, sequence and time relative to noon.</summary>
    public IEnumerable<(string Stream, IncidentState State, int Sequence, long Milliseconds)> Told() =>
        changes.Select(change => (change.Opening.Stream, change.State, change.Sequence, change.Time - Exceedances.Noon));

    public void Dispose() => Pipeline.Dispose();
}
