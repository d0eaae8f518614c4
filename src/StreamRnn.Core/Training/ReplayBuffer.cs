namespace StreamRnn.Core.Training;

/// <summary>
/// A view of what one stream remembers of its own past to learn from: the last steps' predictions and readings, and the
/// network's state at every <see cref="CheckpointInterval"/>-th of them, from which a window can start.
/// </summary>
/// <remarks>
/// Of a step only the linear prediction ŷ and the normalised reading x are kept; the network's inputs
/// (ŷ_n, x_(n-1), x_(n-1) - x_(n-2)) follow from them. Missing readings are kept as the value the network went on with,
/// and their bit says that no error may be taken there.
/// </remarks>
/// <param name="steps">[length, 2·features]: ŷ, then x.</param>
/// <param name="missing">[length·features / 64 rounded up] bits: 1 where the reading is missing.</param>
/// <param name="checkpoints">[length / 16, stateLength]: h, then c, as they were before the step.</param>
/// <param name="features">Features a step.</param>
public readonly ref struct ReplayBuffer(Span<float> steps, Span<ulong> missing, Span<float> checkpoints, int features)
{
    /// <summary>Steps from one stored state to the next.</summary>
    public const int CheckpointInterval = 16;

    private readonly Span<float> steps = steps;
    private readonly Span<ulong> missing = missing;
    private readonly Span<float> checkpoints = checkpoints;

    /// <summary>Steps that the buffer keeps.</summary>
    public int Length { get; } = steps.Length / (2 * features);

    /// <summary>64-bit words of the missing bits of a buffer of this length.</summary>
    public static int MissingWords(int length, int features) => (length * features + 63) / 64;

    /// <summary>The oldest step from which a window can start when <paramref name="count"/> steps were added: it has a stored state, and the two steps before it are still kept.</summary>
    public long OldestStart(long count)
    {
        long oldest = Math.Max(0, count - Length);
        long start = oldest == 0 ? 0 : oldest + 2;
        return (start + CheckpointInterval - 1) / CheckpointInterval * CheckpointInterval;
    }

    /// <summary>The bit that stands for a step's interval between stored states, in a set of all of them; the buffer then has 64 intervals at most.</summary>
    public ulong IntervalBit(long step) => 1UL << ((int)(step % Length) / CheckpointInterval);

    /// <summary>Adds step number <paramref name="step"/>. NaN in <paramref name="targets"/> marks a missing reading, for which <paramref name="readings"/> holds what the network goes on with.</summary>
    public void Add(long step, ReadOnlySpan<float> predictions, ReadOnlySpan<float> readings, ReadOnlySpan<float> targets)
    {
        int slot = (int)(step % Length);
        Span<float> row = steps.Slice(slot * 2 * features, 2 * features);
        predictions.CopyTo(row);
        readings.CopyTo(row[features..]);
        for (int feature = 0; feature < features; feature++)
        {
            SetMissing(slot * features + feature, float.IsNaN(targets[feature]));
        }
    }

    /// <summary>The stored state before step <paramref name="step"/>, a multiple of <see cref="CheckpointInterval"/>: <c>[stateLength]</c>.</summary>
    public Span<float> Checkpoint(long step)
    {
        int stateLength = checkpoints.Length / (Length / CheckpointInterval);
        return checkpoints.Slice((int)(step % Length) / CheckpointInterval * stateLength, stateLength);
    }

    /// <summary>Writes the network's inputs <c>[T, 3·features]</c> and targets <c>[T, features]</c> (NaN where missing) of the steps from <paramref name="start"/> on.</summary>
    public void CopyWindow(long start, int length, Span<float> inputs, Span<float> targets)
    {
        for (int t = 0; t < length; t++)
        {
            int slot = (int)((start + t) % Length);
            ReadOnlySpan<float> row = steps.Slice(slot * 2 * features, 2 * features);
            Span<float> input = inputs.Slice(t * 3 * features, 3 * features);
            for (int feature = 0; feature < features; feature++)
            {
                float last = Reading(start + t - 1, feature);
                input[feature] = row[feature];
                input[features + feature] = last;
                input[2 * features + feature] = last - Reading(start + t - 2, feature);
                targets[t * features + feature] = IsMissing(slot * features + feature) ? float.NaN : row[features + feature];
            }
        }
    }

    private float Reading(long step, int feature) => step < 0 ? 0 : steps[(int)(step % Length) * 2 * features + features + feature];

    private bool IsMissing(int bit) => (missing[bit >> 6] >> bit & 1) != 0;

    private void SetMissing(int bit, bool value)
    {
        ulong mask = 1UL << bit;
        missing[bit >> 6] = value ? missing[bit >> 6] | mask : missing[bit >> 6] & ~mask;
    }
}
