using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>A network and the windows that it is trained on.</summary>
internal sealed class TrainingSample
{
    /// <summary>The step before which hidden states are compared: far enough from the beginning for differences to have grown.</summary>
    public const int ComparedStep = 16;

    private const ulong Seed = 2015;

    public TrainingSample(NetworkShape shape, int steps, int windows)
    {
        Network = new LstmSample(shape);
        Steps = steps;
        Windows = windows;
        var random = new SplitMix64(Seed);
        Inputs = LstmSample.Uniform(windows * steps * shape.Inputs, 2, ref random);
        Targets = LstmSample.Uniform(windows * steps * shape.Targets, 2, ref random);
    }

    public LstmSample Network { get; }

    /// <summary>T.</summary>
    public int Steps { get; }

    /// <summary>B.</summary>
    public int Windows { get; }

    /// <summary><c>[B, T, I]</c>.</summary>
    public float[] Inputs { get; }

    /// <summary><c>[B, T, F]</c>.</summary>
    public float[] Targets { get; }
}
