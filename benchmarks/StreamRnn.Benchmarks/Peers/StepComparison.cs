using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>One step of one LSTM cell for B streams, ours against the peers.</summary>
internal static class StepComparison
{
    /// <summary>Different inputs in a row before they repeat.</summary>
    private const int Period = 64;

    private const int ComparedSteps = 200;
    private const ulong InputSeed = 64;

    /// <summary>Ours takes about this long in a round: long beside the clock's grain, short beside a time slice.</summary>
    private const double RoundSeconds = 150e-6;

    /// <summary>A network of one feature, as the worker makes it: three inputs, one target.</summary>
    public static NetworkShape Shape(int hiddenUnits) => new(3, hiddenUnits, 1);

    /// <summary>Floating-point operations of a step of one stream: the gates' sums and the head's, two for each weight but the biases; no activation counts.</summary>
    public static double Operations(NetworkShape shape) =>
        2.0 * ((4 * shape.HiddenUnits) + shape.OutputLength) * shape.Cell.WeightRows;

    /// <summary>Compares results and times, of all peers that there are.</summary>
    public static PeerResult Run(int hiddenUnits, int batch, IReadOnlyList<PeerLibrary> libraries, ProcessorPeak peak)
    {
        NetworkShape shape = Shape(hiddenUnits);
        var sample = new LstmSample(shape);
        var random = new SplitMix64(InputSeed);
        float[] inputs = LstmSample.Uniform(Period * batch * shape.Inputs, 2, ref random);
        using var own = new OwnStepEngine(sample, batch);
        var peers = new List<IStepEngine>();
        try
        {
            foreach (PeerLibrary library in libraries)
            {
                peers.Add(new NativeStepEngine(library, sample, batch));
            }

            Dictionary<string, float> differences = peers.ToDictionary(peer => peer.Name, peer => Difference(own, peer, inputs, batch * shape.Inputs, batch * hiddenUnits));
            InterleavedRounds.WarmUpManaged(() => own.Run(inputs, Period, Period));
            int steps = Math.Max(1, (int)(RoundSeconds / own.Run(inputs, Period, Period) * Period));
            double operations = Operations(shape) * batch * steps;
            Func<double>[] rivals = [.. peers.Select<IStepEngine, Func<double>>(peer => () => peer.Run(inputs, Period, steps)), peak.Measure];
            Func<double, double, double>[] compare =
                [.. peers.Select<IStepEngine, Func<double, double, double>>(_ => (ours, theirs) => theirs / ours), (ours, rate) => operations / ours / rate];
            foreach (IStepEngine peer in peers)
            {
                InterleavedRounds.WarmUp(() => peer.Run(inputs, Period, steps));
            }

            (Distribution seconds, Distribution[] figures) = InterleavedRounds.Measure(() => own.Run(inputs, Period, steps), rivals, compare);
            return new PeerResult(
                $"{(batch == 1 ? "one stream" : $"micro-batch {batch}")}, H = {hiddenUnits}",
                hiddenUnits,
                batch,
                seconds.Median * 1e9 / steps / batch,
                figures[^1].Median,
                peers.Select((peer, index) => (peer.Name, figures[index])).ToDictionary(),
                differences);
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }

    /// <summary>The largest |Δh| over 200 steps from a state of zeros; NaN where a state is not a number.</summary>
    private static float Difference(OwnStepEngine own, IStepEngine peer, float[] inputs, int inputLength, int hiddenLength)
    {
        var ours = new float[hiddenLength];
        var theirs = new float[hiddenLength];
        own.Reset();
        peer.Reset();
        float max = 0;
        for (int step = 0; step < ComparedSteps; step++)
        {
            ReadOnlySpan<float> x = inputs.AsSpan(step % Period * inputLength, inputLength);
            own.Run(x, 1, 1);
            peer.Run(x, 1, 1);
            own.ReadHiddenState(ours);
            peer.ReadHiddenState(theirs);
            max = Math.Max(max, MaxDifference.Of(ours, theirs));
        }

        return max;
    }
}

/// <summary>One LSTM layer that advances B streams side by side, ours or a peer's.</summary>
internal interface IStepEngine : IDisposable
{
    /// <summary>The name in the table.</summary>
    string Name { get; }

    /// <summary>Sets every stream's h and c to 0.</summary>
    void Reset();

    /// <summary>Takes steps over inputs <c>[period, B, I]</c>, again and again.</summary>
    /// <returns>Seconds of the thread, taken inside, around the loop.</returns>
    double Run(ReadOnlySpan<float> inputs, int period, int steps);

    /// <summary>Copies h, <c>[B, H]</c>.</summary>
    void ReadHiddenState(Span<float> hidden);
}
