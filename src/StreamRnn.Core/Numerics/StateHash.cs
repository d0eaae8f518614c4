using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace StreamRnn.Core.Numerics;

/// <summary>
/// A hash of state, added part by part: equal where every part has the same bits, on any machine. Numbers count by their bits, so that 0 and -0
/// differ and a NaN equals itself; addresses and padding never enter.
/// </summary>
/// <remarks>SHA-256 over the parts, little-endian, each block of numbers behind its length. For tests and fault runs, off the way of events.</remarks>
public sealed class StateHash : IDisposable
{
    private const int DigestBytes = 16;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a number.</summary>
    public void Add(long value) => Append([value]);

    /// <summary>Adds a number without a sign.</summary>
    public void Add(ulong value) => Append([value]);

    /// <summary>Adds a number by its bits.</summary>
    public void Add(double value) => Append([value]);

    /// <summary>Adds a block of numbers by their bits. A <typeparamref name="T"/> with padding would make the hash depend on it.</summary>
    public void Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Add((long)values.Length);
        Append(values);
    }

    /// <summary>The first 16 bytes of the hash of all that was added, as 32 lower-case hexadecimal digits. More may be added afterwards.</summary>
    public override string ToString()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetCurrentHash(digest);
        return Convert.ToHexStringLower(digest[..DigestBytes]);
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    private void Append<T>(ReadOnlySpan<T> values)
        where T : unmanaged
        => hash.AppendData(MemoryMarshal.AsBytes(values));
}
