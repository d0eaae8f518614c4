using System.Runtime.CompilerServices;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Streams;

/// <summary>A view of one stream's row: its bytes by their names.</summary>
internal readonly unsafe ref struct StreamRow
{
    private readonly RowLayout layout;
    private readonly byte* row;

    public StreamRow(RowLayout layout, byte* row)
    {
        this.layout = layout;
        this.row = row;
    }

    public ref RowHeader Header => ref *(RowHeader*)row;

    public ref OnsetFilter OnsetFilter => ref *(OnsetFilter*)(row + layout.OnsetFilterOffset);

    /// <summary>The last event's values as they came, NaN where missing: <c>[features]</c>.</summary>
    public Span<double> LastValues => new(row + layout.LastValuesOffset, layout.Features);

    /// <summary>x: the linear predictions, the last readings and their last differences, <c>[3·features]</c>, directly before h.</summary>
    public Span<float> Input => new(row + layout.InputOffset, layout.Network.Inputs);

    /// <summary>h, then c: <c>[stateLength]</c>.</summary>
    public Span<float> State => new(row + layout.HiddenOffset, layout.Network.StateLength);

    /// <summary>[x][h][c]: what the network's step reads and advances.</summary>
    public Span<float> NetworkRow => new(row + layout.InputOffset, layout.Network.RowLength);

    /// <summary>The stream's own weights; only in rich memory.</summary>
    public Span<float> Parameters => new(row + layout.ParametersOffset, layout.Network.ParameterCount);

    /// <summary>Adam's two moments of them.</summary>
    public Span<float> Moments => new(row + layout.MomentsOffset, 2 * layout.Network.ParameterCount);

    /// <summary>What the stream remembers to learn from; only in rich memory.</summary>
    public ReplayBuffer Replay => new(
        new Span<float>(row + layout.ReplayOffset, layout.ReplayLength * 2 * layout.Features),
        new Span<ulong>(row + layout.MissingOffset, ReplayBuffer.MissingWords(layout.ReplayLength, layout.Features)),
        new Span<float>(row + layout.CheckpointsOffset, layout.ReplayLength / ReplayBuffer.CheckpointInterval * layout.Network.StateLength),
        layout.Features);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FeatureScorer Feature(int feature) =>
        new(in layout.Feature, new Span<byte>(row + layout.FeaturesOffset + feature * layout.Feature.Size, layout.Feature.Size));
}
