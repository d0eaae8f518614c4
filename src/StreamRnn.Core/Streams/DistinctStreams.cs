using System.Numerics;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Core.Streams;

/// <summary>About how many different streams there were, within some 3 %, in a kibibyte. Only the lane's thread adds; others may ask at any time.</summary>
/// <remarks>
/// HyperLogLog with linear counting where few have come (Flajolet et al., "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm", 2007).
/// Keys are hashes already.
/// </remarks>
internal sealed class DistinctStreams
{
    private const int IndexBits = 10;
    private const int Registers = 1 << IndexBits;
    private const double Bias = 0.7213 / (1 + (1.079 / Registers));

    private const byte MaxRank = 64 - IndexBits + 1;

    private readonly byte[] registers = new byte[Registers];

    public void Add(StreamKey key)
    {
        ref byte register = ref registers[key.High >> (64 - IndexBits)];
        register = (byte)Math.Max(register, BitOperations.LeadingZeroCount((key.High << IndexBits) | 1) + 1);
    }

    /// <summary>Goes over all of it.</summary>
    /// <exception cref="InvalidSnapshotException">A register that was saved counts more zeros than a key has.</exception>
    public void Walk(StateWalk walk)
    {
        walk.Block(registers.AsSpan());
        if (walk.IsRestoring && registers.AsSpan().ContainsAnyExceptInRange((byte)0, MaxRank))
        {
            throw new InvalidSnapshotException("the sketch of the streams that were refused has a register that can't be");
        }
    }

    /// <summary>The estimate.</summary>
    public long Estimate()
    {
        double sum = 0;
        int empty = 0;
        foreach (byte register in registers)
        {
            sum += 1.0 / (1L << register);
            empty += register == 0 ? 1 : 0;
        }

        double estimate = Bias * Registers * Registers / sum;
        return (long)Math.Round(estimate <= 2.5 * Registers && empty > 0 ? Registers * Math.Log((double)Registers / empty) : estimate);
    }
}
