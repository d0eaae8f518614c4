using StreamRnn.Core.Networks;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>One step of truncated back-propagation through time and of Adam, ours against libtorch.</summary>
internal static class TrainingComparison
{
    public const int Steps = 32;
    public const int Windows = 16;
    public const int HiddenUnits = 32;

    /// <summary>Optimiser steps before weights and states are compared.</summary>
    private const int ComparedSteps = 5;

    /// <summary>Optimiser steps in a round.</summary>
    private const int RoundSteps = 2;

    /// <summary>
    /// Floating-point operations of a training step: the forward sums, the weights' gradient, which takes as many, and the hidden state's.
    /// Neither activations nor Adam count.
    /// </summary>
    public static double Operations(NetworkShape shape) => Steps * Windows
        * ((2 * StepComparison.Operations(shape)) + (2.0 * ((4 * shape.HiddenUnits) + shape.OutputLength) * shape.HiddenUnits));

    /// <summary>Compares results and times with libtorch where there is one.</summary>
    public static PeerResult Run(PeerLibrary? library, ProcessorPeak peak)
    {
        NetworkShape shape = StepComparison.Shape(HiddenUnits);
        var sample = new TrainingSample(shape, Steps, Windows);
        using var own = new OwnTrainEngine(sample);
        using ITrainEngine? peer = library is null ? null : new NativeTrainEngine(library, sample);
        var differences = new Dictionary<string, float>();
        double operations = Operations(shape) * RoundSteps;
        List<Func<double>> rivals = [peak.Measure];
        List<Func<double, double, double>> compare = [(ours, rate) => operations / ours / rate];
        if (peer is not null)
        {
            differences.Add(peer.Name, Difference(own, peer, sample));
            rivals.Add(() => peer.Run(RoundSteps));
            compare.Add((ours, theirs) => theirs / ours);
            InterleavedRounds.WarmUp(() => peer.Run(RoundSteps));
        }

        InterleavedRounds.WarmUpManaged(() => own.Run(RoundSteps));
        (Distribution seconds, Distribution[] figures) = InterleavedRounds.Measure(() => own.Run(RoundSteps), rivals, compare);
        var ratios = new Dictionary<string, Distribution>();
        if (peer is not null)
        {
            ratios.Add(peer.Name, figures[1]);
        }

        return new PeerResult(
            $"training step, T = {Steps}, B = {Windows}, H = {HiddenUnits}", HiddenUnits, 0, seconds.Median * 1e9 / RoundSteps, figures[0].Median, ratios, differences);
    }

    /// <summary>After five optimiser steps, the largest difference of hidden states, of weights and of the loss.</summary>
    private static float Difference(OwnTrainEngine own, ITrainEngine peer, TrainingSample sample)
    {
        var ours = new float[sample.Network.Weights.Length + sample.Network.Bias.Length];
        var theirs = new float[ours.Length];
        own.Run(ComparedSteps);
        peer.Run(ComparedSteps);
        own.ReadWeights(ours);
        peer.ReadWeights(theirs);
        float weights = MaxDifference.Of(ours, theirs);
        int states = sample.Windows * sample.Network.Shape.HiddenUnits;
        own.ReadHiddenState(ours.AsSpan(0, states));
        peer.ReadHiddenState(theirs.AsSpan(0, states));
        float hidden = MaxDifference.Of(ours.AsSpan(0, states), theirs.AsSpan(0, states));
        return Math.Max(Math.Max(weights, hidden), Math.Abs(own.Loss - peer.Loss));
    }
}

/// <summary>A network that is trained on the same B windows of T steps over and over, ours or a peer's.</summary>
internal interface ITrainEngine : IDisposable
{
    /// <summary>The name in the table.</summary>
    string Name { get; }

    /// <summary>The loss before the last step.</summary>
    float Loss { get; }

    /// <summary>Takes optimiser steps: forward, backward, clipping and Adam.</summary>
    /// <returns>Seconds of the thread, taken inside, around the loop.</returns>
    double Run(int steps);

    /// <summary>Copies h before step 16 of every window as the last forward pass had it, <c>[B, H]</c>.</summary>
    void ReadHiddenState(Span<float> hidden);

    /// <summary>Copies the LSTM's weights as they stand, <c>[4H, I + H]</c>, then the bias <c>[4H]</c>.</summary>
    void ReadWeights(Span<float> weights);
}
