using System.Text;

namespace StreamRnn.Core.Snapshots;

/// <summary>
/// Goes over state part by part, always in the same order. Hashing, saving and restoring are three walks over one description of the state, so that no
/// part can be left out of one of them.
/// </summary>
/// <remarks>
/// Each method is given a part as it is and returns it as it is to go on: the same, unless the walk restores. What sizes a later part comes before it,
/// with its range, so that no saved number can ask for more than there is.
/// </remarks>
public abstract class StateWalk
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether parts are replaced by saved ones: those walked over are a fresh state's.</summary>
    public abstract bool IsRestoring { get; }

    /// <summary>A number.</summary>
    public abstract long Next(long value);

    /// <summary>A number, by its bits.</summary>
    public abstract double Next(double value);

    /// <summary>A number without a sign.</summary>
    public ulong Next(ulong value) => (ulong)Next((long)value);

    /// <summary>A number within a range.</summary>
    /// <exception cref="InvalidSnapshotException">A saved one lies outside.</exception>
    public int Next(int value, int min, int max)
    {
        long next = Next((long)value);
        return !IsRestoring || (next >= min && next <= max) ? (int)next : throw new InvalidSnapshotException($"a number is {next}; its range is {min} to {max}");
    }

    /// <summary>Yes or no.</summary>
    public bool Next(bool value) => Next(value ? 1 : 0, 0, 1) != 0;

    /// <summary>A number that is saved and not hashed: one that is told, whose last bits a machine's own library decides.</summary>
    public abstract double NextTold(double value);

    /// <summary>A block of numbers, by their bits, of the same length in the fresh state. Without padding: it would be part of the hash.</summary>
    public abstract void Block<T>(Span<T> values)
        where T : unmanaged;

    /// <summary>One value of several numbers without padding.</summary>
    public T Value<T>(T value)
        where T : unmanaged
    {
        Block(new Span<T>(ref value));
        return value;
    }

    /// <summary>Bytes of a length that is a part of the state itself; those returned are valid until the next call.</summary>
    public abstract ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> value);

    /// <summary>A text, empty in a fresh state.</summary>
    /// <exception cref="InvalidSnapshotException">A saved one is no UTF-8.</exception>
    public string Text(string? value)
    {
        ReadOnlySpan<byte> next = Bytes(Encoding.UTF8.GetBytes(value ?? ""));
        try
        {
            return IsRestoring ? strict.GetString(next) : value ?? "";
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidSnapshotException("a text is no UTF-8");
        }
    }

    /// <summary>Numbers of a length that is a part of the state itself, at most <paramref name="maxLength"/>.</summary>
    public double[] Numbers(ReadOnlySpan<double> values, int maxLength)
    {
        double[] next = new double[Next(values.Length, 0, maxLength)];
        values[..Math.Min(values.Length, next.Length)].CopyTo(next);
        Block(next.AsSpan());
        return next;
    }
}
