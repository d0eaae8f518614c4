using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Alerting.Tests;

/// <summary>A pipeline with its changes kept, driven as a lane drives it.</summary>
internal sealed class PipelineRun : IDisposable
{
    /// <summary>The defaults but for a threshold in the middle, which leaves room for scores above and below.</summary>
    public static readonly IncidentOptions Defaults = new() { OpenThreshold = 0.5 };
    private static readonly JsonSerializerOptions anyNumber = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

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

    /// <summary>Goes on with another pipeline, from what this one saves; its state is the same.</summary>
    public void Restore()
    {
        string hash = StateHash();
        Restore(Save());
        Assert.Equal(hash, StateHash());
    }

    /// <summary>Goes on from what was saved, with other options where there are any.</summary>
    public void Restore(ReadOnlyMemory<byte> saved, IncidentOptions? options = null)
    {
        RestoreWalk walk = new(saved);
        IncidentPipeline restored = IncidentPipeline.Restore(options ?? Pipeline.Options, walk, changes.Add, summaries.Add);
        walk.End();
        Pipeline.Dispose();
        Pipeline = restored;
    }

    public byte[] Save()
    {
        ArrayBufferWriter<byte> writer = new();
        Pipeline.Save(new SaveWalk(writer));
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>All that was told, number by number: records with arrays are equal only where the arrays are the same, which restored ones are not.</summary>
    public IEnumerable<string> AllTold() =>
        changes.Select(static change => JsonSerializer.Serialize(change, anyNumber)).Concat(summaries.Select(static summary => JsonSerializer.Serialize(summary, anyNumber)));

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
