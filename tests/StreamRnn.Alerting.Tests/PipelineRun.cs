using System.Buffers;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Alerting.Tests;

/// <summary>A pipeline with its changes kept, driven as a lane drives it.</summary>
internal sealed class PipelineRun : IDisposable
{
    private readonly List<IncidentChange> changes = [];

    public PipelineRun(IncidentOptions? options = null) => Pipeline = new IncidentPipeline(options ?? new IncidentOptions(), changes.Add);

    public IncidentPipeline Pipeline { get; private set; }

    public IReadOnlyList<IncidentChange> Changes => changes;

    public string StateHash()
    {
        using var hash = new StateHash();
        Pipeline.AddTo(hash);
        return hash.ToString();
    }

    /// <summary>Goes on with another pipeline, from what this one saves.</summary>
    public void Restore() => Restore(Save());

    /// <summary>Goes on from what was saved.</summary>
    public void Restore(ReadOnlyMemory<byte> saved)
    {
        RestoreWalk walk = new(saved);
        IncidentPipeline restored = IncidentPipeline.Restore(Pipeline.Options, changes.Add, walk);
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
