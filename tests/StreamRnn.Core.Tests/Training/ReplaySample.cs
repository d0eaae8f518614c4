using StreamRnn.Core.Kernels;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Tests.Networks;
using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

/// <summary>A replay buffer, and beside it plain lists of all that was ever added to it.</summary>
internal sealed class ReplaySample(int length, int features, int stateLength)
{
    /// <summary>Any seed does: the values only have to differ.</summary>
    private SplitMix64 random = new(11);

    private readonly float[] steps = new float[length * 2 * features];
    private readonly ulong[] missing = new ulong[ReplayBuffer.MissingWords(length, features)];

    public ReplayBuffer Replay => new(steps, missing, Checkpoints, features);

    public float[] Checkpoints { get; } = new float[length / ReplayBuffer.CheckpointInterval * stateLength];

    /// <summary>Every step's predictions.</summary>
    public List<float[]> Predictions { get; } = [];

    /// <summary>Every step's readings, where missing what the network went on with.</summary>
    public List<float[]> Readings { get; } = [];

    /// <summary>Every step's targets, NaN where the reading is missing.</summary>
    public List<float[]> Targets { get; } = [];

    /// <summary>Adds random steps and, before every 16th, a random state; <paramref name="isMissing"/> tells of a step and feature.</summary>
    public void Add(int count, Func<int, int, bool> isMissing)
    {
        for (int added = 0; added < count; added++)
        {
            int step = Readings.Count;
            if (step % ReplayBuffer.CheckpointInterval == 0)
            {
                Samples.Values(stateLength, 0.5, ref random).CopyTo(Replay.Checkpoint(step));
            }

            Predictions.Add(Samples.Values(features, 1, ref random));
            Readings.Add(Samples.Values(features, 1, ref random));
            Targets.Add([.. Readings[step].Select((reading, feature) => isMissing(step, feature) ? float.NaN : reading)]);
            Replay.Add(step, Predictions[step], Readings[step], Targets[step]);
        }
    }
}
