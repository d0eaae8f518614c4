using StreamRnn.Core.Numerics;

namespace StreamRnn.Core.Snapshots;

/// <summary>Adds all that it walks over to a hash.</summary>
public sealed class HashWalk(StateHash hash) : StateWalk
{
    /// <inheritdoc/>
    public override bool IsRestoring => false;

    /// <inheritdoc/>
    public override long Next(long value)
    {
        hash.Add(value);
        return value;
    }

    /// <inheritdoc/>
    public override double Next(double value)
    {
        hash.Add(value);
        return value;
    }

    /// <inheritdoc/>
    public override double NextTold(double value) => value;

    /// <inheritdoc/>
    public override void Block<T>(Span<T> values) => hash.Add<T>(values);

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> value)
    {
        hash.Add(value);
        return value;
    }
}
